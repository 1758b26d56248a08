import { retryDelayMs } from './backoff.ts';
import { readVersion } from './commands/system.ts';
import type {
  CommandOptions,
  ConnectOptions,
  Reply,
  RouterConnection,
  RouterEndpoint,
  RouterStream,
  StreamOptions,
  Traffic,
} from './connection.ts';
import { type RouterError, RouterRefused, RouterUnreachable } from './errors.ts';
import { endedStream } from './run-stream.ts';
import type { Timers } from './timers.ts';
import { createTurnstile } from './turnstile.ts';
import type { Row } from './words.ts';

/**
 * `connecting` is without a verdict yet (start, new credentials, a good connection just lost); calls wait for it.
 * `down` has one, and keeps it while it tries again; calls fail at once. `since` is UTC epoch ms.
 */
export type RouterState =
  | { readonly kind: 'connecting'; readonly since: number }
  | {
      readonly kind: 'up';
      readonly since: number;
      /** `7.16.1 (stable)`; undefined when the user may not read it. */
      readonly version: string | undefined;
    }
  | {
      readonly kind: 'down';
      /** When it was lost, or when the first attempt began. */
      readonly since: number;
      readonly error: RouterError;
      readonly failedAttempts: number;
      readonly retryAt: number;
    };

/** What watching this router has cost since it was added; running totals (N17). Failed attempts count no bytes. */
export interface RouterCost extends Traffic {
  readonly calls: number;
  /** Calls that ended in a refusal or without an answer. */
  readonly failedCalls: number;
  readonly streams: number;
  /** Wall time of all calls together, from sending to `!done`; parallel calls add up. */
  readonly busyMs: number;
  readonly connects: number;
  readonly failedConnects: number;
}

export interface LinkPorts {
  readonly connect: (options: ConnectOptions) => Promise<RouterConnection>;
  readonly timers: Timers;
  /** 0 ≤ x < 1, for jitter. */
  readonly random: () => number;
  readonly onState: (state: RouterState) => void;
}

export interface RouterLink {
  readonly endpoint: RouterEndpoint;
  command(words: readonly string[], options?: CommandOptions): Promise<Reply>;
  stream(words: readonly string[], onRow: (row: Row) => void, options?: StreamOptions): RouterStream;
  state(): RouterState;
  cost(): RouterCost;
  replace(endpoint: RouterEndpoint): void;
  retryNow(): void;
  close(): void;
}

/** Commands under way on one router at once. RouterOS runs them in parallel; more only raises its load. */
const MAX_IN_FLIGHT = 8;
/** Commands that may wait for their turn; the next fails with reason `busy`. */
const MAX_WAITING = 256;
const MAX_STREAMS = 32;
/** A connection that lasted this long was good: its loss is worth one attempt at once and starts a new back-off. */
const STABLE_MS = 30_000;

