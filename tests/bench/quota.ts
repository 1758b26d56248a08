/**
 * One QuotaSync cycle over 10,000 sessions, and what RADIUS feels of it: four simulated routers on the real wire
 * protocols, a loading NAS beside them. The reference is the same load between cycles.
 *
 *   npm run bench -- quota
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulatedIsp } from '../../electron/engine/demo/isp.ts';
import { nasBody } from '../../electron/engine/demo/seed.ts';
import { startEngine } from '../engine/support/engine-process.ts';
import { loadUser } from './load/requests.ts';
import { load, loadSecret as secret } from './load/spawn.ts';

const sessions = 10_000;
const routers = 4;
const print = (line = ''): boolean => process.stdout.write(`${line}\n`);

const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-bench-'));
const intervalMs = 5_000;
const engine = await startEngine({ dataDir, isBuilt: true, flags: ['--quota-interval-ms', String(intervalMs)] });
const { auth: authPort, acct: acctPort } = engine.ready.radius;
const isp = createSimulatedIsp({
  seed: 'bench',
  routers,
  subscribers: sessions,
  radius: { address: '127.0.0.1', authPort, acctPort },
});
try {
  const api = await engine.login();
  await isp.start();
  for (const router of isp.routers) await api.post('/nas', nasBody(router));
  await api.post('/nas', { name: 'loading', address: '127.0.0.1', secret });
  const { id: serviceId } = await api.post<{ id: number }>('/services', {
    name: 'Fiber',
    downKbps: 100_000,
    upKbps: 20_000,
  });
  const people = isp.subscribers.map(({ username, password }) => ({ username, password, serviceId }));
  const rows = [...people, ...Array.from({ length: 1000 }, (_, i) => ({ ...loadUser(i), serviceId }))];
  for (let from = 0; from < rows.length; from += 2000) {
    await api.post('/subscribers/bulk', { rows: rows.slice(from, from + 2000) });
  }
  isp.goLive(20_000);
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${engine.ready.console}/metrics`)).text();
    return Number(new RegExp(`^lastmile_${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  };
  const began = performance.now();
  while ((await metric('open_sessions')) < sessions * 0.95 && performance.now() - began < 90_000) {
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  print(
    `${await metric('open_sessions')} sessions online on ${routers} routers after ${((performance.now() - began) / 1000).toFixed(0)} s`,
  );
  const cycles: number[] = [];
  const [during] = await Promise.all([
    load({ mode: 'pap', port: authPort, users: 1000, seconds: 25, warmupSeconds: 1, rate: 500 }),
    (async () => {
      for (let i = 0; i < 26; i++) {
        await new Promise((resolve) => setTimeout(resolve, 1000));
        cycles.push(await metric('quota_cycle_ms'));
      }
    })(),
  ]);
  const seen = [...new Set(cycles)].filter((ms) => ms > 0);
  print(`cycles over ${sessions} sessions: ${seen.map((ms) => `${ms} ms`).join(', ')}`);
  print(
    `500 PAP/s meanwhile: p50 ${during.p50Ms.toFixed(2)} ms, p99 ${during.p99Ms.toFixed(2)} ms, max ${during.maxMs.toFixed(1)} ms, lost ${during.lost}`,
  );
  print(
    `control plane loop delay p99 ${(await metric('control_loop_delay_ms_p99')).toFixed(1)} ms, resident ${((await metric('resident_bytes')) / 1e6).toFixed(0)} MB`,
  );
} finally {
  await isp.stop();
  await engine.stop();
  await rm(dataDir, { recursive: true, force: true });
}
