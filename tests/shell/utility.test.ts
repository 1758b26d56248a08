/** The engine's Electron host with a stand-in for the utility process's port: a real engine, the shell's messages. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type FromEngine, fromEngine, type ToEngine } from '../../shared/contract/engine-messages.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastmile-utility-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Gives a forked Node process the `parentPort` that Electron would: not Electron, only its message port. */
const standIn = join(folder, 'parent-port.mjs');
const runUtility = fileURLToPath(new URL('../../electron/engine/host/run-utility.ts', import.meta.url));
writeFileSync(
  standIn,
  `import { runUtility } from ${JSON.stringify(runUtility)};
   await runUtility({
     postMessage: (message) => process.send(message),
     on: (_event, listener) => process.on('message', (data) => listener({ data })),
   }, process.argv.slice(2));`,
);

const ports = ['--console-port', '0', '--portal-port', '0', '--auth-port', '0', '--acct-port', '0'];

function start(dataDir: string, answer: (message: FromEngine) => ToEngine | undefined) {
  const flags = ['--data-dir', dataDir, '--bind', '127.0.0.1', '--log-level', 'error', ...ports];
  const child = spawn(process.execPath, [standIn, ...flags], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const heard: FromEngine[] = [];
  const waiting: { kind: FromEngine['kind']; resolve: (message: FromEngine) => void }[] = [];
  child.on('message', (data) => {
    const message = fromEngine.parse(data);
    heard.push(message);
    const reply = answer(message);
    if (reply) child.send(reply);
    for (const [i, wanted] of waiting.entries()) {
      if (wanted.kind !== message.kind) continue;
      waiting.splice(i, 1);
      wanted.resolve(message);
      break;
    }
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  return {
    heard,
    ended,
    send: (message: ToEngine) => child.send(message),
    next: <K extends FromEngine['kind']>(kind: K) =>
      new Promise<Extract<FromEngine, { kind: K }>>((resolve) => {
        const known = heard.find((message) => message.kind === kind);
        if (known) resolve(known as Extract<FromEngine, { kind: K }>);
        else waiting.push({ kind, resolve: resolve as (message: FromEngine) => void });
      }),
  };
}

describe('the engine under the desktop shell', () => {
  it('takes its key from the keychain, logs the window in once by a token, and stops in order', async () => {
    const dataDir = join(folder, 'kept');
    let kept: string | null = null;
    const keychain = (message: FromEngine): ToEngine | undefined => {
      if (message.kind === 'secret-made') {
        kept = message.value;
        return { kind: 'secret-kept', name: message.name, isKept: true };
      }
      if (message.kind !== 'secret-wanted') return undefined;
      return { kind: 'secret', name: message.name, value: kept, isKept: true };
    };
    const first = start(dataDir, keychain);
    const { ready } = await first.next('ready');
    expect(kept).not.toBeNull();
    expect(first.heard.some(({ kind }) => kind === 'announce')).toBe(true);

    first.send({ kind: 'ping' });
    expect(await first.next('pong')).toEqual({ kind: 'pong' });
    first.send({ kind: 'login-token-wanted' });
    const { token } = await first.next('login-token');
    const exchange = () =>
      fetch(`${ready.console}/api/v1/auth/exchange`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
    expect((await exchange()).status).toBe(200);
    expect((await exchange()).status).toBe(401);

    first.send({ kind: 'stop' });
    expect((await first.ended)[0]).toBe(0);

    const second = start(dataDir, keychain);
    await second.next('ready');
    expect(second.heard.some(({ kind }) => kind === 'announce')).toBe(false);
    second.send({ kind: 'stop' });
    expect((await second.ended)[0]).toBe(0);
  }, 60_000); // two starts of an engine

  it('a first start that fails does not lose the recovery key of the keychain: the next one announces it', async () => {
    const dataDir = join(folder, 'half-way');
    let kept: string | null = null;
    const keychain = (message: FromEngine): ToEngine | undefined => {
      if (message.kind === 'secret-made') {
        kept = message.value;
        return { kind: 'secret-kept', name: message.name, isKept: true };
      }
      if (message.kind !== 'secret-wanted') return undefined;
      return { kind: 'secret', name: message.name, value: kept, isKept: true };
    };
    // A folder stands where the lock file goes: the store cannot be opened.
    mkdirSync(join(dataDir, 'lastmile.lock'), { recursive: true });
    const failing = start(dataDir, keychain);
    expect((await failing.ended)[0]).toBe(1);
    expect(kept).not.toBeNull();
    rmSync(join(dataDir, 'lastmile.lock'), { recursive: true });

    const announced = async (): Promise<string> => {
      const engine = start(dataDir, keychain);
      await engine.next('ready');
      engine.send({ kind: 'stop' });
      await engine.ended;
      return engine.heard.flatMap((message) => (message.kind === 'announce' ? message.lines : [])).join(' ');
    };
    expect(await announced()).toMatch(/Recovery key/);
    expect(await announced()).not.toMatch(/Recovery key/);
  }, 60_000); // three starts of an engine

  it('Z8: without a keychain that hides anything the key is a file of the owner', async () => {
    const dataDir = join(folder, 'file');
    const engine = start(dataDir, (message) =>
      message.kind === 'secret-wanted' ? { kind: 'secret', name: message.name, value: null, isKept: false } : undefined,
    );
    await engine.next('ready');
    expect(engine.heard.some(({ kind }) => kind === 'secret-made')).toBe(false);
    engine.send({ kind: 'stop' });
    expect((await engine.ended)[0]).toBe(0);
  });

  it('a keychain that fails to keep the new key gets nothing sealed with it: the key is a file', async () => {
    const dataDir = join(folder, 'failing-keychain');
    const engine = start(dataDir, (message) => {
      if (message.kind === 'secret-made') return { kind: 'secret-kept', name: message.name, isKept: false };
      if (message.kind !== 'secret-wanted') return undefined;
      return { kind: 'secret', name: message.name, value: null, isKept: true };
    });
    await engine.next('ready');
    expect(existsSync(join(dataDir, 'lastmile.key'))).toBe(true);
    engine.send({ kind: 'stop' });
    expect((await engine.ended)[0]).toBe(0);
  });

  it('a database whose key the keychain lost is told as that, and nothing is sealed anew', async () => {
    const dataDir = join(folder, 'kept');
    const engine = start(dataDir, (message) =>
      message.kind === 'secret-wanted' ? { kind: 'secret', name: message.name, value: null, isKept: true } : undefined,
    );
    const { reason } = await engine.next('failed');
    expect(reason).toMatch(/recovery key/i);
    expect((await engine.ended)[0]).toBe(1);
    expect(engine.heard.some(({ kind }) => kind === 'secret-made')).toBe(false);
  });
});
