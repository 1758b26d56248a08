import { describe, expect, it } from 'vitest';
import { portalAddress } from './address.ts';
import { isPortalHost } from './guards.ts';

describe('the Host of a request', () => {
  const names = new Set(['noc-pc', 'noc-pc.local']);
  it.each([
    ['10.20.0.1:8480', true],
    ['192.0.2.7', true], // an address that a router translates to ours
    ['[fd00::1]:8480', true],
    ['localhost:8480', true],
    ['NOC-PC.local:8480', true],
    ['portal.attacker.example:8480', false],
    ['10.20.0.1.attacker.example', false],
    ['1.2.3', false],
    ['10.20.0.1@attacker.example', false],
    ['[attacker]', false],
    ['', false],
    [undefined, false],
  ])('%s is known: %s', (host, expected) => expect(isPortalHost(host, names)).toBe(expected));
});

describe('the address that is told', () => {
  const address = (text: string, internal: boolean, family: 'IPv4' | 'IPv6' = 'IPv4') => ({
    address: text,
    netmask: '',
    mac: '',
    cidr: null,
    internal,
    ...(family === 'IPv4' ? { family } : { family, scopeid: 0 }),
  });
  it.each([
    ['the one that was bound', '10.1.1.1', '10.1.1.1'],
    ['else the first that leads here from outside', undefined, '10.20.0.1'],
  ])('%s', (_case, bind, expected) =>
    expect(
      portalAddress(bind, {
        lo: [address('127.0.0.1', true)],
        eth0: [address('fe80::1', false, 'IPv6'), address('10.20.0.1', false)],
      }),
    ).toBe(expected),
  );
  it('a computer without a network names itself', () =>
    expect(portalAddress(undefined, { lo: [address('127.0.0.1', true)] })).toBe('127.0.0.1'));
});
