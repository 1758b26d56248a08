import { beforeEach, describe, expect, it } from 'vitest';
import type { PppActive } from '../routeros/commands/ppp-active.ts';
import { RouterUnreachable } from '../routeros/errors.ts';
import type { RouterListing } from '../usage/usage-service.ts';
import { type Cycle, createQuotaSync, type QuotaSync, type RouterRound } from './quota-sync.ts';

const t0 = Date.UTC(2026, 10, 20, 12);
const active = (user: string, acctSessionId: string | undefined): PppActive => ({
  user,
  service: 'pppoe',
  callerId: 'AA:BB:CC:00:00:01',
  address: '100.64.0.1',
  uptimeSeconds: 60,
  acctSessionId,
  isRadius: true,
});
const round = (over: Partial<RouterRound> = {}): RouterRound => ({
  readings: [],
  skipped: { otherService: 0, noSessionId: 0, noBinding: 0, noCounters: 0 },
  active: { rows: [], unreadableRows: 0, isComplete: true },
  ...over,
});
const routers = [1, 2, 3].map((id) => ({ id, tenantId: 1, name: `tower-${id}` }));

let now: number;
let timers: { readonly run: () => void; readonly ms: number }[];
let listings: { readonly id: number; readonly listing: RouterListing; readonly at: number }[];
let cycles: Cycle[];
let read: (id: number) => Promise<RouterRound>;
let observe: () => Promise<void>;
let after: (id: number) => Promise<void>;
let housekeeping: () => Promise<void>;
let known: () => typeof routers;
let sync: QuotaSync;

const turns = async () => {
  for (let i = 0; i < 8; i++) await new Promise((resolve) => setImmediate(resolve));
};
const held = <T>() => Promise.withResolvers<T>();

beforeEach(() => {
  now = t0;
  timers = [];
  listings = [];
  cycles = [];
  read = async () => round();
  observe = async () => undefined;
  after = async () => undefined;
  housekeeping = async () => undefined;
  known = () => routers;
  sync = createQuotaSync({
    routers: () => known(),
    read: ({ id }) => read(id),
    observe: async ({ id }, listing, at) => {
      listings.push({ id, listing, at });
      await observe();
    },
    afterListing: ({ id }) => after(id),
    housekeeping: () => housekeeping(),
    onCycle: (cycle) => cycles.push(cycle),
    now: () => now,
    intervalMs: 30_000,
    setTimer: (run, ms) => {
      timers.push({ run, ms });
      return undefined as unknown as NodeJS.Timeout;
    },
  });
});

