import type { RouterStream, StreamEnd, StreamOptions } from './connection.ts';
import type { Wire } from './conversation.ts';
import type { RouterRefused } from './errors.ts';
import type { Row } from './words.ts';

/** Runs a command that does not end by itself; see `RouterConnection.stream`. */
export function runStream(
  wire: Wire,
  words: readonly string[],
  onRow: (row: Row) => void,
  { idleMs, onIdle }: StreamOptions,
): RouterStream {
  const { timers } = wire;
  const gone = wire.gone();
  if (gone) return endedStream({ kind: 'failed', error: gone });

  const ended = Promise.withResolvers<StreamEnd>();
  const path = words[0]!;
  let phase: 'running' | 'stopping' | 'over' = 'running';
  let refusal: RouterRefused | undefined;
  let rowAt = timers.elapsed();
  let stopTimer = () => {};

  const finish = (how: StreamEnd) => {
    stopTimer();
    ended.resolve(phase === 'stopping' ? { kind: 'stopped' } : how);
    phase = 'over';
  };
  /** A viewer's mistake must not throw inside the socket's handler: it ends this stream and nothing else. */
  const tell = (viewer: () => void) => {
    try {
      viewer();
    } catch (error) {
      wire.drop(tag);
      finish({ kind: 'failed', error });
      wire.cancel(tag);
    }
  };

  const tag = wire.send(words, {
    receive(reply) {
      if (reply.kind === '!re') {
        rowAt = timers.elapsed();
        if (phase === 'running') tell(() => onRow(reply.attributes));
      } else if (reply.kind === '!trap') {
        refusal ??= wire.refused(path, reply);
      } else if (!refusal) {
        finish({ kind: 'done' });
      } else {
        finish(refusal.kind === 'interrupted' ? { kind: 'interrupted' } : { kind: 'failed', error: refusal });
      }
    },
    fail: (error) => finish({ kind: 'failed', error: refusal ?? error }),
  });

  if (idleMs !== undefined && onIdle) {
    const checkIn = (delayMs: number) => {
      stopTimer = timers.after(delayMs, () => {
        const silentMs = timers.elapsed() - rowAt;
        if (silentMs < idleMs) return checkIn(idleMs - silentMs);
        rowAt = timers.elapsed();
        tell(onIdle);
        if (phase === 'running') checkIn(idleMs);
      });
    };
    checkIn(idleMs);
  }

  return {
    ended: ended.promise,
    stop() {
      if (phase !== 'running') return ended.promise;
      phase = 'stopping';
      stopTimer();
      wire.cancel(tag);
      // A router that answers /cancel but never ends the command must not hold up whoever stops it.
      stopTimer = timers.after(wire.probeDeadlineMs, () => {
        wire.drop(tag);
        finish({ kind: 'stopped' });
      });
      return ended.promise;
    },
  };
}

/** A stream that never ran. */
export function endedStream(how: StreamEnd): RouterStream {
  const ended = Promise.resolve(how);
  return { ended, stop: () => ended };
}
