/** IP pools and leases. */
import { done } from '../../../../shared/contract/operation.ts';
import type { IpLease } from '../../../../shared/contract/operations/pools.ts';
import type { LeaseView } from '../../store/reads.ts';
import { pageOfArray } from './array-page.ts';
import type { Area, HandlerPorts } from './ports.ts';

type Names =
  | 'pool.list'
  | 'pool.get'
  | 'pool.map'
  | 'pool.create'
  | 'pool.update'
  | 'pool.remove'
  | 'lease.list'
  | 'lease.release';

export function poolHandlers({ pools }: HandlerPorts): Area<Names> {
  return {
    'pool.list': async (caller, { query }) =>
      pageOfArray(await pools.list(caller.viewScope), query, ({ name, ranges }) => [name, ...ranges], {
        name: (pool) => pool.name,
        taken: (pool) => pool.taken / Math.max(1, pool.usable),
        usable: (pool) => pool.usable,
        createdAt: (pool) => pool.createdAt,
      }),
    'pool.get': (caller, { params }) => pools.byId(caller.viewScope, params.id),
    'pool.map': (caller, { params }) => pools.map(caller.viewScope, params.id),
    'pool.create': (caller, { body }) => pools.create(caller, body),
    'pool.update': (caller, { params, body }) => pools.update(caller, params.id, body),
    'pool.remove': async (caller, { params }) => {
      await pools.remove(caller, params.id);
      return done;
    },
    'lease.list': async (caller, { query }) => {
      const { items, ...rest } = await pools.leases(caller.viewScope, query);
      return { items: items.map(leaseOut), ...rest };
    },
    'lease.release': async (caller, { params }) => {
      await pools.release(caller, params.id);
      return done;
    },
  };
}

const leaseOut = ({ tenantId: _t, loginClass: _c, sessions: _s, ...lease }: LeaseView): IpLease => lease;
