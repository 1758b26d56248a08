/**
 * The whole engine under a loading NAS on this machine: throughput by method, durable accounting, latency at a fixed
 * rate, start with 20,000 subscribers, resident memory. Client, engine and disk share the cores; each figure is the
 * median of three runs and stands beside the reference of the same run: a bare UDP echo of one Node thread, which
 * neither reads nor writes RADIUS.
 *
 * Figures of time mean little on a machine that does other work: its load average is printed beside them.
 *
 *   npm run bench -- engine            about five minutes
 *   npm run bench -- engine --quick    one short run of each, to see that it works
 */
import { createSocket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningEngine, startEngine } from '../engine/support/engine-process.ts';
import type { LoadResult } from './load/generator.ts';
import { type LoadMode, loadUser } from './load/requests.ts';
import { load, loadSecret as secret } from './load/spawn.ts';
import { metricOf } from './load/world.ts';

const isQuick = process.argv.includes('--quick');
const runs = isQuick ? 1 : 3;
const seconds = isQuick ? 2 : 6;
const users = 10_000;
const startUsers = 20_000;
/** What the memory of an engine at work is looked at after. */
const million = isQuick ? 200_000 : 1_000_000;
const idleSeconds = isQuick ? 5 : 60;

const print = (line = ''): boolean => process.stdout.write(`${line}\n`);
const thousands = (n: number): string => Math.round(n).toLocaleString('en');
const ms = (n: number): string => n.toFixed(n < 10 ? 2 : 0);
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** How many datagrams per second one thread can take and give back: 256 on their way, as with the engine. */
async function echoPerSecond(): Promise<number> {
  const open = () =>
    createSocket({ type: 'udp4', recvBufferSize: 4 << 20, lookup: (host, _options, done) => done(null, host, 4) });
  const [server, client] = [open(), open()];
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => client.bind(0, '127.0.0.1', resolve));
  const packet = Buffer.alloc(120, 1);
  let count = 0;
  server.on('message', (data, from) => server.send(data, from.port, from.address));
  client.on('message', () => {
    count++;
    client.send(packet, server.address().port, '127.0.0.1');
  });
  for (let i = 0; i < 256; i++) client.send(packet, server.address().port, '127.0.0.1');
  await new Promise((resolve) => setTimeout(resolve, 2000));
  server.close();
  client.close();
  return count / 2;
}

/** CPU seconds that a process has used (Linux), for the cost of one request; undefined elsewhere. */
async function cpuSeconds(pid: number): Promise<number | undefined> {
  try {
    const { readFile } = await import('node:fs/promises');
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}

const residentMb = async (engine: RunningEngine): Promise<number> => (await metricOf(engine, 'resident_bytes')) / 1e6;

/**
 * Resident memory after a million requests (half a minute of accounting as fast as it goes, logins for the rest), when
 * nothing is left to do, and how many sessions were open then.
 */
async function printIdleMemory(engine: RunningEngine, atRestMb: number): Promise<void> {
  const { auth, acct } = engine.ready.radius;
  let done = (await loadOnce({ mode: 'acct', port: acct, users, seconds: isQuick ? 3 : 30, warmupSeconds: 0 }))
    .answered;
  while (done < million)
    done += (await load({ mode: 'pap', port: auth, users, seconds: 1, warmupSeconds: 0 })).answered;
  await folded(engine);
  const busyMb = await residentMb(engine);
  await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000));
  print(
    `resident memory, MB                        ${thousands(atRestMb)} at start, ${thousands(busyMb)} after ${thousands(done)} requests with ${thousands(await metricOf(engine, 'open_sessions'))} sessions open, ${thousands(await residentMb(engine))} when ${idleSeconds} s idle`,
  );
}

/** Accounting-Requests sent. Each user has one session at a time, of twenty records, whatever load its records are in. */
let recordsSent = 0;
async function loadOnce(plan: Parameters<typeof load>[0]): Promise<LoadResult> {
  if (plan.mode !== 'acct') return load(plan);
  const result = await load({ ...plan, sessions: { run: 'bench', sent: recordsSent, records: 20 } });
  recordsSent += result.sent;
  return result;
}

