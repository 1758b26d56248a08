import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Invalid, StorageUnavailable } from '../errors.ts';
import { openReads } from '../open-reads.ts';
import { defaultScope, type TemporaryStore, temporaryStore, testKey } from '../testing/temporary-store.ts';
import { SearchThread } from './client.ts';

const scope = defaultScope;
const now = Date.UTC(2026, 5, 1);
const noTrouble = (message: string): void => expect.unreachable(message);
const scriptUrl = (script: string): URL =>
  new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; ${script}`)}`);

describe('over a store', () => {
  let temporary: TemporaryStore;
  let local: ReturnType<typeof openReads>;
  let thread: SearchThread;

  beforeEach(async () => {
    temporary = await temporaryStore();
    const path = `${temporary.dataDir}/lastmile.db`;
    local = openReads({ path, key: testKey, clock: { now: () => now } });
    thread = new SearchThread({ path, key: testKey }, new URL('./thread.ts', import.meta.url), noTrouble);
    const { store } = temporary;
    const rejects = ['ali', 'mona', 'malik'].map((username) => ({
      ...{ tenantId: 1, username, nasId: 0, nasAddress: '10.0.0.1', reason: 'unknown-user', detail: 'nobody' },
      ...{ method: 'PAP', callingStationId: '', at: now, count: 1 },
    }));
    await store.command('auth-log.append', { rejects, drops: [] });
  });
  afterEach(async () => {
    await thread.close();
    local.close();
    await temporary.dispose();
  });

  it('finds what the same search finds here, and starts no thread for a list as it is', async () => {
    const reads = thread.over(local.reads);
    expect((await reads.authLog.all(scope, {})).total).toBe(3);
    expect((await reads.authLog.all(scope, { q: '  ' })).total).toBe(3);
    expect(await reads.authLog.latest(scope, { from: now, limit: 2 })).toMatchObject([{ reason: 'unknown-user' }, {}]);
    expect(thread.isRunning).toBe(false);
    const found = await reads.authLog.all(scope, { q: 'ali' });
    expect(thread.isRunning).toBe(true);
    expect(found.items.map(({ username }) => username).toSorted()).toEqual(['ali', 'malik']);
    expect(found).toEqual(await local.reads.authLog.all(scope, { q: 'ali' }));
    expect(await reads.authLog.drops(scope, { q: 'x' })).toEqual(await local.reads.authLog.drops(scope, { q: 'x' }));
    expect(await reads.audit.list(scope, { q: 'x' })).toEqual(await local.reads.audit.list(scope, { q: 'x' }));
    expect(await reads.sessions.cdr(scope, { q: 'x' })).toEqual(await local.reads.sessions.cdr(scope, { q: 'x' }));
  });

  it('sums over a period are made there', async () => {
    const reads = thread.over(local.reads);
    const causes = await reads.authLog.causes(scope, {});
    expect(causes).toMatchObject([{ result: 'reject', reason: 'unknown-user', count: 3 }]);
    expect(thread.isRunning).toBe(true);
    expect(await reads.overview.topSubscribers(scope, { from: now, to: now + 1 }, 5)).toEqual([]);
  });

  it('sees what was committed a moment ago, and keeps to the scope', async () => {
    const reads = thread.over(local.reads);
    expect((await reads.audit.list(scope, { q: 'wes' })).total).toBe(0);
    const row = { tenantId: 1, action: 'test', entity: 'nas', entityId: 1, detail: {}, at: now };
    const actor = { kind: 'operator', id: 1, name: 'wesley', address: '127.0.0.1' } as const;
    await temporary.store.command('audit.append', { rows: [{ ...row, actor }] });
    expect((await reads.audit.list(scope, { q: 'wes' })).total).toBe(1);
    expect((await reads.authLog.all({ tenantId: 2 }, { q: 'ali' })).total).toBe(0);
  });

  it('a fault of the search is the caller’s, with its field', async () => {
    const search = thread.over(local.reads).sessions.cdr(scope, { q: 'ali', cursor: 'no cursor' });
    await expect(search).rejects.toThrow(Invalid);
    await expect(search).rejects.toMatchObject({ faults: [{ field: 'cursor' }] });
  });

  it('the store’s own reads search on its thread, which is gone when the store is closed', async () => {
    expect((await temporary.store.reads.authLog.all(scope, { q: 'mona' })).total).toBe(1);
    const { reads } = temporary.store;
    local.close();
    await temporary.store.close();
    await expect(reads.authLog.all(scope, { q: 'mona' })).rejects.toThrow(/being closed/);
    // The last connection that is closed takes the log away: a search thread that was left behind would keep it.
    expect(existsSync(`${temporary.dataDir}/lastmile.db-wal`)).toBe(false);
  });
});

