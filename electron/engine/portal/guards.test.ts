import { describe, expect, it } from 'vitest';
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
