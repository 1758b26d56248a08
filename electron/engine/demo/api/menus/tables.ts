/** The configuration menus: print, add, set, remove, enable, disable, move of rows; print and set of settings. */
import type { Result } from '../../../../../shared/domain/result.ts';
import type { Timers } from '../../../routeros/timers.ts';
import type { Row } from '../../../routeros/words.ts';
import type { ConfigFault, ConfigRow, ConfigSettings, ConfigTable } from '../../config-table.ts';
import type { RouterState } from '../../router-state.ts';
import { type ApiCall, type Command, type Commands, idsOf } from '../call.ts';
import { type Listing, printCommand } from '../listing.ts';

/** Every configuration menu except those that show more than their rows, which have modules of their own. */
export function tableMenus({ config, timers }: RouterState): Commands {
  const menus: Record<string, Command> = {};
  for (const path of config.tablePaths) {
    const table = config.table(path);
    Object.assign(menus, editCommands(path, table));
    menus[`${path}/print`] = printCommand(tableListing(table), timers);
  }
  for (const path of config.settingsPaths) Object.assign(menus, settingsCommands(path, config.settings(path), timers));
  return menus;
}

/** The rows of a table as `print` shows them. */
export function tableListing(table: ConfigTable): Listing<ConfigRow> {
  const { readOnly = {} } = table.spec;
  const names = tableNames(table);
  return {
    items: () => table.rows,
    names: () => names,
    value: (row, name) => (name === '.id' ? row.id : (row.values[name] ?? readOnly[name])),
  };
}

/** Properties of a row, in the order of printing. */
export const tableNames = ({ spec }: ConfigTable): string[] => [
  '.id',
  ...spec.fields,
  ...Object.keys(spec.readOnly ?? {}),
];

function editCommands(path: string, table: ConfigTable): Commands {
  return {
    [`${path}/add`]: {
      policy: 'write',
      run(call) {
        const { 'place-before': before, 'copy-from': _, ...values } = call.request.attributes;
        const added = table.add(values, before);
        if (added.ok) call.done({ ret: added.value });
        else trap(call, added.fault);
      },
    },
    [`${path}/set`]: {
      policy: 'write',
      run(call) {
        const { '.id': _id, numbers: _numbers, ...values } = call.request.attributes;
        forEach(call, (id) => table.set(id, values));
      },
    },
    [`${path}/remove`]: { policy: 'write', run: (call) => forEach(call, (id) => table.remove(id)) },
    [`${path}/enable`]: { policy: 'write', run: (call) => forEach(call, (id) => table.set(id, { disabled: 'no' })) },
    [`${path}/disable`]: { policy: 'write', run: (call) => forEach(call, (id) => table.set(id, { disabled: 'yes' })) },
    [`${path}/move`]: {
      policy: 'write',
      run: (call) => forEach(call, (id) => table.move(id, call.request.attributes.destination)),
    },
  };
}

/** Runs `edit` for each id of the request, up to the first that fails. */
function forEach(call: ApiCall, edit: (id: string) => Result<void, ConfigFault>) {
  for (const id of idsOf(call.request)) {
    const done = edit(id);
    if (!done.ok) return trap(call, done.fault);
  }
  call.done();
}

const trap = (call: ApiCall, { message, category }: ConfigFault) => call.trap(message, category);

function settingsCommands(path: string, settings: ConfigSettings, timers: Timers): Commands {
  const names = settings.spec.fields;
  const listing: Listing<Row> = {
    items: () => [settings.values],
    names: () => names,
    value: (values, name) => values[name],
  };
  return {
    [`${path}/print`]: printCommand(listing, timers),
    [`${path}/set`]: {
      policy: 'write',
      run(call) {
        const done = settings.set(call.request.attributes);
        if (done.ok) call.done();
        else trap(call, done.fault);
      },
    },
  };
}
