/**
 * Who is connected: `/ppp/active`, `/interface/pppoe-server`, and the firewall lists that logins put addresses on. No byte
 * counters here, as on RouterOS 7 (spec X41).
 */
import { formatDuration } from '../../../routeros/values.ts';
import type { ConfigRow } from '../../config-table.ts';
import type { Nas } from '../../nas/nas.ts';
import type { RouterState } from '../../router-state.ts';
import type { SimSession } from '../../session.ts';
import { type Commands, idsOf } from '../call.ts';
import { columns, type Listing, printCommand } from '../listing.ts';
import { tableListing, tableNames } from './tables.ts';

export function pppMenus(state: RouterState, nas: Pick<Nas, 'hangUp'>): Commands {
  const { sessions, timers, model, config } = state;
  const uptime = ({ start }: SimSession) =>
    formatDuration(Math.max(0, Math.floor((timers.elapsed() - start.startedElapsedMs) / 1000)));

  const active = columns<SimSession>(() => sessions.all(), {
    '.id': ({ start }) => start.itemId,
    name: ({ user }) => user,
    service: () => 'pppoe',
    'caller-id': ({ start }) => start.mac,
    address: ({ address }) => address,
    uptime,
    encoding: () => '',
    'session-id': ({ id }) => `0x${id.toUpperCase()}`,
    'limit-bytes-in': () => '0',
    'limit-bytes-out': () => '0',
    radius: ({ start }) => `${start.isRadius}`,
  });

  const bindings = columns<SimSession>(() => sessions.all(), {
    '.id': ({ start }) => start.itemId,
    name: ({ start }) => start.interfaceName,
    user: ({ user }) => user,
    service: () => 'service1',
    'remote-address': ({ start }) => start.mac,
    encoding: () => '',
    uptime,
    mtu: () => '1480',
    mru: () => '1480',
    interface: () => model.ports[1],
    running: () => 'true',
    dynamic: () => 'true',
    disabled: () => 'false',
  });

  const lists = config.table('/ip/firewall/address-list');
  const rows = tableListing(lists);
  const addressLists: Listing<ConfigRow | ListedSession> = {
    *items() {
      yield* lists.rows;
      for (const session of sessions.all()) {
        for (const list of session.start.addressLists) yield { session, list };
      }
    },
    names: () => tableNames(lists),
    value: (item, name) => ('session' in item ? listedValue(item, name) : rows.value(item, name)),
  };

  return {
    '/ip/firewall/address-list/print': printCommand(addressLists, timers),
    '/ppp/active/print': printCommand(active, timers),
    '/ppp/active/remove': {
      policy: 'write',
      run(call) {
        for (const id of idsOf(call.request)) {
          const session = sessions.byItemId(id);
          if (!session) return call.trap('no such item', 0);
          nas.hangUp(session, 'Admin-Reset');
        }
        call.done();
      },
    },
    '/interface/pppoe-server/print': printCommand(bindings, timers),
  };
}

/** An address that is on a list for as long as its session lives (Mikrotik-Address-List). */
interface ListedSession {
  readonly session: SimSession;
  readonly list: string;
}

function listedValue({ session, list }: ListedSession, name: string): string | undefined {
  const values: Record<string, string> = {
    '.id': session.start.itemId,
    list,
    address: session.address,
    dynamic: 'true',
    disabled: 'false',
  };
  return values[name];
}