describe('a cycle', () => {
  it('folds what each router lists, in the words of the fold', async () => {
    read = async () => {
      now = t0 + 400;
      return round({
        readings: [
          {
            user: 'ali',
            mac: 'AA:BB:CC:00:00:01',
            address: undefined,
            acctSessionId: '81000001',
            uptimeSeconds: 60,
            isRadius: true,
            interfaceName: '<pppoe-ali>',
            downBytes: 10,
            upBytes: 1,
          },
        ],
        active: { rows: [active('ali', '81000001'), active('vpn', undefined)], unreadableRows: 0, isComplete: true },
        routerUptimeSeconds: 3_600,
      });
    };
    known = () => [routers[0]!];
    await sync.cycle();
    expect(listings).toEqual([
      {
        id: 1,
        at: t0 + 400,
        listing: {
          readings: [
            {
              username: 'ali',
              mac: 'AA:BB:CC:00:00:01',
              address: '',
              acctSessionId: '81000001',
              uptimeSeconds: 60,
              isRadius: true,
              interfaceName: '<pppoe-ali>',
              downBytes: 10,
              upBytes: 1,
            },
          ],
          present: new Map([['81000001', 'ali']]),
          isComplete: true,
          askedAt: t0,
          bootedAt: t0 + 400 - 3_600_000,
        },
      },
    ]);
    expect(cycles).toMatchObject([{ at: t0, ms: 400, skipped: 0, troubles: [], routers: [{ nasId: 1, sessions: 2 }] }]);
  });

  it('a router that fails is reported; the others are folded', async () => {
    read = async (id) => {
      if (id === 2) throw new RouterUnreachable('no route', { reason: 'timeout' });
      return round();
    };
    const cycle = await sync.cycle();
    expect(listings.map(({ id }) => id)).toEqual([1, 3]);
    expect(cycle.routers.map(({ error }) => error?.message)).toEqual([undefined, 'no route', undefined]);
  });

  it('a fold that fails is our trouble, and not told as the router’s', async () => {
    observe = async () => {
      throw new Error('a bug of the fold');
    };
    await sync.cycle();
    const [cycle] = cycles;
    expect(cycle!.routers.every(({ error }) => error === undefined)).toBe(true);
    expect(cycle!.troubles.map(({ message }) => message)).toContain('a bug of the fold');
  });

  it('a router that is busy is skipped, and delays nobody', async () => {
    const slow = held<RouterRound>();
    read = async (id) => (id === 2 ? slow.promise : round());
    const first = sync.cycle();
    await turns();
    expect(listings.map(({ id }) => id)).toEqual([1, 3]);
    const second = await sync.cycle();
    expect(second).toMatchObject({ skipped: 1 });
    expect(listings.map(({ id }) => id)).toEqual([1, 3, 1, 3]);
    slow.resolve(round());
    await first;
    expect(listings.map(({ id }) => id)).toEqual([1, 3, 1, 3, 2]);
    expect((await sync.cycle()).skipped).toBe(0);
  });

  it('a fold that waits for the disk keeps its router busy: listings do not pile up', async () => {
    const disk = held<void>();
    observe = () => disk.promise;
    const first = sync.cycle();
    await turns();
    expect(await sync.cycle()).toMatchObject({ skipped: 3 });
    expect(listings).toHaveLength(3);
    disk.resolve();
    await first;
  });

  it('resets and pending pushes do not wait for a slow router', async () => {
    const slow = held<RouterRound>();
    read = () => slow.promise;
    let kept = 0;
    housekeeping = async () => void kept++;
    const first = sync.cycle();
    await turns();
    expect(kept).toBe(1);
    slow.resolve(round());
    await first;
  });

  it('housekeeping that is not over is not begun again', async () => {
    const disk = held<void>();
    let kept = 0;
    housekeeping = () => {
      kept++;
      return disk.promise;
    };
    const all = [sync.cycle(), sync.cycle(), sync.cycle()];
    await turns();
    expect(kept).toBe(1);
    disk.resolve();
    await Promise.all(all);
    await sync.cycle();
    expect(kept).toBe(2);
  });

  it('a folded router is free while its rates are looked at, and trouble there is reported', async () => {
    const check = held<void>();
    known = () => [routers[0]!];
    after = () => check.promise;
    const first = sync.cycle();
    await turns();
    after = async () => undefined;
    expect((await sync.cycle()).skipped).toBe(0);
    check.reject(new Error('queues could not be read'));
    expect((await first).troubles.map(({ message }) => message)).toEqual(['queues could not be read']);
  });
});

describe('what fails beside the routers', () => {
  it.each([
    ['housekeeping', () => (housekeeping = async () => Promise.reject(new Error('boom')))],
    [
      'housekeeping, at once',
      () =>
        (housekeeping = () => {
          throw new Error('boom');
        }),
    ],
    [
      'the list of routers',
      () =>
        (known = () => {
          throw new Error('boom');
        }),
    ],
    ['an observe', () => (observe = async () => Promise.reject(new Error('boom')))],
    ['what is not an Error', () => (observe = async () => Promise.reject('boom'))],
  ])('%s: reported, the loop goes on, nothing is unhandled', async (_what, breakIt) => {
    const unhandled: unknown[] = [];
    const listener = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', listener);
    breakIt();
    sync.start();
    expect(timers).toMatchObject([{ ms: 1_000 }]);
    timers[0]!.run();
    await turns();
    timers[1]!.run();
    await turns();
    process.off('unhandledRejection', listener);
    expect(unhandled).toEqual([]);
    expect(timers.map(({ ms }) => ms)).toEqual([1_000, 30_000, 30_000]);
    expect(cycles).toHaveLength(2);
    const told = cycles.flatMap(({ troubles, routers: all }) => [
      ...troubles,
      ...all.flatMap(({ error }) => error ?? []),
    ]);
    expect(told.map(({ message }) => message)).toContain('boom');
  });

  it('a listener of cycles that throws does not end the loop', async () => {
    cycles.push = () => {
      throw new Error('boom');
    };
    sync.start();
    timers[0]!.run();
    await turns();
    expect(timers).toHaveLength(2);
    expect(sync.last).toBeDefined();
  });
});

describe('the end', () => {
  it('comes at once, though a router is being read; what it answers later is not folded', async () => {
    const slow = held<RouterRound>();
    read = () => slow.promise;
    sync.start();
    timers[0]!.run();
    await turns();
    await sync.stop();
    slow.resolve(round());
    await turns();
    expect(listings).toEqual([]);
    expect(cycles).toEqual([]);
    timers[1]!.run();
    expect(timers).toHaveLength(2);
  });
});
