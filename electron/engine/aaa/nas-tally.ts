/** What each NAS asked since the last minute, and how fast it was answered (F066). As many entries as there are NAS. */
import { latencyClass, writeLatency } from '../../../shared/domain/latency.ts';
import type { NasTally } from './protocol.ts';

interface Tally {
  accepts: number;
  rejects: number;
  accounting: number;
  drops: number;
  readonly latency: Map<number, number>;
}

export type Answer = 'accepts' | 'rejects' | 'accounting';

export const minuteMs = 60_000;

export class NasTallies {
  readonly #tallies = new Map<number, Tally>();
  #minute = 0;

  answered(nasId: number, what: Answer, ms: number): void {
    const tally = this.#of(nasId);
    tally[what]++;
    const latency = latencyClass(ms);
    tally.latency.set(latency, (tally.latency.get(latency) ?? 0) + 1);
  }

  dropped(nasId: number): void {
    this.#of(nasId).drops++;
  }

  /** What was counted until now, once the minute has turned: `at` is the minute that ended. Undefined before. */
  take(now: number): { readonly at: number; readonly tallies: readonly NasTally[] } | undefined {
    const minute = Math.floor(now / minuteMs);
    if (this.#minute === 0) this.#minute = minute;
    if (minute === this.#minute) return undefined;
    const at = (minute - 1) * minuteMs;
    this.#minute = minute;
    const tallies = [...this.#tallies].map(([nasId, { latency, ...counts }]) => ({
      ...{ nasId, ...counts },
      latency: writeLatency(latency),
    }));
    this.#tallies.clear();
    return { at, tallies };
  }

  #of(nasId: number): Tally {
    let tally = this.#tallies.get(nasId);
    if (!tally) {
      tally = { accepts: 0, rejects: 0, accounting: 0, drops: 0, latency: new Map() };
      this.#tallies.set(nasId, tally);
    }
    return tally;
  }
}
