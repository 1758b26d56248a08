import { expect, it } from 'vitest';
import { operations } from '../../../shared/contract/contract.ts';
import { resetFilter } from './reset-filter.ts';

it('gives a reset the same filter that the list had', () => {
  const filter = resetFilter({ q: ['layla'], status: ['expiring'], quota: ['warning'], online: ['1'] });
  expect(filter).toEqual({ q: 'layla', status: 'expiring', quota: 'warning', online: true });
  expect(operations['fup.reset'].body.safeParse({ filter }).success).toBe(true);
});
