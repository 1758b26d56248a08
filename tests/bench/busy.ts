/**
 * 3,000 Accounting-Requests a second while the engine does its other work: QuotaSync cycles over the sessions of two
 * simulated routers, reports asked for without a pause, a copy of the live database by SQLite's own backup. The
 * reference is the same load with nothing else to do; client, engine, routers and disk share the cores.
 *
 *   npm run bench -- busy            about two minutes
 *   npm run bench -- busy --quick    shorter
 */
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { createSimulatedIsp } from '../../electron/engine/demo/isp.ts';
import { nasBody } from '../../electron/engine/demo/seed.ts';
import { load } from './load/spawn.ts';
import { type BenchEngine, startBenchEngine } from './load/world.ts';

const seconds = process.argv.includes('--quick') ? 5 : 15;
const rate = 3000;
const users = 10_000;
const routed = 1500;
const quotaIntervalMs = 3000;

const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const ms = (n: number): string => n.toFixed(n < 10 ? 2 : 0);

/** Repeats `work` until it is stopped; resolves with how often it was done. */
function repeat(work: () => Promise<unknown>): { stop(): Promise<number> } {
  let isGoing = true;
  const done = (async () => {
    let count = 0;
    for (; isGoing; count++) await work();
    return count;
  })();
  return {
    stop() {
      isGoing = false;
      return done;
    },
  };
}

async function measure(engine: BenchEngine, what: string, work?: () => Promise<unknown>): Promise<void> {
  await engine.folded();
  const beside = work && repeat(work);
  const result = await load({ mode: 'acct', port: engine.ready.radius.acct, users, seconds, warmupSeconds: 2, rate });
  const count = await beside?.stop();
  print(
    `  ${what.padEnd(44)}${ms(result.p50Ms).padStart(9)}${ms(result.p99Ms).padStart(9)}${ms(result.maxMs).padStart(9)}${String(result.lost + result.bad).padStart(7)}${count === undefined ? '' : `   ${count} times`}`,
  );
}

const engine = await startBenchEngine(users, ['--quota-interval-ms', String(quotaIntervalMs)]);
const { auth: authPort, acct: acctPort } = engine.ready.radius;
const isp = createSimulatedIsp({
  seed: 'bench',
  routers: 2,
  subscribers: routed,
  radius: { address: '127.0.0.1', authPort, acctPort },
});
try {
  const api = await engine.login();
  print(`${rate} acct/s for ${seconds} s, ${users} sessions${' '.repeat(14)}p50 ms   p99 ms   max ms   lost`);
  await measure(engine, 'nothing else');

  const { items } = await api.get<{ items: { id: number }[] }>('/services');
  const people = isp.subscribers.map(({ username, password }) => ({ username, password, serviceId: items[0]!.id }));
  await api.post('/subscribers/bulk', { rows: people });
  await isp.start();
  for (const router of isp.routers) await api.post('/nas', nasBody(router));
  isp.goLive(5000);
  while ((await engine.metric('open_sessions')) < users + routed * 0.95) {
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await measure(engine, `QuotaSync of ${routed} more sessions, each ${quotaIntervalMs / 1000} s`);

  const to = Date.now();
  const period = `from=${to - 7 * 86_400_000}&to=${to}`;
  const reports = [
    '/overview',
    `/overview/top?${period}`,
    `/overview/traffic?${period}`,
    '/sessions?limit=500&sort=username',
    '/cdr?limit=500',
  ];
  let next = 0;
  await measure(engine, 'and reports, one after the other', () => api.get(reports[next++ % reports.length]!));

  const database = new BetterSqlite3(join(engine.dataDir, 'lastmile.db'), { readonly: true });
  await measure(engine, 'and copies of the live database', () =>
    database.backup(join(engine.dataDir, `copy-${to}.db`), { progress: () => 200 }),
  );
  database.close();
} finally {
  await isp.stop();
  await engine.end();
}
