import type { Socket } from 'node:net';
import type { ConnectionLimits, ConnectOptions, Reply, RouterConnection } from './connection.ts';
import { RouterRefused, RouterUnreachable, refusalKind, type UnreachableReason } from './errors.ts';
import { runCommand } from './run-command.ts';
import { runStream } from './run-stream.ts';
import { createSentenceDecoder, encodeSentence, type Sentence, type WireFault, wireLimits } from './sentence.ts';
import type { Timers } from './timers.ts';
import { describeSocketError } from './transport.ts';
import { parseReply, type RouterReply } from './words.ts';

/** 10 MB is some 60,000 interface rows, more than any one router has sessions. */
export const connectionLimits: ConnectionLimits = { ...wireLimits, replyBytes: 10_000_000, replyRows: 100_000 };

/** A connection before login: what only the login and the attempt may do comes on top. */
export interface Conversation extends RouterConnection {
  /** A command without a deadline of its own. */
  ask(words: readonly string[]): Promise<Reply>;
  /** Starts the liveness probes. */
  watch(): void;
}

/** Who waits for the replies of one tag. */
export interface Exchange {
  /** `!re`, `!trap` or, as the last one, `!done`; `octets` is its size on the wire. */
  receive(reply: RouterReply, octets: number): void;
  /** The connection has ended; nothing comes any more. */
  fail(error: RouterUnreachable): void;
}

/** What a command or a stream needs of the connection it runs on. */
export interface Wire {
  readonly timers: Timers;
  readonly limits: ConnectionLimits;
  readonly probeDeadlineMs: number;
  /** Why the connection has ended, as the error of a command that was never sent; undefined while it lives. */
  gone(): RouterUnreachable | undefined;
  /** Sends a sentence under a new tag, which it returns. @throws RangeError for words that cannot be encoded */
  send(words: readonly string[], exchange: Exchange): string;
  /** Forgets a tag: what still comes for it is late. */
  drop(tag: string): void;
  /** Tells the router to stop a command whose outcome nobody wants. Its answer also shows whether the router lives. */
  cancel(tag: string): void;
  end(error: RouterUnreachable): void;
  unreachable(reason: UnreachableReason, what: string): RouterUnreachable;
  refused(path: string, trap: RouterReply): RouterRefused;
}

/**
 * Talks the API over an open socket: one sentence stream, many commands, told apart by tags (MikroTik manual, API, "Tags").
 *
 * Anything that ends the connection (`!fatal`, FIN, RST, silence, octets that are not the API, we ourselves) fails every
 * pending command and stream, once. Tags are never used again, so rows that come late can reach nobody.
 */
