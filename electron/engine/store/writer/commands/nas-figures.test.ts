import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NasFigures } from '../../commands.ts';
import { addTenant } from '../../testing/rows.ts';
import { type WriterInside, writerInside } from '../testing/writer-inside.ts';

const hour = 3_600_000;
const t0 = Date.UTC(2026, 6, 1, 12);
const all = { from: 0, to: t0 + 1000 * hour };
const row = (over: Partial<NasFigures> = {}): NasFigures => ({
  ...{
    tenantId: 1,
    nasId: 1,
    accepts: 3,
    rejects: 1,
    accounting: 5,
    drops: 2,
    up: 1,
    watched: 1,
    latency: '40:8 60:1',
  },
  ...over,
});

let inside: WriterInside;
beforeEach(() => {
  inside = writerInside();
  addTenant(inside.context.db, 2);
});
afterEach(() => inside.close());

const put = (at: number, rows: readonly NasFigures[]) => inside.run('nas.figures', { at, rows });
const minutes = (tenantId = 1, nasId = 1) => inside.reads.nasFigures.ofNas({ tenantId }, nasId, 'minutes', all);

describe('F066: figures of a NAS', () => {
  it('are kept by the minute and added up by the hour, latencies by class', async () => {
    await put(t0, [row()]);
    await put(t0 + 60_000, [row({ latency: '40:2 41:1', up: 0 })]);
    expect(await minutes()).toMatchObject([
      { at: t0, accepts: 3, latency: '40:8 60:1' },
      { at: t0 + 60_000, up: 0, latency: '40:2 41:1' },
    ]);
    expect(await inside.reads.nasFigures.ofAll({ tenantId: 1 }, all)).toEqual([
      {
        ...{ nasId: 1, at: t0, accepts: 6, rejects: 2, accounting: 10, drops: 4, up: 1, watched: 2 },
        ...{ latency: '40:10 41:1 60:1', minutes: 2 },
      },
    ]);
  });

  it('the same minute again (a thread that was started anew) adds to it', async () => {
    await put(t0, [row()]);
    await put(t0, [row()]);
    expect(await minutes()).toMatchObject([{ accepts: 6, latency: '40:16 60:2', minutes: 1 }]);
    expect(await inside.reads.nasFigures.ofAll({ tenantId: 1 }, all)).toMatchObject([{ accepts: 6, minutes: 1 }]);
  });

  it('are bounded: minutes of a day, hours of a month', async () => {
    for (const age of [32 * 24, 30 * 24, 26, 24, 0]) await put(t0 - age * hour, [row()]);
    await put(t0, [row()]);
    expect((await minutes()).map(({ at }) => (t0 - at) / hour)).toEqual([24, 0]);
    const hours = await inside.reads.nasFigures.ofAll({ tenantId: 1 }, all);
    expect(hours.map(({ at }) => (t0 - at) / hour)).toEqual([720, 26, 24, 0]);
  });

  it('are a tenant’s own (Z6)', async () => {
    await put(t0, [row(), row({ tenantId: 2, accepts: 9 })]);
    expect(await minutes(1)).toMatchObject([{ accepts: 3 }]);
    expect(await minutes(2)).toMatchObject([{ accepts: 9 }]);
    expect(await inside.reads.nasFigures.ofAll({ tenantId: 3 }, all)).toEqual([]);
  });
});
