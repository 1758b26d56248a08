/** Pain 20, W4: the storage of a real database, measured beside the writer. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStorage } from '../../electron/engine/storage/service.ts';
import {
  aFold,
  aSession,
  type TemporaryStore,
  temporaryStore,
  testActor,
} from '../../electron/engine/store/testing/temporary-store.ts';

const day = 86_400_000;
const now = 20_000 * day;
const scope = { tenantId: 1 };

let temporary: TemporaryStore;
beforeEach(async () => {
  temporary = await temporaryStore({ clock: { now: () => now }, checkpointMs: 20 });
});
afterEach(() => temporary.dispose());

const storage = () => createStorage({ store: temporary.store, dataDir: temporary.dataDir, clock: { now: () => now } });

describe('storage', () => {
  it('pain 20: says what each family takes and grows by, once it is measured', async () => {
    const sessions = Array.from({ length: 500 }, (_, n) =>
      aSession({
        ...{ sessionKey: `1:c${n}`, subscriberId: null, startAt: now - 10 * day, updateAt: now - 10 * day },
        ...{ stopAt: now - 10 * day, closedBy: 'stop' as const },
      }),
    );
    await temporary.store.command('fold.commit', aFold({ sessions, at: now }));
    const get = storage();
    const first = await get(scope, false);
    expect(first).toMatchObject({ families: [], measuredAt: null, isMeasuring: true, bytesPerDay: null });
    const measured = await vi.waitUntil(async () => {
      const answer = await get(scope, false);
      return answer.isMeasuring || answer.databaseBytes === 0 ? undefined : answer;
    }, 10_000);
    expect(measured).toMatchObject({
      measuredAt: now,
      trouble: null,
      isBelowLegalMinimum: false,
      givesSpaceBack: true,
    });
    const family = measured.families.find(({ name }) => name === 'sessions')!;
    expect(family).toMatchObject({ oldestAt: now - 10 * day, keepDays: null, isSteady: false, firstGoesAt: null });
    expect(family.bytes).toBeGreaterThan(100_000);
    expect(family.bytesPerDay).toBe(Math.round(family.bytes / 10));
    expect(measured.bytesPerDay).toBe(family.bytesPerDay);
    const whole = measured.families.reduce((sum, { bytes }) => sum + bytes, measured.freeInFileBytes!);
    // What is in the log already may not be in the file yet.
    expect(whole).toBeLessThanOrEqual(measured.databaseBytes + measured.walBytes);
  });

  it('W4: sessions that go before the law lets them are warned of', async () => {
    const set = (retention: object) =>
      temporary.store.command('settings.set', { tenantId: 1, actor: testActor, values: { retention }, at: now });
    const rest = { authLogDays: 90, hourlyDays: 90, auditDays: 730 };
    await set({ ...rest, sessionsDays: 180, legalDays: 365 });
    expect(await storage()(scope, false)).toMatchObject({
      isBelowLegalMinimum: true,
      retention: { sessionsDays: 180, legalDays: 365 },
    });
    await set({ ...rest, sessionsDays: 365, legalDays: 365 });
    expect(await storage()(scope, false)).toMatchObject({ isBelowLegalMinimum: false });
  });

  it('lists the copies beside the database, and is nobody else’s business', async () => {
    const folder = join(temporary.dataDir, 'backups');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'before-0014.db'), 'copy');
    writeFileSync(join(folder, 'notes.txt'), '');
    expect((await storage()(scope, false)).backups).toEqual([
      { name: 'before-0014.db', bytes: 4, at: expect.any(Number) },
    ]);
    await expect(storage()({ tenantId: 2 }, false)).rejects.toThrow('runs the installation');
    await expect(storage()({ tenantId: 1, resellerId: 1 }, false)).rejects.toThrow('runs the installation');
  });

  it('a store that is closed while it is measured ends without waiting for it', async () => {
    const measuring = temporary.store.measure().catch((error: Error) => error.message);
    await temporary.reopen();
    const settled = await measuring;
    expect(typeof settled === 'string' ? settled : 'measured').toMatch(/^measured$|not measured to the end/);
  });
});
