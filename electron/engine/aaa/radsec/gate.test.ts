import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gateLimits, HandshakeGate, leastPromising, networkOf } from './gate.ts';

const limits = { underWay: 3, perAddress: 2, burst: 2, perSecond: 1, maxAddresses: 2 };

const open = (network: string, since: number, silent = false) => ({ network, since, isSilent: () => silent });

describe('who may begin a TLS handshake', () => {
  it('an address has its burst, then so many a second; another address is not its concern', () => {
    const gate = new HandshakeGate(limits);
    expect([0, 0, 0].map((now) => gate.admits('a', 0, now))).toEqual([true, true, false]);
    expect(gate.admits('b', 0, 0)).toBe(true);
    expect(gate.admits('a', 0, 999)).toBe(false);
    expect(gate.admits('a', 0, 1000)).toBe(true);
    expect(gate.admits('a', 0, 1000)).toBe(false);
  });

  it('an address has at most its share of what is under way', () => {
    const gate = new HandshakeGate(limits);
    expect(gate.admits('a', 2, 0)).toBe(false);
    expect(gate.admits('a', 1, 0)).toBe(true);
  });

  it('nobody has to go while there is a place', () => {
    const gate = new HandshakeGate(limits);
    const two = [open('a', 0), open('a', 1)];
    expect(gate.makesRoom(two)).toBeUndefined();
    expect(gate.makesRoom([...two, open('b', 0)])).toBe(two[0]);
  });

  it('memory is bounded: the address that tried longest ago is forgotten for a new one', () => {
    const gate = new HandshakeGate(limits);
    for (const network of ['a', 'a', 'b', 'a']) gate.admits(network, 0, 0);
    expect(gate.admits('c', 0, 0)).toBe(true); // instead of b
    expect(gate.addresses).toBe(2);
    expect(gate.admits('a', 0, 0)).toBe(false); // it cannot make itself forgotten by trying
    gate.sweep(5000);
    expect(gate.addresses).toBe(0);
  });

  it('under a flood from ever new addresses memory stays bounded and honest peers get in', () => {
    const gate = new HandshakeGate();
    let stranger = 0;
    let refused = 0;
    for (let now = 0; now < 20_000; now++) {
      for (let n = 0; n < 10; n++) gate.admits(`stranger ${stranger++}`, 0, now);
      // Twenty routers behind as many addresses come back once in five seconds each.
      if (now % 250 === 0 && !gate.admits(`router ${(now / 250) % 20}`, 0, now)) refused++;
      if (now % 1000 === 0) gate.sweep(now);
      expect(gate.addresses).toBeLessThanOrEqual(gateLimits.maxAddresses);
    }
    expect([stranger, refused]).toEqual([200_000, 0]);
  });

  it('under a flood from more addresses than are remembered, which all go on trying, too', () => {
    const gate = new HandshakeGate();
    let refused = 0;
    for (let now = 0; now < 20_000; now++) {
      for (let n = 0; n < 20; n++) gate.admits(`stranger ${(now * 20 + n) % 6000}`, 0, now);
      if (now % 250 === 0 && !gate.admits('router', 0, now)) refused++;
      if (now % 1000 === 0) gate.sweep(now);
    }
    expect(gate.addresses).toBeLessThanOrEqual(gateLimits.maxAddresses);
    expect(refused).toBe(0);
  });

  it('a clock that goes back fills nothing', () => {
    const gate = new HandshakeGate(limits);
    gate.admits('a', 0, 1000);
    gate.admits('a', 0, 1000);
    expect(gate.admits('a', 0, 0)).toBe(false);
  });
});

describe('which handshake makes room', () => {
  it('the oldest silent one of the address that holds the most', () => {
    const wanted = open('a', 5, true);
    expect(leastPromising([open('b', 0, true), open('a', 1), wanted, open('a', 9, true)])).toBe(wanted);
  });

  it('without a silent one its oldest', () => {
    const wanted = open('a', 1);
    expect(leastPromising([open('b', 0), wanted, open('a', 2)])).toBe(wanted);
    expect(leastPromising([])).toBeUndefined();
  });

  it('never that of an address which holds fewer than another', () => {
    const handshake = fc.record({ network: fc.constantFrom('a', 'b', 'c'), since: fc.nat(9), silent: fc.boolean() });
    fc.assert(
      fc.property(fc.array(handshake, { minLength: 1 }), (drawn) => {
        const all = drawn.map(({ network, since, silent }) => open(network, since, silent));
        const heldBy = (network: string): number => all.filter((one) => one.network === network).length;
        const chosen = leastPromising(all)!;
        for (const { network } of all) expect(heldBy(chosen.network)).toBeGreaterThanOrEqual(heldBy(network));
      }),
    );
  });
});

describe('what is one address', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('%s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});
