/**
 * The store on this machine's disk, in under five seconds: accounting by batch size beside a bare loop over SQLite in
 * the same run (the ceiling: no thread, no message), the fold, a bulk of subscribers, and accounting beside the fold.
 *
 *   node scripts/node24.mjs tests/bench/store.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { encodeFact } from '../../electron/engine/store/accounting-fact.ts';
import { openWriting } from '../../electron/engine/store/connection.ts';
import type { FactsReply } from '../../electron/engine/store/facts-protocol.ts';
import type { FoldCommit, SessionRow } from '../../electron/engine/store/fold-commit.ts';
import { createDatabaseFile } from '../../electron/engine/store/folder.ts';
import {
  addSubscribers,
  aFold,
  aSession,
  aSubscriber,
  temporaryStore,
} from '../../electron/engine/store/testing/temporary-store.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const perSecond = (count: number, ms: number): string => Math.round((count / ms) * 1000).toLocaleString('en');
const quantile = (values: readonly number[], q: number): string =>
  (values.toSorted((a, b) => a - b)[Math.floor(values.length * q)] ?? 0).toFixed(2);

const fact = encodeFact({
  status: 'Interim-Update',
  at: 1_763_690_000_000,
  tenantId: 1,
  nasId: 3,
  source: '10.0.0.1',
  nasIpAddress: '10.0.0.1',
  acctSessionId: '8160001a',
  loginClass: 'a1b2c3d4e5f6a7b8',
  username: 'user000123',
  sessionSeconds: 3600,
  downBytes: 123_456_789,
  upBytes: 12_345_678,
  gigawords: true,
  framedIpAddress: '100.64.1.2',
  callingStationId: 'AA:BB:CC:DD:EE:FF',
  calledStationId: 'service1',
  nasPortId: 'pppoe-1',
  nasPortType: 'Ethernet',
  serviceType: 'Framed-User',
  framedProtocol: 'PPP',
});

/** Sends batches of `size` for `ms`, at most `inFlight` at a time. Returns the time of each from post to reply. */
function sendFacts(port: MessagePort, size: number, ms: number, inFlight: number): Promise<number[]> {
  const facts = new Array<string>(size).fill(fact);
  const sent = new Map<number, number>();
  const took: number[] = [];
  const end = performance.now() + ms;
  let batch = 0;
  return new Promise((resolve, reject) => {
    const send = (): void => {
      sent.set(++batch, performance.now());
      port.postMessage({ kind: 'facts', batch, facts });
    };
    port.on('message', (reply: FactsReply) => {
      if (reply.kind === 'refused') return reject(new Error(reply.reason));
      took.push(performance.now() - sent.get(reply.batch)!);
      sent.delete(reply.batch);
      if (performance.now() < end) send();
      else if (sent.size === 0) {
        port.close();
        resolve(took);
      }
    });
    for (let n = 0; n < inFlight; n++) send();
  });
}

/** The same inserts and commits without the store around them: facts per second. */
function bareLoop(size: number, ms: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'lastmile-bench-'));
  const db = openWriting(createDatabaseFile(folder));
  db.exec('CREATE TABLE accounting_facts (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, fact TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO accounting_facts (seq, at, fact) VALUES (?, ?, ?)');
  const [begin, commit] = [db.prepare('BEGIN IMMEDIATE'), db.prepare('COMMIT')];
  const began = performance.now();
  let seq = 0;
  while (performance.now() - began < ms) {
    begin.run();
    for (let n = 0; n < size; n++) insert.run(++seq, Date.now(), fact);
    commit.run();
  }
  const rate = (seq / (performance.now() - began)) * 1000;
  db.close();
  rmSync(folder, { recursive: true });
  return rate;
}

const phaseMs = 200;
const sessions = 10_000;
const hourAt = 490_000 * 3_600_000;

