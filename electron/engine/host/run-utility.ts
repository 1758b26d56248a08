/**
 * The Electron twin of `Host`: what a headless engine prints, this one posts to the shell; the key comes from the
 * shell's keychain where it has one that hides anything (Z8), else from the key file.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type FromEngine, type ReadyMessage, toEngine } from '../../../shared/contract/engine-messages.ts';
import { type Engine, startEngine } from '../main.ts';
import { prepareFolder } from '../store/folder.ts';
import { keyFileName, openKeyFile } from '../store/key-file.ts';
import { recoveryKeyText } from '../store/recovery-key.ts';
import { isRecoveryKeyUnshown, recoveryKeyIsToBeShown } from '../store/recovery-notice.ts';
import { type Host, StartRefused } from './host.ts';
import { createLog } from './log.ts';
import { parseOptions, usage } from './options.ts';
import { orderlyEnd } from './orderly-end.ts';

/** Electron's `process.parentPort`, as far as it is used. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

/** The name under which the shell keeps the key that seals secrets. */
const masterKeyName = 'master-key';
const keyBytes = 32;

/** Runs an engine until the shell says stop. Exit codes as for the headless twin: 0 stopped, 1 failed, 2 wrong usage. */
export async function runUtility(port: ParentPort, argv: readonly string[]): Promise<void> {
  const tell = (message: FromEngine): void => port.postMessage(message);
  const parsed = parseOptions(argv, process.env);
  if (!parsed.ok) {
    tell({ kind: 'failed', reason: `${parsed.fault.join(' ')}\n${usage('Lastmile')}` });
    process.exit(2);
  }
  const options = parsed.value;
  const log = createLog(options);

  let engine: Engine | undefined;
  let secretCame: ((value: string | null, isKept: boolean) => void) | undefined;
  let secretKept: ((isKept: boolean) => void) | undefined;

  const end = orderlyEnd({
    stop: async () => engine?.stop(),
    log,
    say: (reason) => tell({ kind: 'failed', reason }),
  });
  function fail(reason: string): void {
    tell({ kind: 'failed', reason });
    end(1);
  }
  process.on('uncaughtException', (error) => fail(`A bug ended the engine: ${error.message}`));
  process.on('unhandledRejection', (error) => fail(`A bug ended the engine: ${String(error)}`));

  port.on('message', ({ data }) => {
    const message = toEngine.safeParse(data);
    if (!message.success) {
      log.error({ issues: message.error.issues }, 'the shell said something that is no message');
      return;
    }
    switch (message.data.kind) {
      case 'ping':
        return tell({ kind: 'pong' });
      case 'secret':
        return secretCame?.(message.data.value, message.data.isKept);
      case 'secret-kept':
        return secretKept?.(message.data.isKept);
      case 'login-token-wanted':
        engine?.issueWindowToken().then(
          (token) => tell({ kind: 'login-token', token }),
          (error: unknown) => log.error({ err: error }, 'no token for the window'),
        );
        return;
      case 'stop':
        end(0);
    }
  });

  async function masterKey(dataDir: string): ReturnType<Host['masterKey']> {
    // A folder that was used headless has its key beside it, and the database is sealed with that one.
    if (existsSync(join(dataDir, keyFileName))) return openKeyFile(dataDir);
    const kept = await new Promise<{ value: string | null; isKept: boolean }>((resolve) => {
      secretCame = (value, isKept) => resolve({ value, isKept });
      tell({ kind: 'secret-wanted', name: masterKeyName });
    });
    // A database without its key is told as what it is, not sealed anew with another one.
    const isOrphan = kept.value === null && existsSync(join(dataDir, 'lastmile.db'));
    if (!kept.isKept || isOrphan) return openKeyFile(dataDir);
    if (kept.value !== null) {
      const key = Buffer.from(kept.value, 'base64');
      return { key, recoveryKey: (await isRecoveryKeyUnshown(dataDir)) ? recoveryKeyText(key) : undefined };
    }
    prepareFolder(dataDir);
    await recoveryKeyIsToBeShown(dataDir);
    const key = randomBytes(keyBytes);
    const isSafe = await new Promise<boolean>((resolve) => {
      secretKept = resolve;
      tell({ kind: 'secret-made', name: masterKeyName, value: key.toString('base64') });
    });
    // Nothing is sealed with a key that nobody keeps.
    return isSafe ? { key, recoveryKey: recoveryKeyText(key) } : openKeyFile(dataDir);
  }

  try {
    let ready: ReadyMessage | undefined;
    engine = await startEngine(options, {
      log,
      ready: (message) => {
        ready = message;
      },
      announce: (lines) => tell({ kind: 'announce', lines: [...lines] }),
      masterKey,
      failed: fail,
    });
    // Only now: the shell asks for the window's token as soon as it hears this.
    if (ready) tell({ kind: 'ready', ready });
  } catch (error) {
    if (!(error instanceof StartRefused)) log.fatal({ err: error }, 'the engine could not start');
    fail(error instanceof Error ? error.message : String(error));
  }
}
