import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FilterSpec,
  isFiltered,
  readFilters,
  readSort,
  toggleValue,
  withFilter,
  writeFilters,
  writeSort,
} from './url-filters.ts';

const specs: readonly FilterSpec[] = [
  { kind: 'text', id: 'q' },
  { kind: 'many', id: 'service' },
  { kind: 'one', id: 'nas' },
  { kind: 'flag', id: 'throttled' },
];

describe('filters in the address', () => {
  it.each([
    ['', {}],
    ['?q=layla', { q: ['layla'] }],
    ['?service=Fiber+100M&service=Home+20M', { service: ['Fiber 100M', 'Home 20M'] }],
    ['?service=a&service=a&service=', { service: ['a'] }],
    ['?nas=tower-07&nas=tower-04', { nas: ['tower-07'] }],
    ['?throttled=1', { throttled: ['1'] }],
    ['?throttled=yes', {}],
    ['?q=', {}],
    ['?open=42&unknown=x', {}],
  ])('%s reads %o', (search, state) => expect(readFilters(search, specs)).toEqual(state));

  it('are written in the order of the bar, leave other parameters alone and vanish when unset', () => {
    expect(writeFilters('?open=42&q=old', specs, { throttled: ['1'], q: ['a b'] })).toBe('?open=42&q=a+b&throttled=1');
    expect(writeFilters('?q=old', specs, {})).toBe('');
  });

  it('come back as they were written, whatever is typed', () => {
    const value = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(fc.uniqueArray(value, { minLength: 1, maxLength: 4 }), value, (services, q) => {
        const state = { service: services, q: [q] };
        expect(readFilters(writeFilters('', specs, state), specs)).toEqual(state);
      }),
    );
  });
});

describe('changing one filter', () => {
  it('setting to nothing takes it away', () => {
    expect(withFilter({ q: ['a'], nas: ['b'] }, 'q', [''])).toEqual({ nas: ['b'] });
    expect(isFiltered(withFilter({ q: ['a'] }, 'q', []))).toBe(false);
  });

  it('a value of several goes on and off', () => {
    const once = toggleValue({}, 'service', 'a');
    expect(toggleValue(once, 'service', 'b')).toEqual({ service: ['a', 'b'] });
    expect(toggleValue(once, 'service', 'a')).toEqual({});
  });
});

describe('the sort in the address', () => {
  const own = { column: 'downKbps', direction: 'desc' } as const;
  it.each([
    ['', own],
    ['?sort=user', { column: 'user', direction: 'asc' }],
    ['?sort=-user', { column: 'user', direction: 'desc' }],
    ['?sort=password', own],
  ])('%s sorts by %o', (search, sort) => expect(readSort(search, ['user', 'downKbps'], own)).toEqual(sort));

  it('is absent when it is the own sort of the view', () => {
    expect(writeSort('?q=a&sort=user', own, own)).toBe('?q=a');
    expect(writeSort('?q=a', { column: 'user', direction: 'desc' }, own)).toBe('?q=a&sort=-user');
  });
});
