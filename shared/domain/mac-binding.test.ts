import { describe, expect, it } from 'vitest';
import { bindingOf, judgeMac, type MacBinding } from './mac-binding.ts';

const A = '4C:5E:0C:00:00:0A';
const B = '4C:5E:0C:00:00:0B';
const learnOne: MacBinding = { mode: 'learn', limit: 1 };
const learnTwo: MacBinding = { mode: 'learn', limit: 2 };
const locked: MacBinding = { mode: 'locked', limit: 1 };

describe('W9: which CPE may use an account', () => {
  it.each([
    ['unbound, any device', { mode: 'off', limit: 1 }, [A], B, 'allowed'],
    ['the first device is learned', learnOne, [], A, 'learn'],
    ['a learned device comes again', learnOne, [A], A, 'allowed'],
    ['a second device where one may be learned', learnOne, [A], B, 'refused'],
    ['a second device where two may be learned', learnTwo, [A], B, 'learn'],
    ['a typed list longer than the limit still has its devices', learnOne, [A, B], B, 'allowed'],
    ['locked, on the list', locked, [A], A, 'allowed'],
    ['locked, not on the list', locked, [A], B, 'refused'],
    ['locked with an empty list lets nobody in', locked, [], A, 'refused'],
    ['a login without a MAC while there is room: let in, nothing learned', learnOne, [], null, 'allowed'],
    ['a login without a MAC once the list is full', learnOne, [A], null, 'refused'],
    ['a login without a MAC against a locked list', locked, [A], null, 'refused'],
  ] as const)('%s', (_case, binding, known, mac, verdict) =>
    expect(judgeMac(binding, new Set(known), mac)).toBe(verdict),
  );
});

it('the subscriber’s own word goes before its service’s, each part on its own', () => {
  const service = { macMode: 'learn', macLimit: 2 } as const;
  expect(bindingOf({ macMode: null, macLimit: null }, service)).toEqual(learnTwo);
  expect(bindingOf({ macMode: 'locked', macLimit: null }, service)).toEqual({ mode: 'locked', limit: 2 });
  expect(bindingOf({ macMode: null, macLimit: 1 }, service)).toEqual(learnOne);
  expect(bindingOf({ macMode: null, macLimit: null }, undefined)).toEqual({ mode: 'off', limit: 1 });
});
