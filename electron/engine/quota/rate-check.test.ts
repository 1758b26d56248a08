import { beforeEach, describe, expect, it } from 'vitest';
import type { DynamicQueue } from '../routeros/commands/simple-queues.ts';
import { createRateCheck, type ListedSession } from './rate-check.ts';

const listed = (n: number, over: Partial<ListedSession> = {}): ListedSession => ({
  sessionKey: `s${n}`,
  subscriberId: n,
  tenantId: 1,
  username: `u${n}`,
  nasId: 1,
  wanted: '4M/4M',
  queueName: `<pppoe-u${n}>`,
  isNew: false,
  ...over,
});
const queue = (name: string, bps = 4_000_000): [string, DynamicQueue] => [
  name,
  {
    name,
    targets: [name],
    maxLimitBitsPerSecond: { up: bps, down: bps },
    burstLimitBitsPerSecond: undefined,
    burstThresholdBitsPerSecond: undefined,
    burstTimeSeconds: undefined,
  },
];

let sessions: ListedSession[];
let verified: Set<string>;
let seen: [string, string, string | undefined][];
let asked: (readonly string[])[];
let queues: Map<string, DynamicQueue>;
let read: () => Promise<void>;
let check: ReturnType<typeof createRateCheck>;

beforeEach(() => {
  sessions = [];
  verified = new Set();
  seen = [];
  asked = [];
  queues = new Map();
  read = async () => undefined;
  check = createRateCheck({
    listedOn: () => sessions,
    enforcement: {
      isUnverified: (key) => !verified.has(key),
      noteSeen: ({ sessionKey }, wanted, rate) => {
        verified.add(sessionKey);
        seen.push([sessionKey, wanted, rate]);
      },
    },
    readQueues: async (_nasId, names) => {
      asked.push(names);
      await read();
      return queues;
    },
  });
});

describe('X42: after a listing', () => {
  it('unverified sessions are looked at together, verified ones are not', async () => {
    sessions = [listed(1), listed(2), listed(3)];
    verified.add('s2');
    queues = new Map([queue('<pppoe-u1>'), queue('<pppoe-u3>', 10_000_000)]);
    await check(1);
    expect(asked).toEqual([['<pppoe-u1>', '<pppoe-u3>']]);
    expect(seen).toEqual([
      ['s1', '4M/4M', '4000000/4000000'],
      ['s3', '4M/4M', '10000000/10000000'],
    ]);
  });

  it('a router with nothing to verify is not asked', async () => {
    sessions = [listed(1)];
    verified.add('s1');
    await check(1);
    expect(asked).toEqual([]);
  });

  it('a session without a queue is told as such', async () => {
    sessions = [listed(1)];
    await check(1);
    expect(seen).toEqual([['s1', '4M/4M', undefined]]);
  });

  it('pain 21: after a round with many logins it waits one round, and not two', async () => {
    sessions = Array.from({ length: 40 }, (_, n) => listed(n, { isNew: true }));
    await check(1);
    expect(asked).toEqual([]);
    await check(1);
    expect(asked).toHaveLength(1);
  });

  it('a few logins are looked at in their own round', async () => {
    sessions = Array.from({ length: 32 }, (_, n) => listed(n, { isNew: true }));
    await check(1);
    expect(asked).toHaveLength(1);
  });

  it('a router that fails is asked again in the next round', async () => {
    sessions = [listed(1)];
    read = async () => {
      throw new Error('timeout');
    };
    await expect(check(1)).rejects.toThrow('timeout');
    read = async () => undefined;
    await check(1);
    expect(seen).toHaveLength(1);
  });

  it('a router that is still being asked is not asked twice', async () => {
    sessions = [listed(1)];
    let release: () => void = () => undefined;
    read = () => new Promise((resolve) => (release = resolve));
    const first = check(1);
    await check(1);
    expect(asked).toHaveLength(1);
    release();
    await first;
  });

  it('what was pushed meanwhile is left alone', async () => {
    sessions = [listed(1)];
    read = async () => void verified.add('s1');
    await check(1);
    expect(seen).toEqual([]);
  });
});
