/** `/ppp/active` and `/interface/pppoe-server`: who is connected. No byte counters here, as on RouterOS 7 (spec X41). */
import { formatDuration } from '../../../routeros/values.ts';
import type { Nas } from '../../nas/nas.ts';
import type { RouterState } from '../../router-state.ts';
import type { SimSession } from '../../session.ts';
import { type Commands, idsOf } from '../call.ts';
import { columns, printCommand } from '../listing.ts';

export function pppMenus(state: RouterState, nas: Pick<Nas, 'hangUp'>): Commands {
  const { sessions, timers, model } = state;
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

  return {
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
