import { expect, it } from 'vitest';
import { isLong } from './is-long.ts';

const page = { limit: 100, cursor: undefined };

it.each([
  ['auth-log', page, false],
  ['auth-log', { ...page, q: ' ', from: undefined }, false],
  ['auth-log', { ...page, q: 'ali' }, true],
  ['auth-log', { ...page, from: 1 }, true],
  ['auth-log', { ...page, subscriberId: 7 }, true],
  ['drops', { ...page, from: 1 }, false],
  ['drops', { ...page, nasId: 1 }, true],
  ['audit', { ...page, entity: 'subscriber', entityId: 3 }, false],
  ['audit', { ...page, action: 'fup.reset' }, true],
  ['cdr', { ...page, from: 1, nasId: 2, subscriberId: 3, sort: 'stopAt' }, false],
  ['cdr', { ...page, cause: 'Lost-Carrier' }, true],
  ['cdr', { ...page, sort: 'total' }, true],
  ['cdr', { ...page, orphan: false }, true],
] as const)('%s %j goes to the search thread: %s', (list, query, expected) => {
  expect((isLong[list] as (query: object) => boolean)(query)).toBe(expected);
});
