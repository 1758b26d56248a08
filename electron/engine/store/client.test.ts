/** The store from outside: threads and all, on a folder of its own. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Committed, openStore } from './client.ts';
import { Conflict, Invalid, NotFound, StorageUnavailable } from './errors.ts';
import type { FactsReply } from './facts-protocol.ts';
import {
  addSubscribers,
  aFold,
  aNas,
  aService,
  aSubscriber,
  defaultScope,
  type TemporaryStore,
  temporaryStore,
  testActor,
} from './testing/temporary-store.ts';

let temporary: TemporaryStore;
beforeEach(async () => {
  temporary = await temporaryStore();
});
afterEach(() => temporary.dispose());

const factsReply = (port: MessagePort): Promise<FactsReply> =>
  new Promise((resolve) => {
    port.once('message', resolve);
  });

async function sendFacts(port: MessagePort, batch: number, facts: readonly string[]): Promise<FactsReply> {
  const reply = factsReply(port);
  port.postMessage({ kind: 'facts', batch, facts });
  return reply;
}

describe('commands', () => {
  it('come back as the typed errors that the writer threw', async () => {
    const { store } = temporary;
    const scope = defaultScope;
    await store.command('nas.create', { scope, actor: testActor, nas: aNas(), at: 1 });
    const twin = store.command('nas.create', { scope, actor: testActor, nas: aNas({ address: '10.0.0.2' }), at: 1 });
    await expect(twin).rejects.toBeInstanceOf(Conflict);
    await expect(twin).rejects.toMatchObject({ field: 'name' });
    const bad = store.command('nas.create', { scope, actor: testActor, nas: aNas({ address: 'tower' }), at: 1 });
    await expect(bad).rejects.toBeInstanceOf(Invalid);
    await expect(bad).rejects.toMatchObject({ faults: [{ field: 'address' }] });
    const gone = store.command('nas.remove', { scope, actor: testActor, id: 99, at: 1 });
    await expect(gone).rejects.toBeInstanceOf(NotFound);
  });

  it('that fail by a bug say so and leave the writer alive', async () => {
    const { store } = temporary;
    await expect(store.command('fold.commit', aFold({ cursor: 5 }))).rejects.toThrow(/cursor is 0, the last fact 0/);
    await expect(store.command('fold.commit', aFold())).resolves.toMatchObject({ cursor: 0 });
  });

  it('take no clear secret into the database file', async () => {
    const { store, dataDir } = temporary;
    await addSubscribers(store, [{ password: 'correct-horse-battery' }]);
    const api = { host: '10.0.0.1', port: 8729, username: 'noc', password: 'api-horse-battery', tls: true };
    const nas = aNas({ secret: 'radius-horse-battery', api });
    await store.command('nas.create', { scope: defaultScope, actor: testActor, nas, at: 1 });
    const { readFileSync } = await import('node:fs');
    for (const name of ['lastmile.db', 'lastmile.db-wal']) {
      expect(readFileSync(join(dataDir, name)).includes('horse-battery')).toBe(false);
    }
    const [subscriber] = (await store.reads.engine.subscribers()).subscribers;
    expect(subscriber?.password).toBe('correct-horse-battery');
    const [known] = await store.reads.engine.nas();
    expect([known?.secret, known?.api?.password]).toEqual(['radius-horse-battery', 'api-horse-battery']);
  });
});

describe('accounting facts', () => {
  it('are numbered by commit and read back in order', async () => {
    const { store } = temporary;
    const port = store.connectFacts();
    expect(await sendFacts(port, 1, ['{"n":1}', '{"n":2}'])).toEqual({ kind: 'committed', batch: 1, lastSeq: 2 });
    expect(await sendFacts(port, 2, ['{"n":3}'])).toEqual({ kind: 'committed', batch: 2, lastSeq: 3 });
    expect(await store.reads.engine.facts(1, 10)).toEqual([
      { seq: 2, fact: { n: 2 } },
      { seq: 3, fact: { n: 3 } },
    ]);
    port.close();
  });

  it('come over the newest line only: a data plane that starts again replaces the old one', async () => {
    const { store } = temporary;
    const old = store.connectFacts();
    await sendFacts(old, 1, ['{}']);
    const closed = new Promise((resolve) => old.once('close', resolve));
    const line = store.connectFacts();
    await closed;
    expect(await sendFacts(line, 1, ['{}'])).toEqual({ kind: 'committed', batch: 1, lastSeq: 2 });
    line.close();
  });

  it('never get a number twice, also after they were folded, pruned and the store was opened again', async () => {
    const { store } = temporary;
    const port = store.connectFacts();
    await sendFacts(port, 1, ['{}', '{}', '{}']);
    port.close();
    await store.command('fold.commit', aFold({ cursor: 3 }));
    expect(await store.command('facts.prune', { before: Date.now() + 1000, now: Date.now(), limit: 10 })).toEqual({
      removed: 3,
    });
    const again = (await temporary.reopen()).connectFacts();
    expect(await sendFacts(again, 1, ['{}'])).toMatchObject({ lastSeq: 4 });
    again.close();
  });

  it('stay until they are folded, however old they are', async () => {
    const { store } = temporary;
    const port = store.connectFacts();
    await sendFacts(port, 1, ['{}', '{}', '{}']);
    port.close();
    await store.command('fold.commit', aFold({ cursor: 2 }));
    await store.command('facts.prune', { before: Date.now() + 1000, now: Date.now(), limit: 10 });
    expect((await store.reads.engine.facts(0, 10)).map(({ seq }) => seq)).toEqual([3]);
  });
});

describe('followers', () => {
  it('are nudged with the newest numbers after facts and after commands', async () => {
    const { store } = temporary;
    const nudged = (condition: (committed: Committed) => boolean) =>
      new Promise<Committed>((resolve) => {
        const stop = store.onCommitted((committed) => {
          if (!condition(committed)) return;
          stop();
          resolve(committed);
        });
      });
    const facts = nudged(({ factSeq }) => factSeq > 0);
    const port = store.connectFacts();
    await sendFacts(port, 1, ['{}', '{}']);
    expect(await facts).toEqual({ factSeq: 2, changeSeq: 0 });
    const changes = nudged(({ changeSeq }) => changeSeq > 0);
    await store.command('service.create', { scope: defaultScope, actor: testActor, service: aService(), at: 1 });
    expect(await changes).toEqual({ factSeq: 2, changeSeq: 1 });
    port.close();
  });

  it('hear nothing any more once they have stopped', async () => {
    const { store } = temporary;
    let heard = 0;
    const stop = store.onCommitted(() => {
      heard += 1;
    });
    stop();
    await store.command('service.create', { scope: defaultScope, actor: testActor, service: aService(), at: 1 });
    expect(heard).toBe(0);
  });
});

describe('opening and closing', () => {
  it('finishes what was accepted, then refuses', async () => {
    const { store } = temporary;
    const create = store.command('service.create', {
      scope: defaultScope,
      actor: testActor,
      service: aService(),
      at: 1,
    });
    await new Promise((resolve) => setImmediate(resolve)); // sealed and sent
    const closing = store.close();
    await expect(create).resolves.toEqual({ id: 1 });
    await closing;
    await expect(store.command('facts.prune', { before: 0, now: 0, limit: 1 })).rejects.toBeInstanceOf(
      StorageUnavailable,
    );
    expect((await (await temporary.reopen()).reads.services.list(defaultScope)).map(({ name }) => name)).toEqual([
      'Fiber 10M',
    ]);
  });

  it('leaves one file that holds everything: the WAL is emptied', async () => {
    await addSubscribers(temporary.store, [{}]);
    await temporary.store.close();
    expect(() => statSync(join(temporary.dataDir, 'lastmile.db-wal'))).toThrow(/ENOENT/);
    await temporary.reopen();
  });

  it.skipIf(process.platform === 'win32')('keeps every file to its owner', () => {
    for (const name of ['lastmile.db', 'lastmile.db-wal', 'lastmile.db-shm', 'lastmile.lock', 'lastmile.pid']) {
      expect(statSync(join(temporary.dataDir, name)).mode & 0o077).toBe(0);
    }
  });

  it('refuses a second store on the folder and names who holds it', async () => {
    const { dataDir, key } = temporary;
    await expect(openStore({ dataDir, key })).rejects.toThrow(`process ${process.pid}`);
  });

  it('W7: refuses a database that was sealed with another key, and names the recovery key', async () => {
    await temporary.store.close();
    const { dataDir } = temporary;
    await expect(openStore({ dataDir, key: Buffer.alloc(32, 8) })).rejects.toThrow(/another key.*recovery key/);
    await temporary.reopen();
  });

  it('tells whoever listens when the writer dies, and answers nobody any more', async () => {
    const { store, dataDir } = temporary;
    await addSubscribers(store, [{}]);
    const died = new Promise<Error>((resolve) => {
      store.onDied(resolve);
    });
    // A broken invariant: the table that numbers everything is gone under the writer's feet.
    const { default: BetterSqlite3 } = await import('better-sqlite3');
    const other = new BetterSqlite3(join(dataDir, 'lastmile.db'));
    other.exec('DROP TABLE accounting_facts');
    other.close();
    const port = store.connectFacts();
    port.postMessage({ kind: 'facts', batch: 1, facts: ['{}'] });
    expect((await died).message).toMatch(/accounting_facts/);
    const late = store.command('subscriber.remove', { scope: defaultScope, actor: testActor, ids: [1], at: 1 });
    await expect(late).rejects.toBeInstanceOf(StorageUnavailable);
    port.close();
  });
});

it('X59: a full disk refuses accounting and commands by name, and both go on when there is room', async () => {
  const { store } = temporary;
  await addSubscribers(store, [{}]);
  await store.close();
  const pages = Math.ceil(statSync(join(temporary.dataDir, 'lastmile.db')).size / 4096);
  const full = await temporary.reopen({ maxPages: pages + 8, checkpointMs: 3_600_000 });
  const port = full.connectFacts();
  const big = `{"x":"${'y'.repeat(3000)}"}`;
  let reply: FactsReply;
  let batch = 0;
  do reply = await sendFacts(port, ++batch, [big]);
  while (reply.kind === 'committed' && batch < 100);
  expect(reply).toMatchObject({ kind: 'refused', reason: expect.stringContaining('disk is full') });
  const rows = Array.from({ length: 50 }, (_, n) => aSubscriber({ username: `late${n}`, fullName: 'z'.repeat(1000) }));
  const bulk = full.command('subscriber.create', {
    scope: defaultScope,
    actor: testActor,
    rows,
    rates: rows.map(() => ''),
    at: 1,
    dryRun: false,
  });
  await expect(bulk).rejects.toBeInstanceOf(StorageUnavailable);
  expect(full.metrics()).toMatchObject({ diskFull: true, refusedBatches: 1, refusedFacts: 1 });
  expect((await full.reads.engine.facts(0, 1000)).length).toBe(batch - 1);
  port.close();

  const roomy = await temporary.reopen({});
  const again = roomy.connectFacts();
  expect(await sendFacts(again, 1, [big])).toEqual({ kind: 'committed', batch: 1, lastSeq: batch });
  again.close();
});
