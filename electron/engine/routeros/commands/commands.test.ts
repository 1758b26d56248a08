import { describe, expect, it } from 'vitest';
import type { RouterCall } from '../connection.ts';
import { RouterRefused, RouterUnreachable } from '../errors.ts';
import { parseRequest, type RouterRequest, type Row } from '../words.ts';
import { readInterfaceCounters } from './interface-counters.ts';
import { acctSessionId, readPppActive } from './ppp-active.ts';
import { readPppoeServer } from './pppoe-server.ts';
import { readRadiusIncoming } from './radius-incoming.ts';
import { readDynamicQueues } from './simple-queues.ts';
import { readClock, readIdentity, readResource, readVersion } from './system.ts';

/** A router that answers everything with these rows, and what it was asked. */
function routerWith(...rows: Row[]): { call: RouterCall; asked: RouterRequest[] } {
  const asked: RouterRequest[] = [];
  return {
    asked,
    call: async (words) => {
      asked.push(parseRequest(words));
      return { rows, done: {} };
    },
  };
}

const failing =
  (error: Error): RouterCall =>
  () =>
    Promise.reject(error);

describe('/ppp/active', () => {
  const row = {
    name: 'ali@isp',
    service: 'pppoe',
    'caller-id': 'aa:bb:cc:00:00:01',
    address: '10.0.0.2',
    uptime: '1d02:03:04',
    'session-id': '0x81D00000',
    radius: 'true',
  };

  it('is read in one print with a property list', async () => {
    const { call, asked } = routerWith(row);
    expect(await readPppActive(call)).toEqual({
      rows: [
        {
          user: 'ali@isp',
          service: 'pppoe',
          callerId: 'AA:BB:CC:00:00:01',
          address: '10.0.0.2',
          uptimeSeconds: 93_784,
          acctSessionId: '81d00000',
          isRadius: true,
        },
      ],
      unreadableRows: 0,
      isComplete: true,
    });
    expect(asked).toEqual([
      {
        command: '/ppp/active/print',
        tag: undefined,
        attributes: { '.proplist': 'name,service,caller-id,address,uptime,session-id,radius' },
        queries: [],
      },
    ]);
  });

  it('has no address while IPCP is unfinished, and no RADIUS unless the router says so', async () => {
    const { radius, address, ...unfinished } = row;
    const { rows } = await readPppActive(routerWith(unfinished, { ...row, address: '0.0.0.0', radius: 'false' }).call);
    expect(rows).toMatchObject([
      { address: undefined, isRadius: false },
      { address: undefined, isRadius: false },
    ]);
    expect([radius, address]).toEqual(['true', '10.0.0.2']);
  });

  it.each([
    ['0x81D00000', '81d00000'],
    ['0x1f', '0000001f'],
    ['81D00000', undefined],
    ['0x', undefined],
    ['0x123456789', undefined],
    ['', undefined],
  ])('session-id %j is Acct-Session-Id %s', (sessionId, expected) => expect(acctSessionId(sessionId)).toBe(expected));

  it('X56: a row that cannot be read makes the listing incomplete, so its absence closes no session', async () => {
    const listing = await readPppActive(routerWith(row, { ...row, uptime: '' }, { service: 'pppoe' }).call);
    expect(listing).toMatchObject({ unreadableRows: 2, isComplete: false });
    expect(listing.rows).toHaveLength(1);
  });

  it('X56: a print that broke off is no listing at all', async () => {
    const broken = new RouterUnreachable('broken', { reason: 'ended' });
    await expect(readPppActive(failing(broken))).rejects.toBe(broken);
  });
});

describe('/interface/pppoe-server', () => {
  it('names the interface of each user and MAC; a static one without a session has no MAC', async () => {
    const { call } = routerWith(
      { name: '<pppoe-ali>', user: 'ali', 'remote-address': 'aa:bb:cc:00:00:01', uptime: '5m' },
      { name: 'tower-3', user: 'tower', 'remote-address': '' },
      { user: 'nameless' },
    );
    expect(await readPppoeServer(call)).toEqual({
      rows: [
        { interfaceName: '<pppoe-ali>', user: 'ali', remoteAddress: 'AA:BB:CC:00:00:01', uptimeSeconds: 300 },
        { interfaceName: 'tower-3', user: 'tower', remoteAddress: undefined, uptimeSeconds: undefined },
      ],
      unreadableRows: 1,
      isComplete: false,
    });
  });

  it('can be asked for some users only, still in one print', async () => {
    const { call, asked } = routerWith();
    await readPppoeServer(call, { users: ['a b', 'c=d'] });
    expect(asked[0]).toMatchObject({
      attributes: { '.proplist': 'name,user,remote-address,uptime' },
      queries: ['?user=a b', '?user=c=d', '?#|'],
    });
  });
});

