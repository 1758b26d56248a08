import { describe, expect, it } from 'vitest';
import { HandshakeGate } from './gate.ts';

const limits = { underWay: 3, burst: 2, perSecond: 1, maxAddresses: 2 };

describe('who may begin a TLS handshake', () => {
  it('an address has its burst, then so many a second; another address is not its concern', () => {
    const gate = new HandshakeGate(limits);
    expect([0, 0, 0].map((now) => gate.admits('a', 0, now))).toEqual([true, true, false]);
    expect(gate.admits('b', 0, 0)).toBe(true);
    expect(gate.admits('a', 0, 999)).toBe(false);
    expect(gate.admits('a', 0, 1000)).toBe(true);
    expect(gate.admits('a', 0, 1000)).toBe(false);
  });

  it('no more are under way than the limit, whoever asks', () => {
    const gate = new HandshakeGate(limits);
    expect(gate.admits('a', 3, 0)).toBe(false);
    expect(gate.admits('a', 2, 0)).toBe(true);
  });

  it('memory is bounded: more addresses than that are not admitted until one is forgotten', () => {
    const gate = new HandshakeGate(limits);
    gate.admits('a', 0, 0);
    gate.admits('b', 0, 0);
    expect(gate.admits('c', 0, 0)).toBe(false);
    gate.sweep(5000);
    expect(gate.addresses).toBe(0);
    expect(gate.admits('c', 0, 5000)).toBe(true);
  });

  it('a clock that goes back fills nothing', () => {
    const gate = new HandshakeGate(limits);
    gate.admits('a', 0, 1000);
    gate.admits('a', 0, 1000);
    expect(gate.admits('a', 0, 0)).toBe(false);
  });
});
