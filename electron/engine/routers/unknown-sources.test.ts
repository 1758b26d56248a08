import { expect, it } from 'vitest';
import { sourcesFor } from './unknown-sources.ts';

const source = (address: string) => ({
  ...{ address, localPort: 1812, firstAt: 1, lastAt: 2, packets: 3 },
  ...{ packet: 'Access-Request', nasIdentifier: 'tower', username: 'ali' },
});

it('a link-local address is listed and cannot be added, with its zone or without', () => {
  const told = sourcesFor({ tenantId: 1 }, ['10.0.0.9', '2001:db8::9', 'fe80::1', 'febf::1%ether1'].map(source));
  expect(told.map(({ address, canBeAdded }) => [address, canBeAdded])).toEqual([
    ['10.0.0.9', true],
    ['2001:db8::9', true],
    ['fe80::1', false],
    ['febf::1%ether1', false],
  ]);
});

it('Z6: another tenant and a reseller are told nothing', () => {
  expect(sourcesFor({ tenantId: 2 }, [source('10.0.0.9')])).toEqual([]);
  expect(sourcesFor({ tenantId: 1, resellerId: 1 }, [source('10.0.0.9')])).toEqual([]);
});
