/**
 * X46: is our own clock to be believed? Looked at every cycle against the monotonic clock. After a jump back of more
 * than 5 min, or forward of more than 24 h, which neither NTP nor most of the routers confirm, time rules are held:
 * `at()` goes on by the monotonic clock from where the wall clock was last believed. Held until the wall clock is right
 * again, or is confirmed.
 */
import { type ClockReading, type ClockWitnesses, judgeClock } from '../../../shared/domain/clock.ts';

export interface ClockWatchPorts {
  /** UTC ms of the wall clock, and the monotonic clock in ms, which no setting of the time moves. */
  readonly read: () => ClockReading;
  /** Asked only when the clock jumped, and while it is held: it costs a question to every router. */
  readonly witnesses: () => Promise<ClockWitnesses>;
  /** Time rules wait from now on; `jumpMs` is how far the wall clock went beyond the time that passed. */
  readonly onHeld: (jumpMs: number) => Promise<void>;
  readonly onReleased: () => Promise<void>;
}

export interface ClockWatch {
  /** Judges the clock; resolves when what follows from it holds. @throws what the ports throw: judged again next time */
  check(): Promise<void>;
  readonly isHeld: boolean;
  /** How far the wall clock is ahead of the time that is believed, ms; 0 while it is believed. */
  readonly aheadMs: number;
  /** The time by which resets, expiry and charges are judged, UTC ms. */
  at(): number;
}

const nobody: ClockWitnesses = { isNtpSynchronised: null, routerSkewsMs: [] };

export function createClockWatch({ read, witnesses, onHeld, onReleased }: ClockWatchPorts): ClockWatch {
  /** The last reading that was believed. */
  let believed = read();
  let heldMs: number | undefined;

  /** Whether the world knows what `heldMs` says. */
  let isTold = true;

  async function tell(): Promise<void> {
    if (isTold) return;
    await (heldMs === undefined ? onReleased() : onHeld(heldMs));
    isTold = true;
  }

  return {
    async check() {
      const isFar = judgeClock(believed, read(), nobody).isHeld;
      const heard = isFar ? await witnesses() : nobody;
      const reading = read();
      const { isHeld, jumpMs } = judgeClock(believed, reading, heard);
      if (isHeld !== (heldMs !== undefined)) isTold = false;
      heldMs = isHeld ? jumpMs : undefined;
      if (!isHeld) believed = reading;
      await tell();
    },

    get isHeld() {
      return heldMs !== undefined;
    },

    get aheadMs() {
      return heldMs ?? 0;
    },

    at() {
      const { wallMs, monotonicMs } = read();
      return heldMs === undefined ? wallMs : believed.wallMs + (monotonicMs - believed.monotonicMs);
    },
  };
}
