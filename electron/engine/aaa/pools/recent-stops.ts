/** An Interim-Update that its Stop overtook is at most this late. */
const keptMs = 120_000;
/** More Stops than a boot storm of all subscribers has within that time: beyond, the oldest is forgotten. */
const stopsMax = 50_000;

/** Sessions that were stopped lately, so that what comes after their Stop is not taken for life. */
export class RecentStops {
  /** In the order of their times. */
  readonly #stoppedAt = new Map<string, number>();

  has(key: string): boolean {
    return this.#stoppedAt.has(key);
  }

  note(key: string, now: number): void {
    this.#stoppedAt.delete(key); // one that is repeated moves to its new place in the order
    this.#stoppedAt.set(key, now);
    if (this.#stoppedAt.size <= stopsMax) return;
    for (const oldest of this.#stoppedAt.keys()) {
      this.#stoppedAt.delete(oldest);
      return;
    }
  }

  forget(key: string): void {
    this.#stoppedAt.delete(key);
  }

  /** The clock was set: what was, was that much later. */
  clockStepped(byMs: number): void {
    for (const [key, at] of this.#stoppedAt) this.#stoppedAt.set(key, at + byMs);
  }

  sweep(now: number): void {
    for (const [key, at] of this.#stoppedAt) {
      if (now - at <= keptMs) return;
      this.#stoppedAt.delete(key);
    }
  }
}
