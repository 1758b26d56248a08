import { expect, it } from 'vitest';
import { ScopeTable } from './scope-table.ts';

it('a row concerns its tenant and its reseller, and nobody else', () => {
  const table = new ScopeTable<string>();
  table.set({ tenantId: 1 }, 'whole');
  table.set({ tenantId: 1, resellerId: 5 }, 'five');
  table.set({ tenantId: 1, resellerId: 6 }, 'six');
  table.set({ tenantId: 2, resellerId: 5 }, 'other tenant');
  expect(table.of(1, 5)).toEqual(['whole', 'five']);
  expect(table.of(1, 7)).toEqual(['whole']);
  expect(table.of(1, null)).toEqual(['whole']);
  expect(table.of(2, 5)).toEqual(['other tenant']);
  expect(table.of(2, null)).toEqual([]);
  expect(table.of(3, 5)).toEqual([]);
});

it('answers follow what comes and goes', () => {
  const table = new ScopeTable<string>();
  expect(table.of(1, 5)).toEqual([]);
  table.set({ tenantId: 1, resellerId: 5 }, 'five');
  expect(table.of(1, 5)).toEqual(['five']);
  table.set({ tenantId: 1 }, 'whole');
  expect(table.of(1, 5)).toEqual(['whole', 'five']);
  table.delete({ tenantId: 1, resellerId: 5 });
  expect(table.of(1, 5)).toEqual(['whole']);
  expect([...table.entries()]).toEqual([[{ tenantId: 1 }, 'whole']]);
  table.delete({ tenantId: 1 });
  expect(table.isEmpty).toBe(true);
  expect(table.hasTenant(1)).toBe(false);
});
