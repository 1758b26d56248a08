/** One PPPoE session of a simulated router. */
import type { RateLimit } from '../../../shared/domain/rate-limit.ts';
import { bytesMoved, type Demand, type LineLimit, noLimit, type Volume } from './traffic.ts';

export interface SessionStart {
  /** Acct-Session-Id: eight hex digits, opaque, unique until the router reboots. */
  readonly id: string;
  /** `.id` of its rows. */
  readonly itemId: string;
  readonly user: string;
  /** Client MAC, upper case. */
  readonly mac: string;
  readonly address: string;
  /** `<pppoe-USER>`, with `-1` … while an older one lives. */
  readonly interfaceName: string;
  /** False for a local PPP secret: no accounting, no CoA. */
  readonly isRadius: boolean;
  /** Class attributes of the Access-Accept, echoed in accounting. */
  readonly classes: readonly Uint8Array[];
  readonly addressLists: readonly string[];
  readonly rate: RateLimit | null;
  readonly demand: Demand;
  /** `timers.now()` and `timers.elapsed()` of the beginning. */
  readonly startedAt: number;
  readonly startedElapsedMs: number;
  readonly utcOffsetMs: number;
}

/** Why a session ended, as its Stop says (RFC 2866 §5.10). */
export type StopCause =
  | 'User-Request'
  | 'Lost-Carrier'
  | 'Session-Timeout'
  | 'Admin-Reset'
  | 'NAS-Request'
  | 'NAS-Reboot';

/** Counters are computed when somebody looks: `settle` first, then read. */
export class SimSession {
  readonly start: SessionStart;
  /** Cumulative, 64 bits as RouterOS counts them; exact to 9 PB here. */
  downBytes = 0;
  upBytes = 0;
  isOpen = true;
  #rate: RateLimit | null;
  #settledAt: number;
  #moved = { at: Number.NEGATIVE_INFINITY, downBytes: 0, upBytes: 0 };

  constructor(start: SessionStart) {
    this.start = start;
    this.#rate = start.rate;
    this.#settledAt = start.startedAt;
  }

  get id(): string {
    return this.start.id;
  }
  get user(): string {
    return this.start.user;
  }
  get address(): string {
    return this.start.address;
  }

  /** The rate of the dynamic queue; null where there is none. */
  get rate(): RateLimit | null {
    return this.#rate;
  }

  /** Changes the queue from `at` on (UTC ms); what was moved before was moved at the old rate. */
  setRate(rate: RateLimit | null, at: number): void {
    this.settle(at);
    this.#rate = rate;
  }

  /** Brings the counters up to `at` (UTC ms). */
  settle(at: number): this {
    if (this.isOpen && at > this.#settledAt) {
      if (this.start.demand.kind !== 'none') {
        const { downBytes, upBytes } = this.#modelled(this.#settledAt, at);
        this.downBytes += downBytes;
        this.upBytes += upBytes;
      }
      this.#settledAt = at;
    }
    return this;
  }

  /** Adds exact bytes, whatever the rate limit. */
  move({ downBytes, upBytes }: Volume, at: number): void {
    this.settle(at);
    this.downBytes += downBytes;
    this.upBytes += upBytes;
    const before = at - this.#moved.at < SECOND_MS ? this.#moved : { downBytes: 0, upBytes: 0 };
    this.#moved = { at, downBytes: before.downBytes + downBytes, upBytes: before.upBytes + upBytes };
  }

  /** What the line does now, bit/s: the last second's bytes. */
  speed(at: number): LineLimit {
    const { downBytes, upBytes } = this.#modelled(Math.max(at - SECOND_MS, this.start.startedAt), at);
    const byHand = at - this.#moved.at < SECOND_MS ? this.#moved : { downBytes: 0, upBytes: 0 };
    return { downBps: (downBytes + byHand.downBytes) * 8, upBps: (upBytes + byHand.upBytes) * 8 };
  }

  /** As `/interface/reset-counters` does, or a router that forgets: the session goes on from zero. */
  resetCounters(at: number): void {
    this.settle(at);
    this.downBytes = 0;
    this.upBytes = 0;
  }

  /** Counters stop at `at`. */
  close(at: number): void {
    this.settle(at);
    this.isOpen = false;
  }

  #modelled(from: number, to: number): Volume {
    return bytesMoved(this.start.demand, this.#rate ?? noLimit, from, to, this.start.utcOffsetMs);
  }
}

const SECOND_MS = 1000;

/** RouterOS counts packets too; ours are full-sized on the way down and answered by half as many small ones. */
export const packetsOf = ({ downBytes, upBytes }: Volume) => ({
  downPackets: Math.ceil(downBytes / 1300) + Math.ceil(upBytes / 2600),
  upPackets: Math.ceil(upBytes / 1300) + Math.ceil(downBytes / 2600),
});