export function createConversation(
  socket: Socket,
  options: ConnectOptions & { readonly port: number; readonly timers: Timers },
): Conversation {
  const { timers, probeAfterMs = 25_000, probeDeadlineMs = 10_000, limits = connectionLimits } = options;
  const where = `Router ${options.host}:${options.port}`;
  const exchanges = new Map<string, Exchange>();
  const decoder = createSentenceDecoder(limits);
  const closed = Promise.withResolvers<RouterUnreachable>();
  const traffic = { sentBytes: 0, receivedBytes: 0, lateSentences: 0, unknownReplies: 0 };
  let ending: RouterUnreachable | undefined;
  let lastTag = 0;
  let heardAt = timers.elapsed();
  let stopWatching = () => {};

  const wire: Wire = {
    timers,
    limits,
    probeDeadlineMs,
    gone: () =>
      ending && new RouterUnreachable(ending.message, { reason: ending.reason, mayHaveRun: false, cause: ending }),
    send(words, exchange) {
      lastTag += 1;
      const tag = lastTag.toString(36);
      const octets = encodeSentence([...words, `.tag=${tag}`]);
      exchanges.set(tag, exchange);
      traffic.sentBytes += octets.length;
      socket.write(octets);
      return tag;
    },
    drop: (tag) => exchanges.delete(tag),
    cancel: (tag) => proveAlive(['/cancel', `=tag=${tag}`]),
    end,
    unreachable: (reason, what) => new RouterUnreachable(`${where} ${what}`, { reason, mayHaveRun: true }),
    refused(path, { attributes, text }) {
      const trap = attributes.message ?? text.join(' ');
      const category = /^\d$/.test(attributes.category ?? '') ? Number(attributes.category) : undefined;
      const kind = path === '/login' ? 'login' : refusalKind(trap, category);
      return new RouterRefused(`${where} refused ${path}: ${trap || 'no reason given'}`, { kind, trap, category });
    },
  };

  /** Any answer will do, a trap too; without one in time the connection is dead. */
  function proveAlive(words: readonly string[]): void {
    runCommand(wire, words, { deadlineMs: probeDeadlineMs, isVital: true }).catch(() => {});
  }

  function end(error: RouterUnreachable): void {
    if (ending) return;
    ending = error;
    stopWatching();
    socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
    socket.destroy();
    // First, so that the owner stops using this connection before the callers of its commands hear of it.
    closed.resolve(error);
    const pending = [...exchanges.values()];
    exchanges.clear();
    for (const exchange of pending) exchange.fail(error);
  }

  function onData(chunk: Uint8Array): void {
    traffic.receivedBytes += chunk.length;
    const { sentences, fault } = decoder.push(chunk);
    // Only whole sentences prove that the router lives: half a word and then silence does not.
    if (sentences.length > 0) heardAt = timers.elapsed();
    for (const sentence of sentences) {
      if (ending) return;
      dispatch(sentence);
    }
    if (fault) end(wire.unreachable('protocol', `sent ${describeFault(fault)}: is this the API port?`));
  }
  const onEnd = () => end(wire.unreachable('ended', 'closed the connection'));
  const onError = (cause: Error) => {
    const { message, reason } = describeSocketError(where, cause, options.tls !== undefined);
    end(new RouterUnreachable(message, { reason, mayHaveRun: true, cause }));
  };
  socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);

  function dispatch({ words, octets }: Sentence): void {
    const reply = parseReply(words);
    switch (reply.kind) {
      case '!re':
      case '!trap':
      case '!done':
        deliver(reply, octets);
        break;
      case '!empty': // since 7.18, before the !done of a command without rows: says nothing new
        break;
      case '!fatal': // usually without a tag; concerns everybody
        end(wire.unreachable('fatal', `ended the connection: ${reply.text.join(' ') || 'no reason given'}`));
        break;
      default:
        traffic.unknownReplies += 1;
    }
  }

  function deliver(reply: RouterReply, octets: number): void {
    const tag = reply.tag ?? '';
    const exchange = exchanges.get(tag);
    if (!exchange) {
      traffic.lateSentences += 1;
      return;
    }
    if (reply.kind === '!done') exchanges.delete(tag);
    exchange.receive(reply, octets);
  }

  function watch(): void {
    const checkIn = (delayMs: number) => {
      stopWatching = timers.after(delayMs, () => {
        const silentMs = timers.elapsed() - heardAt;
        if (silentMs < probeAfterMs) return checkIn(probeAfterMs - silentMs);
        proveAlive(['/system/identity/print', '=.proplist=name']);
        checkIn(probeAfterMs + probeDeadlineMs);
      });
    };
    if (!ending) checkIn(probeAfterMs);
  }

  return {
    ask: (words) => runCommand(wire, words, {}),
    command: (words, { deadlineMs = 15_000, ...rest } = {}) => runCommand(wire, words, { deadlineMs, ...rest }),
    stream: (words, onRow, streamOptions = {}) => runStream(wire, words, onRow, streamOptions),
    watch,
    closed: closed.promise,
    traffic: () => ({ ...traffic }),
    close: (why) => end(why ?? wire.unreachable('closed', 'was disconnected by us')),
  };
}

function describeFault(fault: WireFault): string {
  switch (fault.kind) {
    case 'control-byte':
      return `the reserved control byte 0x${fault.octet.toString(16)}`;
    case 'word-too-long':
      return `a word of ${fault.bytes} bytes`;
    case 'sentence-too-long':
      return `a sentence of ${fault.words} words and ${fault.bytes} bytes`;
  }
}
