/**
 * What the engine needs from whoever runs it. Two twins implement it: a plain Node process (`headless.ts`) and
 * Electron's utility process (`utility.ts`). The engine imports no `electron`.
 */
import type { Logger } from 'pino';
import type { ReadyMessage } from '../../../shared/contract/engine-messages.ts';

export interface Host {
  readonly log: Logger;
  /** RADIUS answers, the fold has caught up and the console serves. Called once. */
  ready(message: ReadyMessage): void;
  /** Something the operator must see once: a generated password, the recovery key. Never logged. */
  announce(lines: readonly string[]): void;
  /**
   * The 32-byte key that seals secrets, from the keychain or a key file; created at the first start. With it the
   * recovery key, for as long as that has not been shown.
   */
  masterKey(dataDir: string): Promise<{ readonly key: Buffer; readonly recoveryKey: string | undefined }>;
  /** The engine cannot go on (its writer died): the host ends the process with code 1. */
  failed(reason: string): void;
}

/** A start that cannot succeed: the message says what and what to do; the process exits with 1. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}
