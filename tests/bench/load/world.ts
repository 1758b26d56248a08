/** An engine, built as it ships, with a NAS on loopback and subscribers that the generator knows. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningEngine, startEngine } from '../../engine/support/engine-process.ts';
import { loadUser } from './requests.ts';
import { loadSecret } from './spawn.ts';

export const benchFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'lastmile-bench-'));

export interface BenchEngine extends RunningEngine {
  readonly dataDir: string;
  /** One number of /metrics; NaN where there is none. */
  metric(name: string): Promise<number>;
  residentMb(): Promise<number>;
  /** Resolves when everything that was acknowledged is folded: what an earlier run left behind is not the next one's load. */
  folded(): Promise<void>;
  end(): Promise<void>;
}

/** One number of an engine's /metrics; NaN where there is none. */
export async function metricOf({ ready }: Pick<RunningEngine, 'ready'>, name: string): Promise<number> {
  const text = await (await fetch(`${ready.console}/metrics`)).text();
  return Number(new RegExp(`^lastmile_${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

/** Starts an engine in a folder of its own, with `users` subscribers of one service. */
export async function startBenchEngine(users: number, flags: readonly string[] = []): Promise<BenchEngine> {
  const dataDir = await benchFolder();
  const engine = await startEngine({ dataDir, isBuilt: true, flags });
  const metric = (name: string): Promise<number> => metricOf(engine, name);
  const api = await engine.login();
  await api.post('/nas', { name: 'loading', address: '127.0.0.1', secret: loadSecret });
  const { id: serviceId } = await api.post<{ id: number }>('/services', {
    name: 'Fiber',
    downKbps: 10_000,
    upKbps: 5_000,
  });
  for (let from = 0; from < users; from += 2000) {
    const rows = Array.from({ length: Math.min(2000, users - from) }, (_, i) => ({ ...loadUser(from + i), serviceId }));
    await api.post('/subscribers/bulk', { rows });
  }
  return {
    ...engine,
    dataDir,
    metric,
    residentMb: async () => (await metric('resident_bytes')) / 1e6,
    async folded() {
      while ((await metric('fold_lag_facts')) !== 0) await new Promise((resolve) => setTimeout(resolve, 500));
    },
    async end() {
      await engine.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