describe('the thread', () => {
  const options = { path: '', key: testKey };

  it('that dies costs its searches, and the next one begins anew', async () => {
    const dying = new SearchThread(options, scriptUrl("parentPort.on('message', () => process.exit(3))"), noTrouble);
    const both = [dying.ask('audit', scope, { q: 'a' }), dying.ask('audit', scope, { q: 'b' })];
    for (const search of both) await expect(search).rejects.toThrow(/broken off/);
    expect(dying.isRunning).toBe(false);
    await expect(dying.ask('audit', scope, { q: 'a' })).rejects.toThrow(StorageUnavailable);
    const troubles: string[] = [];
    const broken = new SearchThread(options, scriptUrl("throw new Error('no module')"), (trouble) =>
      troubles.push(trouble),
    );
    await expect(broken.ask('audit', scope, { q: 'a' })).rejects.toThrow(/broken off/);
    expect(troubles).toEqual([expect.stringContaining('no module')]);
  });

  it('is ended when nobody has searched for a while, and begun again', async () => {
    const answers =
      "parentPort.on('message', ({ id }) => parentPort.postMessage({ id, ok: true, found: { items: [], total: 7 } }))";
    const thread = new SearchThread(options, scriptUrl(answers), noTrouble, 20);
    expect(await thread.ask('audit', scope, { q: 'a' })).toEqual({ items: [], total: 7 });
    await expect.poll(() => thread.isRunning).toBe(false);
    expect(await thread.ask('audit', scope, { q: 'a' })).toEqual({ items: [], total: 7 });
    await thread.close();
  });

  it('lets twenty of a tenant wait and refuses more, of that tenant alone; closing tells all that wait', async () => {
    const silent = new SearchThread(options, scriptUrl("parentPort.on('message', () => undefined)"), noTrouble);
    const waiting = Array.from({ length: 21 }, (_, n) => silent.ask('audit', scope, { q: `${n}` }));
    const over = Promise.allSettled(waiting);
    await expect(silent.ask('audit', scope, { q: 'one more' })).rejects.toThrow(/20 searches/);
    const others = Promise.allSettled([silent.ask('audit', { tenantId: 1, resellerId: 5 }, { q: '0' })]);
    await silent.close();
    expect((await over).every(({ status }) => status === 'rejected')).toBe(true);
    expect(await others).toMatchObject([{ reason: { message: expect.stringContaining('broken off') } }]);
    await expect(silent.ask('audit', scope, { q: 'a' })).rejects.toThrow(/being closed/);
    expect(silent.isRunning).toBe(false);
  });

  it('a question that the thread has begun with is asked again: what was written since is in the answer', async () => {
    const counting =
      "let n = 0; parentPort.on('message', ({ id }) => parentPort.postMessage({ id, ok: true, found: { items: [], total: ++n } }))";
    const thread = new SearchThread(options, scriptUrl(counting), noTrouble);
    const [begun, second, third] = [1, 2, 3].map(() => thread.ask('audit', scope, { q: 'a' }));
    expect((await begun)?.total).toBe(1);
    expect(await second).toMatchObject({ total: 2 });
    expect(third).toBe(second);
    await thread.close();
  });

  it('answers tenants in turns, and the same question once', async () => {
    const echo = `const asked = []; parentPort.on('message', ({ id, asked: [scope, { q }] }) => {
      asked.push(scope.tenantId + q);
      parentPort.postMessage({ id, ok: true, found: { items: [...asked], total: 0 } });
    })`;
    const thread = new SearchThread(options, scriptUrl(echo), noTrouble);
    const own = ['a', 'b', 'c', 'b'].map((q) => thread.ask('audit', scope, { q }));
    const other = thread.ask('audit', { tenantId: 2 }, { q: 'b' });
    const last = await Promise.all([...own, other]);
    expect(last[2]!.items).toEqual(['1a', '1b', '2b', '1c']);
    expect(last[3]).toBe(last[1]);
    await thread.close();
  });
});
