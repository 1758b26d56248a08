/** A whole engine as a process of its own, on loopback and free ports, in a data folder that the test owns. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ReadyMessage } from '../../../shared/contract/engine-messages.ts';
import { ApiSession } from './api-session.ts';

const source = fileURLToPath(new URL('../../../electron/engine/host/headless.ts', import.meta.url));
const launcher = fileURLToPath(new URL('../../../scripts/launch.mjs', import.meta.url));
export const adminPassword = 'correct-horse-battery';

export interface EngineStart {
  readonly dataDir: string;
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** As `npm run serve` starts it, built, instead of from its sources. Then `child` is the launcher. */
  readonly isBuilt?: boolean;
}

export interface RunningEngine {
  readonly ready: ReadyMessage;
  readonly child: ChildProcess;
  /** What it wrote to standard error so far. */
  readonly errors: () => string;
  readonly standardOutput: () => readonly string[];
  /** A logged-in administrator. */
  login(): Promise<ApiSession>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL: no chance to tidy up. */
  kill(): Promise<void>;
}

/** Starts an engine and waits for its ready line. @throws with its standard error when it ends before that. */
export async function startEngine({
  dataDir,
  flags = [],
  env = {},
  isBuilt = false,
}: EngineStart): Promise<RunningEngine> {
  const child = spawn(
    process.execPath,
    [
      ...(isBuilt ? [launcher, 'serve'] : [source]),
      ...['--data-dir', dataDir, '--bind', '127.0.0.1', '--log-level', 'warn'],
      ...['--console-port', '0', '--portal-port', '0', '--auth-port', '0', '--acct-port', '0', ...flags],
    ],
    { env: { ...process.env, LASTMILE_ADMIN_PASSWORD: adminPassword, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => lines.push(line));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const first = await Promise.race([
    once(output, 'line').then(([line]) => String(line)),
    ended.then(([code]) => {
      throw new EngineFailed(code, errors);
    }),
  ]);
  const ready = JSON.parse(first) as ReadyMessage;
  return {
    ready,
    child,
    errors: () => errors,
    standardOutput: () => lines,
    login: () => ApiSession.login(ready.console, 'admin', adminPassword),
    async stop() {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The engine ended before it was ready. */
export class EngineFailed extends Error {
  override readonly name = 'EngineFailed';
  readonly code: number | null;
  readonly errors: string;
  constructor(code: number | null, errors: string) {
    super(`the engine ended with ${code}:\n${errors}`);
    this.code = code;
    this.errors = errors;
  }
}

/** Temporary folders of one test file, removed by `cleanUp`. */
export function temporaryFolders() {
  const folders: string[] = [];
  return {
    async make(): Promise<string> {
      const folder = await mkdtemp(join(tmpdir(), 'lastmile-engine-'));
      folders.push(folder);
      return folder;
    },
    async cleanUp(): Promise<void> {
      for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
    },
  };
}
