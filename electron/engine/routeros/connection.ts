import type { Socket } from 'node:net';
import { createConversation } from './conversation.ts';
import { RouterUnreachable } from './errors.ts';
import { type Credentials, login } from './login.ts';
import type { WireLimits } from './sentence.ts';
import { systemTimers, type Timers } from './timers.ts';
import { openTransport, type TlsTrust } from './transport.ts';
import type { Row } from './words.ts';

export interface RouterEndpoint extends Credentials {
  readonly host: string;
  /** Default 8728, with `tls` 8729. */
  readonly port?: number;
  readonly tls?: TlsTrust;
}

export interface ConnectionLimits extends WireLimits {
  /** All `!re` of one command together; beyond either bound the command fails and the rest is dropped unread. */
  readonly replyBytes: number;
  readonly replyRows: number;
}

export interface ConnectOptions extends RouterEndpoint {
  readonly timers?: Timers;
  /** Gives up the attempt with the signal's reason. No effect once connected. */
  readonly signal?: AbortSignal;
  /** For TCP, TLS and login together. Default 10 s. */
  readonly connectDeadlineMs?: number;
  /** After this long without a sentence from the router, ask for one. Default 25 s. */
  readonly probeAfterMs?: number;
  /** How long the answer to a probe or a `/cancel` may take before the connection counts as dead. Default 10 s. */
  readonly probeDeadlineMs?: number;
  readonly limits?: ConnectionLimits;
}

export interface CommandOptions {
  /** From this call to the router's `!done`. Default 15 s. */
  readonly deadlineMs?: number;
  /** Rejects with the signal's reason and cancels the command on the router. */
  readonly signal?: AbortSignal;
}

/** A whole answer: its `!done` has been seen. */
export interface Reply {
  readonly rows: readonly Row[];
  /** Attributes of `!done`: `ret` is the new id after `add`. */
  readonly done: Row;
}

export interface StreamOptions {
  /** Calls `onIdle` each time this long has passed without a row: an idle torch section sends nothing at all. */
  readonly idleMs?: number;
  readonly onIdle?: () => void;
}

export type StreamEnd =
  | { readonly kind: 'done' } // the command came to its own end
  | { readonly kind: 'stopped' } // by us
  | { readonly kind: 'interrupted' } // by somebody's /cancel
  | { readonly kind: 'failed'; readonly error: unknown };

export interface RouterStream {
  /** Never rejects. No row or idle call comes after it has settled, nor after `stop()`. */
  readonly ended: Promise<StreamEnd>;
  /** Cancels the command on the router. May be called at any time, any number of times. */
  stop(): Promise<StreamEnd>;
}

/** How typed reads run their command: on a connection, or on the pool for one router. */
export type RouterCall = RouterConnection['command'];

/** Running totals of one connection, login included. */
export interface Traffic {
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** Sentences of commands that were over: late rows after a deadline, or no tag at all. */
  readonly lateSentences: number;
  /** Replies with a first word that we do not know, ignored. */
  readonly unknownReplies: number;
}

/** One logged-in connection. It lives once: after `closed` has settled it answers nothing but errors. */
export interface RouterConnection {
  /**
   * Runs one command to its `!done`; any number may be under way, told apart by tags. `words` is the path and its
   * arguments, without a tag.
   *
   * @throws RouterRefused on a trap, RouterUnreachable otherwise (reason `deadline`: the connection may go on)
   */
  command(words: readonly string[], options?: CommandOptions): Promise<Reply>;
  /** Runs a command that does not end by itself (torch, listen, follow, interval). */
  stream(words: readonly string[], onRow: (row: Row) => void, options?: StreamOptions): RouterStream;
  /** Settles once, with why it ended; never rejects. */
  readonly closed: Promise<RouterUnreachable>;
  traffic(): Traffic;
  /** Fails everything pending, at once and only once. `why` defaults to reason `closed`. */
  close(why?: RouterUnreachable): void;
}

/**
 * Opens, proves (TLS) and logs in. One call is one attempt; coming back later is the pool's business.
 *
 * @throws RouterUnreachable, RouterRefused of kind `login`, or the reason of `signal`
 */
export async function connectRouter(options: ConnectOptions): Promise<RouterConnection> {
  const { host, tls, timers = systemTimers, connectDeadlineMs = 10_000, signal } = options;
  const port = options.port ?? (tls ? 8729 : 8728);
  const attempt = new AbortController();
  const onAbort = () => attempt.abort(signal?.reason);
  const stopTimer = timers.after(connectDeadlineMs, () => {
    const message = `Router ${host}:${port} did not let us in within ${connectDeadlineMs} ms`;
    attempt.abort(new RouterUnreachable(message, { reason: 'timeout' }));
  });
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();
  try {
    const socket = await openTransport({ host, port, tls }, attempt.signal);
    return await logIn(socket, { ...options, port, timers }, attempt.signal);
  } catch (error) {
    // Whatever the abort made fail first, the abort is the reason.
    throw attempt.signal.aborted ? attempt.signal.reason : error;
  } finally {
    stopTimer();
    signal?.removeEventListener('abort', onAbort);
  }
}

async function logIn(
  socket: Socket,
  options: ConnectOptions & { port: number; timers: Timers },
  signal: AbortSignal,
): Promise<RouterConnection> {
  const conversation = createConversation(socket, options);
  const onAbort = () => conversation.close();
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    await login(conversation.ask, options);
    conversation.watch();
    return conversation;
  } catch (error) {
    conversation.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
