/** Whoever asks for all of time gets what there is, at once: its hours and days are never walked where nothing is kept. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addReseller } from '../testing/rows.ts';
import {
  testActor as actor,
  aFold,
  aService,
  aSession,
  aSubscriber,
  defaultScope as scope,
} from '../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../writer/testing/writer-inside.ts';

const hour = 3_600_000;
const t0 = Date.UTC(2026, 10, 20, 12);
const ever = { from: 0, to: Number.MAX_SAFE_INTEGER };

let inside: WriterInside;
let reseller: number;
beforeEach(async () => {
  inside = writerInside();
  await inside.run('service.create', { scope, actor, service: aService(), at: 0 });
  reseller = addReseller(inside.context.db, 1, 'north');
  const rows = [aSubscriber({ resellerId: reseller })];
  await inside.run('subscriber.create', { scope, actor, rows, rates: [''], at: 0, dryRun: false });
});
afterEach(() => inside.close());

const used = { downBytes: 5, upBytes: 1, countedBytes: 6 };

describe('all of time', () => {
  it('has no usage where there is none', async () => {
    const { usage, overview } = inside.reads;
    expect(await usage.hourly(scope, 1, ever)).toEqual([]);
    expect(await usage.receipts(scope, 1, ever)).toEqual([]);
    expect(await usage.daily(scope, 1, '0001-01-01', '9999-12-31')).toEqual([]);
    expect(await overview.hourly({ ...scope, resellerId: reseller }, ever)).toEqual([]);
  });

  it('has the first and the last of everything', async () => {
    const hours = [t0, t0 + 24 * hour];
    const session = aSession({ subscriberId: 1, startAt: t0, stopAt: null });
    const { sessionKey } = session;
    await inside.run(
      'fold.commit',
      aFold({
        sessions: [session],
        hourly: hours.map((hourAt) => ({ subscriberId: 1, hourAt, ...used })),
        daily: ['2026-11-20', '2026-11-21'].map((day) => ({
          ...{ subscriberId: 1, day, ...used, forgivenBytes: 0, correctionBytes: 0 },
        })),
        receipts: hours.map((at) => ({
          ...{
            sessionKey,
            subscriberId: 1,
            at: at + 60_000,
            source: 'poll' as const,
            ...used,
            freePercent: 0,
            decision: '',
          },
        })),
      }),
    );
    const { usage, overview } = inside.reads;
    expect((await usage.hourly(scope, 1, ever)).map(({ hourAt }) => hourAt)).toEqual(hours);
    expect((await usage.receipts(scope, 1, ever)).map(({ at }) => at)).toEqual(hours.map((at) => at + 60_000));
    expect((await usage.daily(scope, 1, '0001-01-01', '9999-12-31')).map(({ day }) => day)).toEqual([
      '2026-11-20',
      '2026-11-21',
    ]);
    const own = await overview.hourly({ ...scope, resellerId: reseller }, ever);
    expect(own.map(({ hourAt, sessionsStarted }) => [hourAt, sessionsStarted])).toEqual([
      [t0, 1],
      [t0 + 24 * hour, 0],
    ]);
  });

  it('is shown when a broken counter is in it, as a number that every reader knows', async () => {
    const broken = { downBytes: 2 ** 52, upBytes: 2 ** 52, countedBytes: Number.MAX_SAFE_INTEGER };
    const more = () => inside.run('fold.commit', aFold({ hourly: [{ subscriberId: 1, hourAt: t0, ...broken }] }));
    for (let i = 0; i < 3; i++) await more();
    const { usage, overview } = inside.reads;
    const all = [
      ...(await usage.hourly(scope, 1, ever)),
      ...(await overview.hourly(scope, ever)),
      ...(await overview.hourly({ ...scope, resellerId: reseller }, ever)),
      ...(await overview.topSubscribers(scope, { from: t0, to: t0 + hour }, 5)),
    ];
    expect(all.map(({ downBytes }) => downBytes)).toEqual(Array(4).fill(Number.MAX_SAFE_INTEGER));
  });

  it('and a part of it has its part', async () => {
    const hours = [t0, t0 + hour, t0 + 2 * hour];
    await inside.run('fold.commit', aFold({ hourly: hours.map((hourAt) => ({ subscriberId: 1, hourAt, ...used })) }));
    const part = await inside.reads.usage.hourly(scope, 1, { from: t0 + hour + 1, to: t0 + 2 * hour });
    expect(part.map(({ hourAt }) => hourAt)).toEqual([t0 + hour]);
  });
});
