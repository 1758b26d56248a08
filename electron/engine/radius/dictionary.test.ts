import { describe, expect, expectTypeOf, it } from 'vitest';
import { attributeByName, attributeByNumber, attributes, hasSecrets, type ValueOf } from './dictionary.ts';

describe('dictionary', () => {
  it('finds an attribute by number within its vendor', () => {
    expect(attributeByNumber(0, 8)).toBe(attributes['Framed-IP-Address']);
    expect(attributeByNumber(14988, 8)).toBe(attributes['Mikrotik-Rate-Limit']);
    expect(attributeByNumber(14122, 8)).toBe(attributes['WISPr-Bandwidth-Max-Down']);
    expect(attributeByNumber(9, 8)).toBeUndefined();
  });

  it('finds an attribute by a name from outside, and nothing that only objects have', () => {
    expect(attributeByName('Acct-Session-Id')).toBe(attributes['Acct-Session-Id']);
    expect(attributeByName('constructor')).toBeUndefined();
    expect(attributeByName('acct-session-id')).toBeUndefined();
  });

  it('knows which vendors have something to hide', () => {
    expect([311, 14988, 14122, 9].map(hasSecrets)).toEqual([true, true, false, false]);
  });
});

// Every name gives the type of its values. The compiler holds this (`npm run typecheck`); at run time nothing happens.
expectTypeOf<ValueOf<'User-Name'>>().toEqualTypeOf<string>();
expectTypeOf<ValueOf<'Session-Timeout'>>().toEqualTypeOf<number>();
expectTypeOf<ValueOf<'Class'>>().toEqualTypeOf<Uint8Array>();
expectTypeOf<ValueOf<'Prompt'>>().toEqualTypeOf<'No-Echo' | 'Echo' | number>();
