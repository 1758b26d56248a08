import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InterfaceCounters } from './interface-counters.ts';
import { joinSessions, pairSessions } from './join.ts';
import type { PppActive } from './ppp-active.ts';
import type { PppoeBinding } from './pppoe-server.ts';

const MAC = 'AA:BB:CC:00:00:01';
const OTHER_MAC = 'AA:BB:CC:00:00:02';

const active = (session: Partial<PppActive>): PppActive => ({
  user: 'ali',
  service: 'pppoe',
  callerId: MAC,
  address: '10.0.0.2',
  uptimeSeconds: 100,
  acctSessionId: '81d00001',
  isRadius: true,
  ...session,
});
const binding = (interfaceName: string, more: Partial<PppoeBinding> = {}): PppoeBinding => ({
  interfaceName,
  user: 'ali',
  remoteAddress: MAC,
  uptimeSeconds: 100,
  ...more,
});
const counter = (interfaceName: string, downBytes = 2, upBytes = 1): InterfaceCounters => ({
  interfaceName,
  downBytes,
  upBytes,
});
const pairsOf = (sessions: PppActive[], bindings: PppoeBinding[]) =>
  pairSessions(sessions, bindings).pairs.map(({ session, interfaceName }) => [session.acctSessionId, interfaceName]);

describe('X44: the sessions of one router', () => {
  it('join by user and MAC, download from tx-byte and upload from rx-byte', () => {
    expect(joinSessions([active({})], [binding('<pppoe-ali>')], [counter('<pppoe-ali>', 2000, 1000)])).toEqual({
      readings: [
        {
          user: 'ali',
          mac: MAC,
          address: '10.0.0.2',
          acctSessionId: '81d00001',
          uptimeSeconds: 100,
          isRadius: true,
          interfaceName: '<pppoe-ali>',
          downBytes: 2000,
          upBytes: 1000,
        },
      ],
      skipped: { otherService: 0, noSessionId: 0, noBinding: 0, noCounters: 0 },
    });
  });

  it('of one user at two places are told apart by MAC, with the interface name saying nothing', () => {
    const sessions = [active({}), active({ acctSessionId: '81d00002', callerId: OTHER_MAC })];
    const bindings = [binding('<pppoe-ali>', { remoteAddress: OTHER_MAC }), binding('<pppoe-ali-1>')];
    expect(pairsOf(sessions, bindings)).toEqual([
      ['81d00001', '<pppoe-ali-1>'],
      ['81d00002', '<pppoe-ali>'],
    ]);
  });

  it('of one user and MAC, a redial and its ghost, are told apart by uptime', () => {
    const sessions = [active({ uptimeSeconds: 5000 }), active({ acctSessionId: '81d00002', uptimeSeconds: 12 })];
    const bindings = [binding('<pppoe-ali-1>', { uptimeSeconds: 12 }), binding('<pppoe-ali>', { uptimeSeconds: 5001 })];
    expect(pairsOf(sessions, bindings)).toEqual([
      ['81d00002', '<pppoe-ali-1>'],
      ['81d00001', '<pppoe-ali>'],
    ]);
  });

  it('with equal uptimes pair alike every round, whatever the order of the rows', () => {
    const sessions = [active({}), active({ acctSessionId: '81d00002' })];
    const bindings = [binding('<pppoe-ali>'), binding('<pppoe-ali-1>')];
    const first = pairsOf(sessions, bindings);
    expect(first).toHaveLength(2);
    expect(pairsOf(sessions.toReversed(), bindings.toReversed())).toEqual(first);
    expect(pairsOf(sessions, bindings.toReversed())).toEqual(first);
  });

  it('with uptimes that are all a second apart keep their order', () => {
    const sessions = [active({ uptimeSeconds: 100 }), active({ acctSessionId: '81d00002', uptimeSeconds: 101 })];
    const bindings = [binding('a', { uptimeSeconds: 101 }), binding('b', { uptimeSeconds: 102 })];
    expect(pairsOf(sessions, bindings)).toEqual([
      ['81d00001', 'a'],
      ['81d00002', 'b'],
    ]);
  });

  it('that were redialled between the two prints are skipped: uptimes far apart are two sessions', () => {
    expect(pairSessions([active({ uptimeSeconds: 1 })], [binding('<pppoe-ali>', { uptimeSeconds: 90_000 })])).toEqual({
      pairs: [],
      skipped: { otherService: 0, noSessionId: 0, noBinding: 1 },
    });
  });

  it('beside a ghost in one print only, pair when only one interface fits', () => {
    const ghost = binding('<pppoe-ali>', { uptimeSeconds: 5000 });
    const fresh = binding('<pppoe-ali-1>', { uptimeSeconds: 13 });
    expect(pairsOf([active({ uptimeSeconds: 12 })], [ghost, fresh])).toEqual([['81d00001', '<pppoe-ali-1>']]);
    expect(pairsOf([active({})], [binding('a'), binding('b')])).toEqual([]);
  });

  it('pair without an uptime in the server’s listing, when they are alone', () => {
    expect(pairsOf([active({})], [binding('static', { uptimeSeconds: undefined })])).toEqual([['81d00001', 'static']]);
  });

  it('without a partner are skipped and counted by what was missing', () => {
    const sessions = [
      active({ user: 'no-binding' }),
      active({ user: 'no-counters', acctSessionId: '81d00002' }),
      active({ user: 'no-id', acctSessionId: undefined }),
      active({ user: 'tunnel', service: 'l2tp', callerId: '192.0.2.1' }),
    ];
    const bindings = [
      binding('x', { user: 'no-counters' }),
      binding('idle', { user: 'no-binding', remoteAddress: undefined }),
    ];
    expect(joinSessions(sessions, bindings, [counter('idle')])).toEqual({
      readings: [],
      skipped: { otherService: 1, noSessionId: 1, noBinding: 1, noCounters: 1 },
    });
  });

  it('never share an interface, and every session is read or counted', () => {
    const user = fc.constantFrom('ali', 'a b@isp', 'ش');
    const mac = fc.constantFrom(MAC, OTHER_MAC);
    const uptimeSeconds = fc.integer({ min: 0, max: 120 });
    const sessions = fc.uniqueArray(
      fc.record({ user, callerId: mac, uptimeSeconds, acctSessionId: fc.stringMatching(/^[0-9a-f]{8}$/) }),
      { selector: ({ acctSessionId }) => acctSessionId, maxLength: 12 },
    );
    const bindings = fc.uniqueArray(
      fc.record({ user, remoteAddress: mac, uptimeSeconds, interfaceName: fc.stringMatching(/^[a-z]{3}$/) }),
      { selector: ({ interfaceName }) => interfaceName, maxLength: 12 },
    );
    fc.assert(
      fc.property(sessions, bindings, (someSessions, someBindings) => {
        const { readings, skipped } = joinSessions(
          someSessions.map(active),
          someBindings,
          someBindings.map(({ interfaceName }) => counter(interfaceName)),
        );
        expect(readings.length + skipped.noBinding).toBe(someSessions.length);
        expect(new Set(readings.map(({ interfaceName }) => interfaceName)).size).toBe(readings.length);
        for (const reading of readings) {
          const partner = someBindings.find(({ interfaceName }) => interfaceName === reading.interfaceName)!;
          expect([partner.user, partner.remoteAddress]).toEqual([reading.user, reading.mac]);
        }
      }),
    );
  });
});
