/** Realms, groups and RADIUS attributes. */

import { done } from '../../../../shared/contract/operation.ts';
import type { Group } from '../../../../shared/contract/operations/groups.ts';
import type { Realm } from '../../../../shared/contract/operations/realms.ts';
import type { RealmListItem } from '../../realms/service.ts';
import type { GroupListItem } from '../../store/reads.ts';
import { pageOfArray } from './array-page.ts';
import type { Area, HandlerPorts } from './ports.ts';

type Names =
  | 'realm.list'
  | 'realm.get'
  | 'realm.create'
  | 'realm.update'
  | 'realm.remove'
  | 'group.list'
  | 'group.get'
  | 'group.create'
  | 'group.update'
  | 'group.remove'
  | 'subscriber.attributes'
  | 'subscriber.set-attributes'
  | 'radius.dictionary';

export function policyHandlers({ realms, groups }: HandlerPorts): Area<Names> {
  return {
    'realm.list': async (caller, { query }) =>
      pageOfArray((await realms.list(caller.viewScope)).map(realmOut), query, ({ name }) => [name], {
        name: (realm) => realm.name,
        subscribers: (realm) => realm.subscribers,
        createdAt: (realm) => realm.createdAt,
      }),
    'realm.get': async (caller, { params }) => realmOut(await realms.byId(caller.viewScope, params.id)),
    'realm.create': async (caller, { body }) => realmOut(await realms.create(caller, body)),
    'realm.update': async (caller, { params, body }) => realmOut(await realms.update(caller, params.id, body)),
    'realm.remove': async (caller, { params }) => {
      await realms.remove(caller, params.id);
      return done;
    },

    'group.list': async (caller, { query }) =>
      pageOfArray(
        (await groups.list(caller.viewScope)).map(groupOut),
        query,
        ({ name, reply }) => [name, ...reply.flatMap((row) => [row.name, row.value])],
        {
          name: (group) => group.name,
          subscribers: (group) => group.subscribers,
          createdAt: (group) => group.createdAt,
        },
      ),
    'group.get': async (caller, { params }) => groupOut(await groups.byId(caller.viewScope, params.id)),
    'group.create': async (caller, { body }) => groupOut(await groups.create(caller, body)),
    'group.update': async (caller, { params, body }) => groupOut(await groups.update(caller, params.id, body)),
    'group.remove': async (caller, { params }) => {
      await groups.remove(caller, params.id);
      return done;
    },

    'subscriber.attributes': (caller, { params }) => groups.attributes(caller.viewScope, params.id),
    'subscriber.set-attributes': (caller, { params, body }) => groups.setAttributes(caller, params.id, body),
    'radius.dictionary': async () => ({ items: groups.dictionary.map((row) => ({ ...row, values: [...row.values] })) }),
  };
}

const realmOut = ({ tenantId: _, methods, ...realm }: RealmListItem): Realm => ({ ...realm, methods: [...methods] });

const groupOut = (group: GroupListItem): Group => ({
  id: group.id,
  name: group.name,
  reply: group.reply.map(([name, value]) => ({ name, value })),
  check: group.check.map((row) => ({ ...row })),
  nasIds: [...group.nasIds],
  loginWindows: group.loginWindows.map(({ days, from, to }) => ({ days: [...days], from, to })),
  subscribers: group.subscribers,
  services: group.services.map((service) => ({ ...service })),
  createdAt: group.createdAt,
  revision: group.revision,
});
