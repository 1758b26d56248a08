/** Rates of several sessions added up. Nothing measured is null: a sum of unknowns is not zero. */
import type { LiveRate } from './fresh-rate.ts';

export class Throughput {
  sessions = 0;
  downBps: number | null = null;
  upBps: number | null = null;

  /** `rate` is undefined for a session whose rate is not known now. */
  add(rate: LiveRate | undefined): void {
    this.sessions += 1;
    if (!rate) return;
    this.downBps = (this.downBps ?? 0) + rate.downBps;
    this.upBps = (this.upBps ?? 0) + rate.upBps;
  }
}