/** Keeps one connection to one router alive. All its state is its own, so no router can delay another. */
export function createLink(firstEndpoint: RouterEndpoint, { connect, timers, random, onState }: LinkPorts): RouterLink {
  const totals = { calls: 0, failedCalls: 0, streams: 0, busyMs: 0, connects: 0, failedConnects: 0 };
  let pastTraffic: Traffic = { sentBytes: 0, receivedBytes: 0, lateSentences: 0, unknownReplies: 0 };
  let endpoint = firstEndpoint;
  let connection: RouterConnection | undefined;
  let failedAttempts = 0;
  let openStreams = 0;
  let isClosed = false;
  let stopDialling = (_why: RouterUnreachable) => {};
  let stopRetryTimer = () => {};
  let state: RouterState = { kind: 'connecting', since: timers.now() };

  const unreachable = (reason: RouterUnreachable['reason'], what: string) =>
    new RouterUnreachable(`Router ${endpoint.host} ${what}`, { reason });
  const turnstile = createTurnstile({
    timers,
    limit: MAX_IN_FLIGHT,
    maxWaiting: MAX_WAITING,
    full: () => unreachable('busy', `has ${MAX_WAITING} commands waiting already`),
  });

  function enterState(next: RouterState): void {
    state = next;
    onState(next);
  }

  function dial(): void {
    stopRetryTimer();
    const attempt = new AbortController();
    stopDialling = (why) => attempt.abort(why);
    openConnection(attempt.signal).then(
      ({ opened, version }) => (attempt.signal.aborted ? opened.close() : goUp(opened, version)),
      (error) => {
        if (attempt.signal.aborted) return;
        totals.failedConnects += 1;
        goDown(error);
      },
    );
  }

  /** Up means that a command came through, not only a login. */
  async function openConnection(signal: AbortSignal) {
    const opened = await connect({ ...endpoint, timers, signal });
    try {
      return { opened, version: await readVersion(opened.command, { signal }) };
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  function goUp(opened: RouterConnection, version: string | undefined): void {
    totals.connects += 1;
    connection = opened;
    const upAt = timers.elapsed();
    opened.closed.then((why) => {
      if (connection !== opened) return;
      forgetConnection();
      const wasStable = timers.elapsed() - upAt >= STABLE_MS;
      if (wasStable) redial();
      else goDown(why);
    });
    turnstile.open();
    enterState({ kind: 'up', since: timers.now(), version });
  }

  function goDown(cause: unknown): void {
    const error = asRouterError(cause, endpoint.host);
    failedAttempts += 1;
    const delayMs = retryDelayMs(failedAttempts, error instanceof RouterRefused, random());
    const since = state.kind === 'up' ? timers.now() : state.since;
    stopRetryTimer = timers.after(delayMs, dial);
    turnstile.hold();
    turnstile.turnAway(withoutEffect(error));
    enterState({ kind: 'down', since, error, failedAttempts, retryAt: timers.now() + delayMs });
  }

  /** Begins anew, without a verdict: calls wait. */
  function redial(): void {
    failedAttempts = 0;
    turnstile.hold();
    enterState({ kind: 'connecting', since: timers.now() });
    dial();
  }

  function forgetConnection(): void {
    if (connection) pastTraffic = addTraffic(pastTraffic, connection.traffic());
    connection = undefined;
  }

  function drop(why: RouterUnreachable): void {
    stopRetryTimer();
    stopDialling(why);
    const dropped = connection;
    forgetConnection();
    dropped?.close(why);
  }

  async function command(words: readonly string[], { deadlineMs = 15_000, signal }: CommandOptions = {}) {
    if (isClosed) throw unreachable('closed', 'is no longer watched');
    if (state.kind === 'down') throw withoutEffect(state.error);
    const calledAt = timers.elapsed();
    const late = () => unreachable('deadline', `had no time for ${words[0]} within ${Math.round(deadlineMs)} ms`);
    await turnstile.enter(deadlineMs, late, signal);
    const startedAt = timers.elapsed();
    totals.calls += 1;
    try {
      if (!connection) throw unreachable('ended', `was lost before ${words[0]} was sent`);
      const remainingMs = Math.max(1, deadlineMs - (startedAt - calledAt));
      return await connection.command(
        words,
        signal ? { deadlineMs: remainingMs, signal } : { deadlineMs: remainingMs },
      );
    } catch (error) {
      totals.failedCalls += 1;
      throw error;
    } finally {
      totals.busyMs += timers.elapsed() - startedAt;
      turnstile.leave();
    }
  }

  function stream(words: readonly string[], onRow: (row: Row) => void, options: StreamOptions = {}): RouterStream {
    const refusal = whyNoStream();
    if (refusal || !connection)
      return endedStream({ kind: 'failed', error: refusal ?? unreachable('timeout', 'is not connected yet') });
    totals.streams += 1;
    openStreams += 1;
    const opened = connection.stream(words, onRow, options);
    opened.ended.then(() => {
      openStreams -= 1;
    });
    return opened;
  }

  function whyNoStream(): RouterError | undefined {
    if (isClosed) return unreachable('closed', 'is no longer watched');
    if (state.kind === 'down') return withoutEffect(state.error);
    if (openStreams >= MAX_STREAMS) return unreachable('busy', `has ${MAX_STREAMS} streams open already`);
    return undefined;
  }

  dial();
  return {
    get endpoint() {
      return endpoint;
    },
    command,
    stream,
    state: () => state,
    cost: () => ({ ...totals, ...(connection ? addTraffic(pastTraffic, connection.traffic()) : pastTraffic) }),
    replace(next) {
      endpoint = next;
      drop(unreachable('replaced', 'has a new address or new credentials'));
      redial();
    },
    retryNow() {
      if (state.kind !== 'down') return;
      stopDialling(unreachable('replaced', 'is dialled again'));
      dial();
    },
    close() {
      isClosed = true;
      const why = unreachable('closed', 'is no longer watched');
      drop(why);
      turnstile.hold();
      turnstile.turnAway(why);
    },
  };
}

/** The error of an attempt, told to a caller whose command was never sent. */
function withoutEffect(error: RouterError): RouterError {
  if (error instanceof RouterRefused || !error.mayHaveRun) return error;
  return new RouterUnreachable(error.message, { reason: error.reason, mayHaveRun: false, cause: error });
}

function asRouterError(cause: unknown, host: string): RouterError {
  if (cause instanceof RouterRefused || cause instanceof RouterUnreachable) return cause;
  // Ours to mend, but not a reason to take the engine and every other router down.
  const message = `Router ${host} could not be dialled: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new RouterUnreachable(message, { reason: 'protocol', cause });
}

function addTraffic(a: Traffic, b: Traffic): Traffic {
  return {
    sentBytes: a.sentBytes + b.sentBytes,
    receivedBytes: a.receivedBytes + b.receivedBytes,
    lateSentences: a.lateSentences + b.lateSentences,
    unknownReplies: a.unknownReplies + b.unknownReplies,
  };
}
