/**
 * Goal: when a thread beside the writer dies, the engine ends in order: nothing that was acknowledged is lost, the
 * writer is gone before the folder is free for another engine, and the exit code is 1.
 * Method: the store as the engine opens it, its stop list and its end; the checkpoint thread is taken away in the
 * middle of accounting. That the process exits is a test's own `exit`.
 */
import type { Worker } from 'node:worker_threads';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { orderlyEnd } from '../../electron/engine/host/orderly-end.ts';
import { Stops } from '../../electron/engine/stops.ts';
import type { FactsReply } from '../../electron/engine/store/facts-protocol.ts';
import { folderHolder } from '../../electron/engine/store/folder-lock.ts';
import {
  testActor as actor,
  aService,
  defaultScope as scope,
  type TemporaryStore,
  temporaryStore,
} from '../../electron/engine/store/testing/temporary-store.ts';

let temporary: TemporaryStore;
/** In the order in which the store starts them: the writer, then the checkpoint thread. */
const threads: Worker[] = [];
const noteThread = (worker: Worker): number => threads.push(worker);

beforeEach(async () => {
  threads.length = 0;
  process.on('worker', noteThread);
  temporary = await temporaryStore();
  await new Promise((resolve) => setImmediate(resolve)); // Node tells of a thread a tick after its making
  process.off('worker', noteThread);
});
afterEach(() => temporary.dispose());

/** Accounting that never pauses; resolves with the last acknowledged number once the line is quiet. */
function account(after: number, onEnough: () => void): { readonly last: () => number; close(): void } {
  const port = temporary.store.connectFacts();
  let last = 0;
  let batch = 0;
  const send = (): void => {
    const facts = Array.from({ length: 20 }, (_, n) => JSON.stringify({ batch, n }));
    port.postMessage({ kind: 'facts', batch: ++batch, facts });
  };
  port.on('message', (reply: FactsReply) => {
    if (reply.kind === 'committed') last = reply.lastSeq;
    if (last >= after) onEnough();
    send();
  });
  send();
  return { last: () => last, close: () => port.close() };
}

it('a dead checkpoint thread ends the engine in order, with all that was acknowledged', async () => {
  const { store, dataDir } = temporary;
  const [writer, checkpoint] = threads as [Worker, Worker];
  const order: string[] = [];
  const ended = Promise.withResolvers<number>();
  const stops = new Stops();
  stops.add(() => store.close());
  stops.add(() => void order.push('what stands on the store has stopped'));
  const log = pino({ enabled: false });
  const say = (): undefined => undefined;
  const end = orderlyEnd({ stop: () => stops.run(), log, say, exit: ended.resolve });
  store.onDied(() => end(1));
  writer.once('exit', () => order.push(folderHolder(dataDir) ? 'writer gone, folder held' : 'folder free too early'));

  const made: number[] = [];
  const dying = Promise.withResolvers<void>();
  const accounting = account(400, () => dying.resolve());
  const commands = (async () => {
    for (let n = 0; ; n++) {
      const service = aService({ name: `service ${n}` });
      made.push((await store.command('service.create', { scope, actor, service, at: n })).id);
    }
  })().catch((error: unknown) => error);
  await dying.promise;
  // As Node tells of a thread that threw.
  checkpoint.emit('error', new Error('the checkpoint thread broke'));
  await checkpoint.terminate();

  expect(await ended.promise).toBe(1);
  expect(order).toEqual(['what stands on the store has stopped', 'writer gone, folder held']);
  expect(folderHolder(dataDir)).toBeUndefined();
  expect(await commands).toMatchObject({ name: 'StorageUnavailable' });
  accounting.close();

  const again = await temporary.reopen();
  expect(accounting.last()).toBeGreaterThanOrEqual(400);
  expect(again.metrics().factSeq).toBeGreaterThanOrEqual(accounting.last());
  const facts = await again.reads.engine.facts(accounting.last() - 20, 20);
  expect(facts.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, n) => accounting.last() - 19 + n));
  expect(made.length).toBeGreaterThan(0);
  const kept = (await again.reads.services.list(scope)).map(({ id }) => id);
  expect(kept).toEqual(expect.arrayContaining(made));
});
