import { expect, it } from 'vitest';
import { portalAddress } from './address.ts';

it.each([
  ['the one that was asked for', '203.0.113.5', [], [], '203.0.113.5'],
  ['the first served that others reach', undefined, ['127.0.0.1', '::1', 'fd00::5', '10.0.0.5'], [], '10.0.0.5'],
  ['served on this computer only', undefined, ['127.0.0.1'], ['127.0.0.1', '203.0.113.5'], '127.0.0.1'],
  [
    'on every address, a private one first',
    '0.0.0.0',
    ['0.0.0.0'],
    ['127.0.0.1', '203.0.113.5', '10.0.0.5'],
    '10.0.0.5',
  ],
  ['on every address, and they are public', '0.0.0.0', ['0.0.0.0'], ['127.0.0.1', '203.0.113.5'], '203.0.113.5'],
  ['an IPv6 one, in brackets', 'fd00::5', [], [], '[fd00::5]'],
  ['without a network', undefined, [], [], '127.0.0.1'],
])('%s', (_case, bind, served, local, expected) => expect(portalAddress(bind, served, local)).toBe(expected));