/** Waits until everything that was acknowledged is folded too: what a saturating run left behind is not this run's load. */
async function folded(engine: RunningEngine): Promise<void> {
  for (;;) {
    if ((await metricOf(engine, 'fold_lag_facts')) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-bench-'));
let engine = await startEngine({ dataDir, isBuilt: true });
try {
  const api = await engine.login();
  await api.post('/nas', { name: 'bench', address: '127.0.0.1', secret });
  const { id: serviceId } = await api.post<{ id: number }>('/services', {
    name: 'Fiber',
    downKbps: 10_000,
    upKbps: 5_000,
  });
  const bulkMs: number[] = [];
  for (let from = 0; from < startUsers; from += 2000) {
    const rows = Array.from({ length: 2000 }, (_, i) => ({ ...loadUser(from + i), serviceId }));
    const began = performance.now();
    await api.post('/subscribers/bulk', { rows });
    bulkMs.push(performance.now() - began);
  }
  print(`${availableParallelism()} cores, ${runs} run(s) of ${seconds} s, ${users} users of ${startUsers}; median`);
  print(`bulk of 2,000 subscribers over HTTP        ${ms(median(bulkMs))} ms (slowest ${ms(Math.max(...bulkMs))})`);

  const starts: number[] = [];
  for (let run = 0; run < runs; run++) {
    await engine.stop();
    engine = await startEngine({ dataDir, isBuilt: true });
    starts.push(engine.ready.ms);
  }
  print(`start to ready with ${thousands(startUsers)} subscribers     ${ms(median(starts))} ms`);

  await printIdleMemory(engine, await residentMb(engine));

  const { auth, acct } = engine.ready.radius;
  const modes: readonly (readonly [LoadMode, number, string])[] = [
    ['pap', auth, 'PAP, Message-Authenticator both ways'],
    ['chap', auth, 'CHAP'],
    ['mschapv2', auth, 'MS-CHAPv2'],
    ['acct', acct, 'durable Accounting-Requests'],
  ];
  print('\nclosed loop, 256 outstanding                        per second   of echo   p50 ms   p99 ms   lost   CPU µs');
  for (const [mode, port, label] of modes) {
    const results: (LoadResult & { ratio: number; cpuUs: number })[] = [];
    for (let run = 0; run < runs; run++) {
      const echo = await echoPerSecond();
      const before = await cpuSeconds(engine.ready.pid);
      const result = await loadOnce({ mode, port, users, seconds, warmupSeconds: 1 });
      const after = await cpuSeconds(engine.ready.pid);
      const cpu = before !== undefined && after !== undefined ? after - before : Number.NaN;
      results.push({
        ...result,
        ratio: result.perSecond / echo,
        cpuUs: (cpu * 1e6) / (result.perSecond * (seconds + 1)),
      });
    }
    const at = (pick: (result: (typeof results)[number]) => number): number => median(results.map(pick));
    const lost = results.reduce((sum, result) => sum + result.lost + result.bad, 0);
    print(
      `  ${label.padEnd(48)}${thousands(at((r) => r.perSecond)).padStart(10)}${at((r) => r.ratio)
        .toFixed(2)
        .padStart(
          10,
        )}${ms(at((r) => r.p50Ms)).padStart(9)}${ms(at((r) => r.p99Ms)).padStart(9)}${String(lost).padStart(7)}${at(
        (r) => r.cpuUs,
      )
        .toFixed(0)
        .padStart(9)}`,
    );
  }

  print(`\nload average ${loadavg()[0]?.toFixed(1)}`);
  print('\nopen loop                                                p50 ms   p99 ms   max ms   lost');
  for (const [mode, port, rate] of [
    ['acct', acct, 1000],
    ['acct', acct, 3000],
    ['pap', auth, 2000],
  ] as const) {
    const results: LoadResult[] = [];
    for (let run = 0; run < runs; run++) {
      await folded(engine);
      results.push(await loadOnce({ mode, port, users, seconds: seconds * 2, warmupSeconds: 1, rate }));
    }
    const lost = results.reduce((sum, result) => sum + result.lost + result.bad, 0);
    print(
      `  ${`${thousands(rate)} ${mode}/s`.padEnd(52)}${ms(median(results.map((r) => r.p50Ms))).padStart(9)}${ms(median(results.map((r) => r.p99Ms))).padStart(9)}${ms(Math.max(...results.map((r) => r.maxMs))).padStart(9)}${String(lost).padStart(7)}`,
    );
  }
} finally {
  await engine.stop();
  await rm(dataDir, { recursive: true, force: true });
}
