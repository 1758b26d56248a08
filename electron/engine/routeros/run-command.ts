import type { CommandOptions, Reply } from './connection.ts';
import type { Wire } from './conversation.ts';
import type { RouterRefused } from './errors.ts';
import type { Row } from './words.ts';

export interface RunOptions extends CommandOptions {
  /** Its answer is the proof that the router lives: none in time ends the connection. */
  readonly isVital?: boolean;
}

/**
 * Runs one command to its `!done`; a trap before it makes the outcome a refusal. Without `deadlineMs` it may take for ever.
 *
 * When it is given up (deadline, signal, too large) the router is told to stop it, and what still comes is late.
 */
export function runCommand(wire: Wire, words: readonly string[], options: RunOptions): Promise<Reply> {
  const { deadlineMs, signal, isVital = false } = options;
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  if (signal?.aborted) {
    reject(signal.reason);
    return promise;
  }
  const gone = wire.gone();
  if (gone) {
    reject(gone);
    return promise;
  }

  const path = words[0]!;
  const rows: Row[] = [];
  let octetsOfRows = 0;
  let refusal: RouterRefused | undefined;
  let stopTimer = () => {};

  const settle = () => {
    stopTimer();
    signal?.removeEventListener('abort', onAbort);
  };
  const abandon = (reason: unknown) => {
    wire.drop(tag);
    settle();
    reject(reason);
    if (!isVital) wire.cancel(tag);
  };
  const onAbort = () => abandon(signal?.reason);
  const onDeadline = () => {
    const within = `within ${Math.round(deadlineMs!)} ms`;
    abandon(wire.unreachable('deadline', `did not finish ${path} ${within}`));
    if (isVital) wire.end(wire.unreachable('silent', `did not answer ${path} ${within}`));
  };

  const tag = wire.send(words, {
    receive(reply, octets) {
      if (reply.kind === '!re') {
        octetsOfRows += octets;
        if (octetsOfRows > wire.limits.replyBytes || rows.length >= wire.limits.replyRows)
          abandon(wire.unreachable('reply-too-large', `answered ${path} with more than ${rows.length} rows`));
        else rows.push(reply.attributes);
      } else if (reply.kind === '!trap') {
        refusal ??= wire.refused(path, reply);
      } else {
        settle();
        if (refusal) reject(refusal);
        else resolve({ rows, done: reply.attributes });
      }
    },
    fail(error) {
      settle();
      // What the router said outlives a connection that it closed before saying !done.
      reject(refusal ?? error);
    },
  });
  signal?.addEventListener('abort', onAbort);
  if (deadlineMs !== undefined) stopTimer = wire.timers.after(deadlineMs, onDeadline);
  return promise;
}
