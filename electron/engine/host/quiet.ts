/**
 * When the control plane collects what a storm has left behind. V8 keeps the space that a heap once needed: after a
 * million requests the engine held 363 MB, of which 309 were left when its main heap was collected whole and the free
 * pages of all threads were given back (docs/benchmarks.md, "Where the memory goes"). That takes some 0.4 s, in which
 * the console stands still and RADIUS does not: so only when little is going on, and seldom.
 */

export interface QuietPorts {
  /** RADIUS requests since the start. */
  readonly requests: () => number;
  readonly residentBytes: () => number;
  readonly collect: () => void;
  readonly monotonicMs: () => number;
}

export const lookMs = 5000;
/** Looks in a row: 20 s. */
const quietLooks = 4;
/** 20,000 subscribers who report every five minutes send 67. */
const quietPerSecond = 200;
const againMs = 10 * 60_000;
/** Worth another collection: so much more is held than after the last. */
const grownBy = 1.15;

/** The look to be taken every `lookMs`: it collects when it is time. */
export function createQuietLook({ requests, residentBytes, collect, monotonicMs }: QuietPorts): () => void {
  let before = requests();
  let quiet = 0;
  let last: { readonly at: number; readonly bytes: number } | undefined;
  return () => {
    const now = requests();
    quiet = now - before <= (quietPerSecond * lookMs) / 1000 ? quiet + 1 : 0;
    before = now;
    if (quiet < quietLooks) return;
    if (last && (monotonicMs() - last.at < againMs || residentBytes() < last.bytes * grownBy)) return;
    collect();
    last = { at: monotonicMs(), bytes: residentBytes() };
  };
}
