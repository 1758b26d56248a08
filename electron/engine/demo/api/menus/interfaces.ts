/** `/interface`: ports, VLANs and one dynamic interface per session. The router sends what the subscriber downloads: tx. */
import { parseDurationMs } from '../../../routeros/values.ts';
import type { ConfigRow } from '../../config-table.ts';
import type { RouterState } from '../../router-state.ts';
import { packetsOf, SimSession } from '../../session.ts';
import type { LineLimit, Volume } from '../../traffic.ts';
import { type ApiCall, attributeWord, type Commands, takesOnly } from '../call.ts';
import { type Listing, printCommand } from '../listing.ts';

/** A port, by name: the first carries everything to the outside, the second to the lines, the rest nothing. */
type Item = SimSession | ConfigRow | string;

const NAMES = [
  '.id',
  'name',
  'type',
  'mtu',
  'actual-mtu',
  'mac-address',
  'last-link-up-time',
  'link-downs',
  'rx-byte',
  'tx-byte',
  'rx-packet',
  'tx-packet',
  'rx-drop',
  'tx-drop',
  'tx-queue-drop',
  'rx-error',
  'tx-error',
  'fp-rx-byte',
  'fp-tx-byte',
  'running',
  'dynamic',
  'disabled',
  'comment',
];

export function interfaceMenus(state: RouterState): Commands {
  const { sessions, timers, model, config } = state;

  function volume(item: Item): Volume {
    if (item instanceof SimSession) return item.settle(timers.now());
    // The uplink receives what subscribers download; towards them it is the other way round.
    const { downBytes, upBytes } = sessions.totals(timers.now());
    if (item === model.ports[0]) return { downBytes: upBytes, upBytes: downBytes };
    return item === model.ports[1] ? { downBytes, upBytes } : { downBytes: 0, upBytes: 0 };
  }

  function value(item: Item, name: string): string | undefined {
    switch (name) {
      case 'rx-byte':
        return `${volume(item).upBytes}`;
      case 'tx-byte':
        return `${volume(item).downBytes}`;
      case 'rx-packet':
        return `${packetsOf(volume(item)).upPackets}`;
      case 'tx-packet':
        return `${packetsOf(volume(item)).downPackets}`;
      case 'link-downs':
      case 'rx-drop':
      case 'tx-drop':
      case 'tx-queue-drop':
      case 'rx-error':
      case 'tx-error':
      case 'fp-rx-byte':
      case 'fp-tx-byte':
        return '0';
      case 'running':
        return 'true';
    }
    if (item instanceof SimSession) return sessionValue(item, name);
    return typeof item === 'string' ? portValue(item, name) : vlanValue(item, name);
  }

  function portValue(port: string, name: string): string | undefined {
    const index = model.ports.indexOf(port) + 1;
    const values: Record<string, string> = {
      '.id': `*${index}`,
      name: port,
      type: 'ether',
      mtu: '1500',
      'actual-mtu': '1500',
      'mac-address': `02:00:5E:00:00:${index.toString(16).padStart(2, '0').toUpperCase()}`,
      dynamic: 'false',
      disabled: 'false',
    };
    return values[name];
  }

  const listing: Listing<Item> = {
    *items() {
      yield* model.ports;
      yield* config.table('/interface/vlan').rows;
      yield* sessions.all();
    },
    names: () => NAMES,
    value,
  };

  /** By name or `.id`. */
  function find(text: string): Item | undefined {
    const session = sessions.byInterface(text) ?? sessions.byItemId(text);
    if (session) return session;
    const index = model.ports.findIndex((port, at) => port === text || `*${at + 1}` === text);
    return model.ports[index] ?? config.table('/interface/vlan').find(text);
  }

  function speed(item: Item): LineLimit {
    if (item instanceof SimSession) return item.isOpen ? item.speed(timers.now()) : { downBps: 0, upBps: 0 };
    const { downBps, upBps } = sessions.speed(timers.now());
    if (item === model.ports[0]) return { downBps: upBps, upBps: downBps };
    return item === model.ports[1] ? { downBps, upBps } : { downBps: 0, upBps: 0 };
  }

  function monitor(call: ApiCall) {
    if (!takesOnly(call, ['interface', 'interval', 'duration', 'once', '.proplist'])) return;
    const { attributes } = call.request;
    const names = (attributes.interface ?? '').split(',').filter(Boolean);
    if (names.length === 0) return call.trap('missing value(s) of argument(s) interface');
    const intervalMs = parseDurationMs(attributes.interval ?? '1s');
    if (intervalMs === undefined || intervalMs < 20 || intervalMs > 5000) {
      return call.trap('input does not match any value of interval', 1);
    }
    const items = names.map((name) => ({ name, item: find(name) }));
    if (items.some(({ item }) => !item)) return call.trap('input does not match any value of interface', 1);

    const print = (section: string | undefined) => {
      for (const { name, item } of items) {
        const { downBps, upBps } = speed(item!);
        const words = monitorWords(nameOf(item!, name), downBps, upBps);
        call.row(section === undefined ? words : [...words, attributeWord('.section', section)]);
      }
    };
    if ('once' in attributes) {
      print(undefined);
      return call.done();
    }
    const durationMs = parseDurationMs(attributes.duration ?? '') ?? Number.POSITIVE_INFINITY;
    const endsAt = timers.elapsed() + durationMs;
    let section = 0;
    let stop = () => {};
    const tick = () => {
      // The interface has gone with its session.
      if (items.some(({ name }) => !find(name))) return call.trap('interrupted', 2);
      print(`${section++}`);
      if (timers.elapsed() + intervalMs > endsAt) return call.done();
      stop = timers.after(intervalMs, tick);
    };
    call.keepRunning(() => stop());
    tick();
  }

  return {
    '/interface/print': printCommand(listing, timers, ['stats']),
    '/interface/monitor-traffic': { policy: 'read', run: monitor },
  };
}

