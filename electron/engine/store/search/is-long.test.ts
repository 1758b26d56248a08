import { expect, it } from 'vitest';
import { isLong } from './is-long.ts';

const page = { limit: 100, cursor: undefined };
const tenant = { tenantId: 1 };
const reseller = { tenantId: 1, resellerId: 5 };

it.each([
  ['auth-log', tenant, {}, false],
  ['auth-log', tenant, { q: ' ', to: undefined, from: 1 }, false],
  ['auth-log', tenant, { q: 'ali' }, true],
  ['auth-log', tenant, { to: 1 }, true],
  ['auth-log', tenant, { subscriberId: 7 }, true],
  ['auth-log', reseller, {}, true],
  ['drops', tenant, { from: 1 }, false],
  ['drops', tenant, { nasId: 1 }, true],
  ['audit', tenant, { entity: 'subscriber', entityId: 3 }, false],
  ['audit', tenant, { entity: 'subscriber' }, true],
  ['audit', tenant, { entity: 'fup', entityId: 3, action: 'fup.reset' }, true],
  ['cdr', tenant, { from: 1, sort: 'stopAt' }, false],
  ['cdr', reseller, { subscriberId: 3, nasId: 2 }, false],
  ['cdr', tenant, { nasId: 2 }, true],
  ['cdr', reseller, {}, true],
  ['cdr', tenant, { cause: 'Lost-Carrier' }, true],
  ['cdr', tenant, { sort: 'total' }, true],
  ['cdr', tenant, { orphan: false }, true],
] as const)('%s %j %j goes to the search thread: %s', (list, scope, query, expected) => {
  const rule = isLong[list] as (scope: object, query: object) => boolean;
  expect(rule(scope, { ...page, ...query })).toBe(expected);
});