function cycle(n: number, from: number, count: number): FoldCommit {
  const at = hourAt + n * 30_000;
  const range = Array.from({ length: count }, (_, i) => from + i);
  const rows = range.map(
    (id): SessionRow =>
      aSession({
        sessionKey: `1:class${id}`,
        subscriberId: id,
        username: `user${id}`,
        acctSessionId: `8${id}`,
        loginClass: `class${id}`,
        framedIpAddress: `100.64.${id >> 8}.${id & 255}`,
        startAt: hourAt,
        updateAt: at,
        downBytes: n * 20_000_000,
        upBytes: n * 2_000_000,
        usageState:
          '{"interim":{"down":123456789,"up":12345678,"at":1763690000000},"poll":{"down":123456789,"up":1234}}',
      }),
  );
  return aFold({
    at,
    sessions: rows,
    counters: range.map((subscriberId) => ({
      subscriberId,
      dailyDownloadUsed: n * 20_000_000,
      dailyUploadUsed: n * 2_000_000,
      dailyQuotaUsed: n * 22_000_000,
      monthlyDownloadUsed: n * 20_000_000,
      monthlyUploadUsed: n * 2_000_000,
      monthlyQuotaUsed: n * 22_000_000,
      bonusBytes: 0,
      countState: '',
      fupLevel: 0,
      monthlyFupLevel: 0,
      lastDailyReset: 0,
      lastMonthlyReset: 0,
      isOnline: true,
      lastSeenAt: at,
    })),
    hourly: range.map((subscriberId) => ({
      subscriberId,
      hourAt,
      downBytes: 20_000_000,
      upBytes: 2_000_000,
      countedBytes: 22_000_000,
    })),
    receipts: rows.map(({ sessionKey, subscriberId }) => ({
      sessionKey,
      subscriberId: subscriberId!,
      at,
      source: 'poll' as const,
      downBytes: 20_000_000,
      upBytes: 2_000_000,
      countedBytes: 22_000_000,
      freePercent: 0,
      decision: '',
    })),
  });
}

const temporary = await temporaryStore();
const { store } = temporary;

for (const [size, inFlight] of [
  [1, 1],
  [10, 1],
  [100, 1],
  [100, 2],
  [1000, 2],
] as const) {
  const took = await sendFacts(store.connectFacts(), size, phaseMs, inFlight);
  const rate = (took.length * size * 1000) / phaseMs;
  const ceiling = bareLoop(size, 120);
  print(
    `facts, batches of ${size} (${inFlight} in flight): ${Math.round(rate).toLocaleString('en')}/s, ${(rate / ceiling).toFixed(2)} of a bare loop; post to reply p50 ${quantile(took, 0.5)} ms, p99 ${quantile(took, 0.99)} ms`,
  );
}

let began = performance.now();
const bulk = Array.from({ length: 2000 }, (_, n) => aSubscriber({ username: `user${n}`, macs: ['AA:BB:CC:DD:EE:FF'] }));
await addSubscribers(store, bulk);
print(
  `2,000 subscribers: ${(performance.now() - began).toFixed(0)} ms in all, transaction held ${store.metrics().holdMsMax.toFixed(1)} ms`,
);
for (let n = 2000; n < sessions; n += 2000) {
  await addSubscribers(
    store,
    Array.from({ length: 2000 }, (_, i) => ({ username: `user${n + i}` })),
  );
}

for (const size of [100, 500, 2000]) {
  for (let cycles = 0; cycles < 2; cycles++) {
    const commits: FoldCommit[] = [];
    for (let from = 1; from <= sessions; from += size) commits.push(cycle(cycles + 1, from, size));
    began = performance.now();
    for (const commit of commits) await store.command('fold.commit', commit);
    const ms = performance.now() - began;
    print(
      `fold of ${size} sessions per commit, ${cycles === 0 && size === 100 ? 'new' : 'known'}: ${perSecond(sessions, ms)} sessions/s with counters, hours and receipts`,
    );
  }
}

const commits: FoldCommit[] = [];
for (let from = 1; from <= sessions; from += 100) commits.push(cycle(9, from, 100));
const accounting = sendFacts(store.connectFacts(), 10, 600, 1);
for (const commit of commits) await store.command('fold.commit', commit);
const took = await accounting;
print(
  `facts, batches of 10, beside a cycle of 10,000 sessions: ${perSecond(took.length * 10, 600)}/s, p50 ${quantile(took, 0.5)} ms, p99 ${quantile(took, 0.99)} ms`,
);
const { commitMsP50, commitMsP99, walBytes } = store.metrics();
print(
  `commit p50 ${commitMsP50.toFixed(2)} ms, p99 ${commitMsP99.toFixed(2)} ms; WAL ${(walBytes / 1e6).toFixed(0)} MB`,
);
await temporary.dispose();
