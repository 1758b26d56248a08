/**
 * An engine with 20,000 subscribers and a NAS whose open sessions all report once a second. Subscribers come by the bulk
 * operation, sessions by their accounting alone, many at a time: nobody logs in.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import type { Delta } from '../../../shared/contract/topics.ts';
import { adminPassword, type RunningEngine, startEngine } from '../../engine/support/engine-process.ts';
import type { LoadPlan } from '../load/generator.ts';
import { loadUser } from '../load/requests.ts';

export interface World {
  readonly console: string;
  /** The cookie of an administrator's session, as `name=value`. */
  readonly cookie: string;
  /** Opens so many sessions more; resolves when the engine has them. @throws when it has not after two minutes */
  open(sessions: number): Promise<void>;
  /** How many sessions the live socket tells of per second, over `seconds` that begin after two. */
  movedPerSecond(seconds: number): Promise<number>;
  stop(): Promise<void>;
}

const secret = 'bench-secret-of-24-octets';
const rowsPerCall = 2000;
/** Longer than any run: the NAS is switched off at the end. */
const loadSeconds = 3600;

export async function startWorld(subscribers: number): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-bench-'));
  let engine: RunningEngine | undefined;
  const nases: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const nas of nases) {
      if (nas.exitCode !== null) continue;
      const ended = once(nas, 'exit');
      nas.kill('SIGTERM');
      await ended;
    }
    await engine?.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    engine = await startEngine({ dataDir, isBuilt: true });
    const { ready } = engine;
    await populate(engine, subscribers);
    const cookie = await logIn(ready.console);
    let opened = 0;
    return {
      console: ready.console,
      cookie,
      async open(sessions) {
        const nas = spawnNas({ port: ready.radius.acct, firstUser: opened, users: sessions, rate: sessions });
        nases.push(nas);
        opened += sessions;
        const until = performance.now() + 120_000;
        for (;;) {
          const open = await openSessions(ready.console);
          if (open >= opened) return;
          if (performance.now() > until || nas.exitCode !== null)
            throw new Error(`${open} of ${opened} sessions are open`);
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      },
      movedPerSecond: (seconds) => moved(ready.console, cookie, seconds),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function populate(engine: RunningEngine, subscribers: number): Promise<void> {
  const api = await engine.login();
  await api.post('/nas', { name: 'bench', address: '127.0.0.1', secret });
  const plan = { name: 'Fiber', downKbps: 10_000, upKbps: 5_000 };
  const { id: serviceId } = await api.post<{ id: number }>('/services', plan);
  for (let from = 0; from < subscribers; from += rowsPerCall) {
    const count = Math.min(rowsPerCall, subscribers - from);
    const rows = Array.from({ length: count }, (_, i) => ({ ...loadUser(from + i), serviceId }));
    await api.post('/subscribers/bulk', { rows });
  }
}

/** The generator as a process of its own: every user's session sends one Accounting-Request a second. */
function spawnNas(plan: Pick<LoadPlan, 'port' | 'firstUser' | 'users'> & { readonly rate: number }): ChildProcess {
  const whole: LoadPlan = {
    ...plan,
    mode: 'acct',
    secret,
    sessions: { run: 'c' },
    seconds: loadSeconds,
    warmupSeconds: 0,
  };
  const entry = fileURLToPath(new URL('../load/run.ts', import.meta.url));
  return spawn(process.execPath, [entry, JSON.stringify(whole)], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function openSessions(origin: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return Number(/^lastmile_open_sessions (\S+)$/m.exec(text)?.[1] ?? 0);
}

async function logIn(origin: string): Promise<string> {
  const response = await fetch(`${origin}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: adminPassword }),
  });
  const cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0];
  if (!cookie) throw new Error(`login: ${response.status} ${await response.text()}`);
  return cookie;
}

async function moved(origin: string, cookie: string, seconds: number): Promise<number> {
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/api/v1/live`, { headers: { cookie } });
  await once(socket, 'open');
  let told = 0;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as { readonly kind: string; readonly data: Delta<'sessions'> };
    if (message.kind === 'delta') told += message.data.ticks.length + message.data.changed.length;
  });
  socket.send(JSON.stringify({ subscribe: 'sessions' }));
  // The first seconds go into the snapshot.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  told = 0;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  socket.close();
  return told / seconds;
}