function sessionValue({ start }: SimSession, name: string): string | undefined {
  switch (name) {
    case '.id':
      return start.itemId;
    case 'name':
      return start.interfaceName;
    case 'type':
      return 'pppoe-in';
    case 'mtu':
    case 'actual-mtu':
      return '1480';
    case 'dynamic':
      return 'true';
    case 'disabled':
      return 'false';
    default:
      return undefined;
  }
}

function vlanValue({ id, values }: ConfigRow, name: string): string | undefined {
  if (name === '.id') return `*V${id.slice(1)}`;
  if (name === 'type') return 'vlan';
  if (name === 'actual-mtu') return values.mtu;
  return name === 'dynamic' ? 'false' : values[name];
}

const nameOf = (item: Item, asked: string) => (item instanceof SimSession ? item.start.interfaceName : asked);

function monitorWords(name: string, downBps: number, upBps: number): string[] {
  // Counters are kept in bytes, so packets of a second follow from them.
  const { downPackets, upPackets } = packetsOf({ downBytes: downBps / 8, upBytes: upBps / 8 });
  const values: readonly (readonly [string, number])[] = [
    ['rx-packets-per-second', upPackets],
    ['rx-bits-per-second', upBps],
    ['fp-rx-packets-per-second', 0],
    ['fp-rx-bits-per-second', 0],
    ['rx-drops-per-second', 0],
    ['rx-errors-per-second', 0],
    ['tx-packets-per-second', downPackets],
    ['tx-bits-per-second', downBps],
    ['fp-tx-packets-per-second', 0],
    ['fp-tx-bits-per-second', 0],
    ['tx-drops-per-second', 0],
    ['tx-queue-drops-per-second', 0],
    ['tx-errors-per-second', 0],
  ];
  return [attributeWord('name', name), ...values.map(([key, value]) => attributeWord(key, `${value}`))];
}
