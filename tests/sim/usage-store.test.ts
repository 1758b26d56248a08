/**
 * The fold over the real store: what the writer keeps of a journal of accounting records is what the store in memory
 * keeps, which the other tests of usage rely on; and a start over the same folder goes on where the last one stopped.
 */
import type { MessagePort } from 'node:worker_threads';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { Directory } from '../../electron/engine/directory/directory.ts';
import { type AccountingFact, encodeFact } from '../../electron/engine/store/accounting-fact.ts';
import type { Store } from '../../electron/engine/store/client.ts';
import type { FactsReply } from '../../electron/engine/store/facts-protocol.ts';
import type { SessionRow } from '../../electron/engine/store/fold-commit.ts';
import {
  addSubscribers,
  aNas,
  aService,
  defaultScope,
  type TemporaryStore,
  temporaryStore,
  testActor,
} from '../../electron/engine/store/testing/temporary-store.ts';
import {
  aListing,
  aReading,
  GB,
  hour,
  MB,
  packetsOf,
  record,
  second,
} from '../../electron/engine/usage/testing/lab.ts';
import { type RateChange, UsageService } from '../../electron/engine/usage/usage-service.ts';

let temporary: TemporaryStore;
afterEach(() => temporary.dispose());

/** Noon of a day in 2026; the store's rows are made at 0, so every subscriber is old. */
const t0 = Date.UTC(2026, 10, 20, 10);

async function engineOver(store: Store) {
  const errors: string[] = [];
  const rates: RateChange[] = [];
  let now = t0;
  const directory = new Directory(store);
  await directory.open((error) => errors.push(String(error)));
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
  const listeners = {
    onRateChange: (change: RateChange) => rates.push(change),
    onLevelChange: () => undefined,
    onFinding: () => undefined,
  };
  const usage = new UsageService({ store, directory, log, now: () => now, listeners });
  await usage.open();
  const port: MessagePort = store.connectFacts();
  let batch = 0;
  let seq = await store.reads.engine.foldCursor();
  return {
    usage,
    errors,
    rates,
    at: (at: number) => {
      now = Math.max(now, at);
    },
    /** Makes records durable as the data plane does, and waits until they are folded. */
    async send(...facts: readonly AccountingFact[]): Promise<void> {
      for (const { at } of facts) now = Math.max(now, at);
      const reply = new Promise<FactsReply>((resolve) => port.once('message', resolve));
      port.postMessage({ kind: 'facts', batch: ++batch, facts: facts.map(encodeFact) });
      const answer = await reply;
      if (answer.kind !== 'committed') throw new Error(answer.reason);
      seq = answer.lastSeq;
      await new Promise<void>((resolve) => {
        const leave = store.onCommitted(async () => {
          if ((await store.reads.engine.foldCursor()) < seq) return;
          leave();
          resolve();
        });
      });
      await usage.idle();
    },
    async end(): Promise<void> {
      port.close();
      await usage.close();
      directory.close();
    },
  };
}

const rowsOf = async (store: Store, ...keys: readonly string[]): Promise<readonly (SessionRow | undefined)[]> =>
  Promise.all(keys.map((key) => store.reads.engine.sessionByKey(key)));

describe('the fold over SQLite', () => {
  it('keeps sessions, counters, hours, days, receipts and radreply, over a restart', async () => {
    temporary = await temporaryStore();
    const { store } = temporary;
    const plan = aService({
      downKbps: 100_000,
      upKbps: 10_000,
      dailyTiers: [{ fromBytes: GB, downKbps: 4_000, upKbps: 1_000 }],
    });
    await store.command('service.create', { scope: defaultScope, actor: testActor, service: plan, at: 0 });
    await store.command('nas.create', { scope: defaultScope, actor: testActor, nas: aNas(), at: 0 });
    const [id] = await addSubscribers(store, [{ username: 'ali' }, { username: 'mona' }]);
    const ali = packetsOf({ username: 'ali', acctSessionId: '81000001', startAt: t0, loginClass: 'lm-1' });
    const mona = packetsOf({ username: 'mona', acctSessionId: '81000002', startAt: t0 });

    const first = await engineOver(store);
    await first.send(ali.start(), mona.start(), ali.interim(60, 500 * MB, 50 * MB), mona.interim(70, 5 * MB));
    first.at(t0 + 90 * second);
    await first.usage.observeListing(
      { id: 1, tenantId: 1 },
      aListing(t0 + 90 * second, [aReading({ uptimeSeconds: 90, downBytes: 600 * MB, upBytes: 60 * MB })]),
      t0 + 90 * second,
    );
    expect(first.errors).toEqual([]);
    await first.end();

    const again = await temporary.reopen();
    const second_ = await engineOver(again);
    expect([...second_.usage.book.open()].map(({ row }) => row.sessionKey).sort()).toEqual([
      '1:81000002:1795168800000',
      '1:lm-1',
    ]);
    await second_.send(
      ali.interim(120, 950 * MB, 95 * MB),
      ali.stop(130, 949 * MB, 95 * MB),
      record({ status: 'Accounting-On', at: t0 + 140 * second }),
    );
    expect(second_.errors).toEqual([]);

    const [stopped, rebooted] = await rowsOf(again, '1:lm-1', '1:81000002:1795168800000');
    expect(stopped).toMatchObject({
      closedBy: 'stop',
      downBytes: 949 * MB,
      upBytes: 95 * MB,
      stopAt: t0 + 130 * second,
      subscriberId: id,
    });
    expect(rebooted).toMatchObject({
      closedBy: 'nas-reboot',
      terminateCause: 'NAS-Reboot',
      stopAt: t0 + 70 * second,
      downBytes: 5 * MB,
    });
    const subscriber = await again.reads.subscribers.byId(defaultScope, id!);
    expect(subscriber).toMatchObject({
      rate: '1M/4M',
      openSessions: 0,
      counters: {
        dailyDownloadUsed: 949 * MB,
        dailyUploadUsed: 95 * MB,
        dailyQuotaUsed: 1_044 * MB,
        fupLevel: 1,
        isOnline: false,
      },
    });
    expect(second_.rates.map(({ rate }) => rate)).toEqual(['1M/4M']);
    const period = { from: t0 - hour, to: t0 + hour };
    const hours = await again.reads.usage.hourly(defaultScope, id!, period);
    expect(hours).toMatchObject([{ hourAt: t0, downBytes: 949 * MB, upBytes: 95 * MB, countedBytes: 1_044 * MB }]);
    const receipts = await again.reads.usage.receipts(defaultScope, id!, period);
    expect(receipts.map(({ source, downBytes }) => [source, downBytes / MB])).toEqual([
      ['interim', 500],
      ['poll', 100],
      ['interim', 350],
      ['stop', -1],
    ]);

    second_.at(t0 + 24 * hour);
    await second_.usage.catchUp();
    const days = await again.reads.usage.daily(defaultScope, id!, '2026-11-01', '2026-11-30');
    expect(days).toMatchObject([{ day: '2026-11-20', downBytes: 949 * MB, countedBytes: 1_044 * MB }]);
    expect((await again.reads.subscribers.byId(defaultScope, id!))?.counters).toMatchObject({
      dailyQuotaUsed: 0,
      fupLevel: 0,
    });
    await second_.end();
  });
});
