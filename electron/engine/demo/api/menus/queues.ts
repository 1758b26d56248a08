/**
 * `/queue/simple`: rows that people made, and a dynamic one per session with a rate, which no command can change. Pairs are
 * up/down, seen from the target.
 */
import { formatRatePair } from '../../../routeros/values.ts';
import type { ConfigRow } from '../../config-table.ts';
import type { QueueMeter } from '../../queue-meter.ts';
import type { RouterState } from '../../router-state.ts';
import { packetsOf, SimSession } from '../../session.ts';
import type { LineLimit, Volume } from '../../traffic.ts';
import { type ApiCall, type Command, type Commands, idsOf } from '../call.ts';
import { type Listing, printCommand } from '../listing.ts';
import { tableListing, tableNames } from './tables.ts';

type Item = SimSession | ConfigRow;

const STATISTICS = ['bytes', 'packets', 'dropped', 'rate', 'packet-rate', 'queued-bytes', 'queued-packets'];

/** `edit` are the commands of the plain table, which dynamic rows are kept out of. */
export function queueMenus(state: RouterState, meter: QueueMeter, edit: Commands): Commands {
  const { sessions, config, timers } = state;
  const table = config.table('/queue/simple');
  const rows = tableListing(table);
  const names = [...tableNames(table), ...STATISTICS];

  function value(item: Item, name: string): string | undefined {
    if (STATISTICS.includes(name)) return statistic(item, name);
    return item instanceof SimSession ? dynamicValue(item, name) : rows.value(item, name);
  }

  function statistic(item: Item, name: string): string {
    const at = timers.now();
    const volume: Volume = item instanceof SimSession ? item.settle(at) : meter.volume(item, at);
    const speed: LineLimit = item instanceof SimSession ? item.speed(at) : meter.speed(item, at);
    const packets = packetsOf(volume);
    switch (name) {
      case 'bytes':
        return `${volume.upBytes}/${volume.downBytes}`;
      case 'packets':
        return `${packets.upPackets}/${packets.downPackets}`;
      case 'rate':
        return `${speed.upBps}/${speed.downBps}`;
      default:
        return '0/0';
    }
  }

  const listing: Listing<Item> = {
    *items() {
      yield* table.rows;
      for (const session of sessions.all()) if (session.rate) yield session;
    },
    names: () => names,
    value,
  };

  /** RouterOS refuses to touch what it made itself. */
  const ownOnly = (command: Command): Command => ({
    ...command,
    run(call: ApiCall) {
      const ids = idsOf(call.request);
      if (ids.some((id) => sessions.byItemId(id) ?? sessions.byInterface(id))) {
        return call.trap('failure: can not change dynamic simple queue');
      }
      // What has passed so far passed under the old limit.
      for (const row of ids.map(table.find)) if (row) meter.volume(row, timers.now());
      command.run(call);
    },
  });

  const guarded = Object.fromEntries(
    Object.entries(edit)
      .filter(([path]) => path.startsWith('/queue/simple/'))
      .map(([path, command]) => [path, ownOnly(command)]),
  );

  return {
    ...guarded,
    '/queue/simple/print': printCommand(listing, timers, ['stats']),
    '/queue/simple/reset-counters': ownOnly({
      policy: 'write',
      run(call) {
        for (const id of idsOf(call.request)) {
          const row = table.find(id);
          if (!row) return call.trap('no such item', 0);
          meter.reset(row, timers.now());
        }
        call.done();
      },
    }),
    '/queue/simple/reset-counters-all': {
      policy: 'write',
      run(call) {
        for (const row of table.rows) meter.reset(row, timers.now());
        call.done();
      },
    },
  };
}

function dynamicValue({ start, rate }: SimSession, name: string): string | undefined {
  const none = { upBps: 0, downBps: 0, thresholdUpBps: 0, thresholdDownBps: 0, secondsUp: 0, secondsDown: 0 };
  const burst = rate?.burst ?? none;
  switch (name) {
    case '.id':
      return start.itemId;
    case 'name':
    case 'target':
      return start.interfaceName;
    case 'parent':
      return 'none';
    case 'packet-marks':
      return '';
    case 'priority':
      return `${rate?.priority ?? 8}/${rate?.priority ?? 8}`;
    case 'queue':
      return 'default-small/default-small';
    case 'limit-at':
      return formatRatePair({ up: rate?.min?.upBps ?? 0, down: rate?.min?.downBps ?? 0 });
    case 'max-limit':
      return formatRatePair({ up: rate?.upBps ?? 0, down: rate?.downBps ?? 0 });
    case 'burst-limit':
      return formatRatePair({ up: burst.upBps, down: burst.downBps });
    case 'burst-threshold':
      return formatRatePair({ up: burst.thresholdUpBps, down: burst.thresholdDownBps });
    case 'burst-time':
      return `${burst.secondsUp}s/${burst.secondsDown}s`;
    case 'bucket-size':
      return '0.1/0.1';
    case 'dynamic':
      return 'true';
    case 'invalid':
    case 'disabled':
      return 'false';
    default:
      return undefined;
  }
}