describe('/interface counters', () => {
  it('tx is the subscriber’s download, rx the upload', async () => {
    const { call, asked } = routerWith({ name: '<pppoe-ali>', 'rx-byte': '1', 'tx-byte': '4294967297' });
    expect((await readInterfaceCounters(call)).rows).toEqual([
      { interfaceName: '<pppoe-ali>', downBytes: 4_294_967_297, upBytes: 1 },
    ]);
    expect(asked[0]).toMatchObject({
      attributes: { '.proplist': 'name,rx-byte,tx-byte' },
      queries: ['?type=pppoe-in'],
    });
  });

  it('can be of several session types; a row without counters is unreadable, not zero', async () => {
    const { call, asked } = routerWith({ name: 'x', 'tx-byte': '1' });
    expect(await readInterfaceCounters(call, { types: ['pppoe-in', 'l2tp-in'] })).toEqual({
      rows: [],
      unreadableRows: 1,
      isComplete: false,
    });
    expect(asked[0]!.queries).toEqual(['?type=pppoe-in', '?type=l2tp-in', '?#|']);
  });
});

describe('/queue/simple, dynamic', () => {
  it('X45: is read back in bit/s, up and down, burst and all', async () => {
    const { call, asked } = routerWith({
      name: '<pppoe-ali>',
      target: '<pppoe-ali>',
      'max-limit': '10000000/20M',
      'burst-limit': '15M/30M',
      'burst-threshold': '8M/16M',
      'burst-time': '8s/8s',
    });
    expect((await readDynamicQueues(call)).rows).toEqual([
      {
        name: '<pppoe-ali>',
        targets: ['<pppoe-ali>'],
        maxLimitBitsPerSecond: { up: 10_000_000, down: 20_000_000 },
        burstLimitBitsPerSecond: { up: 15_000_000, down: 30_000_000 },
        burstThresholdBitsPerSecond: { up: 8_000_000, down: 16_000_000 },
        burstTimeSeconds: { up: 8, down: 8 },
      },
    ]);
    await readDynamicQueues(call, { name: '<pppoe-ali>' });
    expect(asked.map(({ queries }) => queries)).toEqual([['?dynamic=true'], ['?dynamic=true', '?name=<pppoe-ali>']]);
  });

  it('may have no burst and several targets', async () => {
    const { call } = routerWith({ name: 'q', target: '10.0.0.2/32,10.0.0.3/32', 'max-limit': '0/0' });
    expect((await readDynamicQueues(call)).rows).toMatchObject([
      {
        targets: ['10.0.0.2/32', '10.0.0.3/32'],
        maxLimitBitsPerSecond: { up: 0, down: 0 },
        burstTimeSeconds: undefined,
      },
    ]);
  });
});

describe('/system', () => {
  it('identity, resource and version', async () => {
    const { call } = routerWith({
      name: 'core-1',
      uptime: '1w1s',
      version: '7.16.1 (stable)',
      'board-name': 'CCR2004',
      'cpu-load': '17',
      'free-memory': '1000000',
    });
    expect(await readIdentity(call)).toBe('core-1');
    expect(await readVersion(call)).toBe('7.16.1 (stable)');
    expect(await readResource(call)).toMatchObject({
      uptimeSeconds: 604_801,
      version: '7.16.1 (stable)',
      boardName: 'CCR2004',
      cpuLoadPercent: 17,
      freeMemoryBytes: 1_000_000,
      totalDiskBytes: undefined,
    });
  });

  it('a router that answers with nothing readable gives nothing', async () => {
    expect(await readIdentity(routerWith().call)).toBeUndefined();
    expect(await readResource(routerWith({ uptime: 'x' }).call)).toBeUndefined();
    expect(await readClock(routerWith({ time: '12:00:00' }).call)).toBeUndefined();
  });

  it('a version that may not be read is unknown; a router that does not answer is an error', async () => {
    const refused = new RouterRefused('no', { kind: 'permission', trap: 'not enough permissions (9)' });
    const unreachable = new RouterUnreachable('broken', { reason: 'ended' });
    expect(await readVersion(failing(refused))).toBeUndefined();
    await expect(readVersion(failing(unreachable))).rejects.toBe(unreachable);
  });

  it.each([
    ['≤ 7.9', 'jan/02/2023', '+03:00', '2023-01-02T09:00:00.000Z', 10_800],
    ['≥ 7.10', '2023-01-02', '-04:30', '2023-01-02T16:30:00.000Z', -16_200],
    ['a router that woke up in 1970', 'jan/02/1970', '+00:00', '1970-01-02T12:00:00.000Z', 0],
  ])('N20: the clock of %s', async (_case, date, offset, utc, offsetSeconds) => {
    const { call } = routerWith({ date, time: '12:00:00', 'gmt-offset': offset, 'time-zone-name': 'Asia/Baghdad' });
    expect(await readClock(call)).toEqual({ atMs: Date.parse(utc), offsetSeconds, timeZone: 'Asia/Baghdad' });
  });
});

describe('/radius/incoming', () => {
  it.each([
    [
      { accept: 'true', port: '3799' },
      { isAccepting: true, port: 3799 },
    ],
    [
      { accept: 'no', port: '1700' },
      { isAccepting: false, port: 1700 },
    ],
    [{ accept: 'true', port: '0' }, undefined],
    [{ accept: 'true' }, undefined],
    [{ port: '3799' }, undefined],
  ])('X36: %j', async (row, expected) => {
    expect(await readRadiusIncoming(routerWith(row).call)).toEqual(expected);
  });
});
