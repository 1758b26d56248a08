import type { RouterError } from './errors.ts';
import type { Timers } from './timers.ts';

export interface TurnstilePorts {
  readonly timers: Timers;
  /** How many may be inside at once. */
  readonly limit: number;
  /** How many may wait; the next one is turned away. */
  readonly maxWaiting: number;
  readonly full: () => RouterError;
}

export interface Turnstile {
  /**
   * Settles when there is room and the turnstile is open. Rejects with `late()` after `deadlineMs`, with the signal's
   * reason, or with what `turnAway` says. Whoever got in must `leave()`.
   */
  enter(deadlineMs: number, late: () => RouterError, signal: AbortSignal | undefined): Promise<void>;
  leave(): void;
  open(): void;
  /** Lets nobody in; those who wait go on waiting. */
  hold(): void;
  /** Rejects all who wait. */
  turnAway(error: RouterError): void;
}

interface Waiter {
  admit(): void;
  refuse(reason: unknown): void;
}

/** A bounded first-come-first-served queue in front of one router, held while its connection is being made. */
export function createTurnstile({ timers, limit, maxWaiting, full }: TurnstilePorts): Turnstile {
  const waiting = new Set<Waiter>();
  let inside = 0;
  let isOpen = false;

  function admitNext(): void {
    for (const waiter of waiting) {
      if (!isOpen || inside >= limit) return;
      inside += 1;
      waiter.admit();
    }
  }

  return {
    enter(deadlineMs, late, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (waiting.size >= maxWaiting) return Promise.reject(full());
      return new Promise((resolve, reject) => {
        const settle = () => {
          waiting.delete(waiter);
          stopTimer();
          signal?.removeEventListener('abort', onAbort);
        };
        const waiter: Waiter = {
          admit() {
            settle();
            resolve();
          },
          refuse(reason) {
            settle();
            reject(reason);
          },
        };
        const onAbort = () => waiter.refuse(signal?.reason);
        const stopTimer = timers.after(deadlineMs, () => waiter.refuse(late()));
        signal?.addEventListener('abort', onAbort);
        waiting.add(waiter);
        admitNext();
      });
    },
    leave() {
      inside -= 1;
      admitNext();
    },
    open() {
      isOpen = true;
      admitNext();
    },
    hold() {
      isOpen = false;
    },
    turnAway(error) {
      for (const waiter of waiting) waiter.refuse(error);
    },
  };
}
