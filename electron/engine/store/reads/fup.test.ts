/** Which resets can be undone, as the store sees it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FupReset } from '../fold-commit.ts';
import { testActor as actor, aFold, aService, aSubscriber } from '../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../writer/testing/writer-inside.ts';

const t0 = Date.UTC(2026, 10, 20, 14);
const minute = 60_000;
const scope = { tenantId: 1 };
let inside: WriterInside;

beforeEach(async () => {
  inside = writerInside();
  await inside.run('service.create', { scope, actor, service: aService(), at: 0 });
  const rows = ['ali', 'mona', 'zein'].map((username) => aSubscriber({ username }));
  await inside.run('subscriber.create', { scope, actor, rows, rates: rows.map(() => ''), at: 0, dryRun: false });
});
afterEach(() => inside.close());

const aReset = (subscriberId: number, batchId: string, at: number, more: Partial<FupReset> = {}): FupReset => ({
  ...{ tenantId: 1, subscriberId, batchId, at, day: '2026-11-20', actorName: 'admin', isAll: false, serviceId: 1 },
  ...{ dailyDownloadUsed: 5, dailyUploadUsed: 1, dailyQuotaUsed: 6, fupLevel: 2, previousResetAt: t0 - 1 },
  ...more,
});
const reset = (...resets: readonly FupReset[]) => inside.run('fold.commit', aFold({ resets, at: t0 }));
const undoable = (since = t0 - 10 * minute) => inside.reads.fup.undoable(scope, since);

it('one row per act, newest first, with the name where it is one subscriber', async () => {
  await reset(aReset(1, 'a', t0), aReset(2, 'a', t0 + 40), aReset(3, 'b', t0 + minute, { isAll: true }));
  expect(await undoable()).toEqual([
    { batchId: 'b', at: t0 + minute, actorName: 'admin', isAll: true, subscribers: 1, username: 'zein' },
    { batchId: 'a', at: t0, actorName: 'admin', isAll: false, subscribers: 2, username: undefined },
  ]);
});

it('X10: an act whose first subscriber was reset before the ten minutes is not there, its later slices included', async () => {
  await reset(aReset(1, 'a', t0 - 10 * minute - 1), aReset(2, 'a', t0 - 10 * minute + 300));
  expect(await undoable()).toEqual([]);
});

it('who was undone, deleted, or reset again the same day is not counted; the next day’s reset is in nobody’s way', async () => {
  await reset(aReset(1, 'a', t0), aReset(2, 'a', t0), aReset(3, 'a', t0));
  await reset(aReset(3, 'b', t0 + 5, { day: '2026-11-21' }), aReset(2, 'c', t0 + 6));
  const { resetIds } = await reset(aReset(1, 'd', t0 + 7));
  await inside.run('subscriber.remove', { scope, actor, ids: [1], at: t0 });
  expect((await undoable()).map(({ batchId, subscribers }) => [batchId, subscribers])).toEqual([
    ['c', 1],
    ['b', 1],
    ['a', 1],
  ]);
  await inside.run('fold.commit', aFold({ undone: [resetIds[0]! - 1], at: t0 }));
  expect((await undoable()).map(({ batchId, subscribers }) => [batchId, subscribers])).toEqual([
    ['b', 1],
    ['a', 2],
  ]);
  expect((await inside.reads.fup.batch(scope, 'a')).map(({ isDeleted }) => isDeleted)).toEqual([true, false, false]);
});

it('rows from before acts were kept are nobody’s to undo', async () => {
  await reset(aReset(1, 'a', t0));
  inside.context.db.exec('UPDATE fup_resets SET batch_id = NULL');
  expect(await undoable()).toEqual([]);
});
