/** A menu of the router that people fill: rows with ids, or one row of settings. Behaves as RouterOS's menus do (MikroTik manual, API). */
import { fault, ok, type Result } from '../../../shared/domain/result.ts';
import type { Row } from '../routeros/words.ts';

export interface ConfigSpec {
  /** What `add` and `set` take, in the order of printing. */
  readonly fields: readonly string[];
  readonly required?: readonly string[];
  /** No two rows have the same value of this. */
  readonly unique?: string;
  readonly defaults?: Row;
  /** Printed with every row, taken by no command. */
  readonly readOnly?: Row;
  /** The form in which the router keeps a value; undefined refuses it. */
  readonly normalise?: (name: string, value: string) => string | undefined;
}

/** A trap. */
export interface ConfigFault {
  readonly message: string;
  readonly category?: number;
}

export interface ConfigRow {
  /** `*1F`: a handle until the row is removed. */
  readonly id: string;
  readonly values: Row;
}

export interface ConfigTable {
  readonly spec: ConfigSpec;
  /** In the router's order, which counts in queues and filters. */
  readonly rows: readonly ConfigRow[];
  /** By `.id`, or by `name` as many menus allow. */
  find(idOrName: string): ConfigRow | undefined;
  /** The new row's id. `before` is the row that it is put in front of. */
  add(values: Row, before?: string): Result<string, ConfigFault>;
  /** Values left out stay; `!name` unsets. */
  set(id: string, values: Row): Result<void, ConfigFault>;
  remove(id: string): Result<void, ConfigFault>;
  /** In front of `before`, to the end without it. */
  move(id: string, before?: string): Result<void, ConfigFault>;
}

const NO_SUCH_ITEM: ConfigFault = { message: 'no such item', category: 0 };

export function createConfigTable(spec: ConfigSpec): ConfigTable {
  let rows: ConfigRow[] = [];
  let lastId = 0;

  const find = (idOrName: string) => rows.find(({ id, values }) => id === idOrName || values.name === idOrName);

  function check(values: Row, except?: ConfigRow): Result<Row, ConfigFault> {
    const kept: Record<string, string> = {};
    for (const [name, value] of Object.entries(values)) {
      if (!spec.fields.includes(name)) return fault({ message: `unknown parameter ${name}` });
      const normal = normalise(spec, name, value);
      if (normal === undefined) return fault({ message: `input does not match any value of ${name}`, category: 1 });
      kept[name] = normal;
    }
    const { unique } = spec;
    if (unique && kept[unique] !== undefined) {
      const twin = rows.find((row) => row !== except && row.values[unique] === kept[unique]);
      if (twin) return fault({ message: `failure: already have such ${unique}` });
    }
    return ok(kept);
  }

  function insert(row: ConfigRow, before: string | undefined): boolean {
    const at = before === undefined ? rows.length : rows.findIndex(({ id }) => id === before);
    if (at < 0) return false;
    rows = rows.toSpliced(at, 0, row);
    return true;
  }

  return {
    spec,
    get rows() {
      return rows;
    },
    find,
    add(values, before) {
      const missing = spec.required?.filter((name) => !values[name]) ?? [];
      if (missing.length > 0) return fault({ message: `missing value(s) of argument(s) ${missing.join(' ')}` });
      const checked = check(values);
      if (!checked.ok) return checked;
      lastId += 1;
      const id = `*${lastId.toString(16).toUpperCase()}`;
      const row = { id, values: { disabled: 'false', ...spec.defaults, ...checked.value } };
      return insert(row, before) ? ok(id) : fault(NO_SUCH_ITEM);
    },
    set(idOrName, values) {
      const row = find(idOrName);
      if (!row) return fault(NO_SUCH_ITEM);
      const unset = Object.keys(values).filter((name) => name.startsWith('!'));
      const given = Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith('!')));
      const checked = check(given, row);
      if (!checked.ok) return checked;
      const merged: Record<string, string> = { ...row.values, ...checked.value };
      for (const name of unset) delete merged[name.slice(1)];
      rows = rows.with(rows.indexOf(row), { id: row.id, values: merged });
      return ok(undefined);
    },
    remove(idOrName) {
      const row = find(idOrName);
      if (!row) return fault(NO_SUCH_ITEM);
      rows = rows.filter((other) => other !== row);
      return ok(undefined);
    },
    move(idOrName, before) {
      const row = find(idOrName);
      if (!row || (before !== undefined && !find(before))) return fault(NO_SUCH_ITEM);
      rows = rows.filter((other) => other !== row);
      insert(row, before);
      return ok(undefined);
    },
  };
}

/** A settings menu: `print` gives one row without `.id`, `set` takes none. */
export interface ConfigSettings {
  readonly spec: ConfigSpec;
  readonly values: Row;
  set(values: Row): Result<void, ConfigFault>;
}

/** `follow` is told after a change. */
export function createConfigSettings(spec: ConfigSpec, follow: (values: Row) => void = () => {}): ConfigSettings {
  const table = createConfigTable({ ...spec, fields: [...spec.fields, 'disabled'] });
  const added = table.add({});
  if (!added.ok) throw new Error(added.fault.message);
  const id = added.value;
  const current = () => table.find(id)!.values;
  return {
    spec,
    get values() {
      const { disabled: _, ...values } = current();
      return values;
    },
    set(values) {
      if ('disabled' in values) return fault({ message: 'unknown parameter disabled' });
      const done = table.set(id, values);
      if (done.ok) follow(current());
      return done;
    },
  };
}

/** Fields that are switches: requests say yes or no, replies true or false. */
const SWITCHES = new Set([
  'disabled',
  'accept',
  'use-radius',
  'accounting',
  'use-circuit-id-in-nas-port-id',
  'only-one',
]);

function normalise(spec: ConfigSpec, name: string, value: string): string | undefined {
  if (!SWITCHES.has(name)) return spec.normalise ? spec.normalise(name, value) : value;
  if (value === 'yes' || value === 'true') return 'true';
  if (value === 'no' || value === 'false') return 'false';
  return value === 'default' ? value : undefined;
}
