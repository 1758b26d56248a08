import { done } from '../../../../shared/contract/operation.ts';
import { expandPermissions } from '../../../../shared/contract/permissions.ts';
import { pageOfArray } from './array-page.ts';
import type { Area, HandlerPorts } from './ports.ts';
import { apiKeyOut, defined, mapPage, operatorOut } from './views.ts';

type Names =
  | 'operator.list'
  | 'role.list'
  | 'operator.create'
  | 'operator.update'
  | 'operator.remove'
  | 'api-key.list'
  | 'api-key.create'
  | 'api-key.revoke'
  | 'settings.get'
  | 'settings.set'
  | 'storage.get'
  | 'audit.list'
  | 'alert.list';

export function administrationHandlers({ reads, clock, operators, settings, storage }: HandlerPorts): Area<Names> {
  const { accounts, apiKeys } = operators;
  return {
    'operator.list': async (caller, { query }) =>
      pageOfArray((await accounts.list(caller)).map(operatorOut), query, ({ username }) => [username], {
        username: (one) => one.username,
        role: (one) => one.role,
        createdAt: (one) => one.createdAt,
        lastLoginAt: (one) => one.lastLoginAt,
      }),

    'role.list': async (caller) => {
      const roles = await accounts.roles(caller);
      const items = roles.map((role) => ({ name: role.name, permissions: expandPermissions(role.permissions) }));
      return { items, total: items.length };
    },

    'operator.create': async (caller, { body }) => operatorOut(await accounts.create(caller, body)),

    'operator.update': async (caller, { params, body }) => operatorOut(await accounts.update(caller, params.id, body)),

    'operator.remove': async (caller, { params }) => {
      await accounts.remove(caller, params.id);
      return done;
    },

    'api-key.list': async (caller, { query }) => {
      const now = clock.now();
      const enabled = new Set((await accounts.list(caller)).filter((one) => !one.disabled).map(({ id }) => id));
      const all = (await apiKeys.list(caller)).map((key) => apiKeyOut(key, now, enabled.has(key.operatorId)));
      return pageOfArray(all, query, (key) => [key.name, key.prefix, key.operatorName], {
        name: (key) => key.name,
        createdAt: (key) => key.createdAt,
        lastUsedAt: (key) => key.lastUsedAt,
      });
    },

    'api-key.create': async (caller, { body }) => {
      const { key, view } = await apiKeys.create(caller, { ...body, expiresAt: body.expiresAt ?? null });
      return { ...apiKeyOut(view, clock.now(), true), key };
    },

    'api-key.revoke': async (caller, { params }) => {
      await apiKeys.revoke(caller, params.id);
      return done;
    },

    'settings.get': (caller) => settings.get(caller.viewScope),

    'settings.set': (caller, { body }) => settings.set(caller, body),

    'storage.get': (caller, { query }) => storage(caller.viewScope, query.measure),

    'audit.list': async (caller, { query }) =>
      mapPage(await reads.audit.list(caller.viewScope, defined(query)), (entry) => ({ ...entry })),

    'alert.list': async (caller, { query }) =>
      mapPage(await reads.alerts.list(caller.viewScope, query), (alert) => ({ ...alert })),
  };
}
