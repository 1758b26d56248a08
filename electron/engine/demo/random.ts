/**
 * Randomness that a seed decides. Whoever draws has a stream of its own (`fork`), so that one more draw by one
 * subscriber never shifts the luck of another.
 */
export interface Random {
  /** 0 ≤ x < 1, 32 bits fine. */
  next(): number;
  /** Whole number from `min` to `max`, both included. */
  between(min: number, max: number): number;
  pick<T>(list: readonly T[]): T;
  /** True in `share` (0…1) of the cases. */
  chance(share: number): boolean;
  octets(length: number): Uint8Array;
  /** A stream of its own, decided by this stream's seed and the label alone, however much was drawn before. */
  fork(label: string): Random;
}

export function createRandom(seed: string | number): Random {
  const root = typeof seed === 'number' ? mix(seed >>> 0) : hashText(seed);
  let state = root;

  /** splitmix32: one addition and two multiplications, full period, no weak seeds. */
  function draw(): number {
    state = (state + 0x9e3779b9) >>> 0;
    return mix(state);
  }
  const next = () => draw() / 2 ** 32;
  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));

  return {
    next,
    between,
    pick<T>(list: readonly T[]): T {
      if (list.length === 0) throw new RangeError('nothing to pick from');
      return list[between(0, list.length - 1)]!;
    },
    chance: (share) => next() < share,
    octets: (length) => Uint8Array.from({ length }, () => draw() & 255),
    fork: (label) => createRandom((root ^ hashText(label)) >>> 0),
  };
}

/** 0 ≤ x < 1 that only the three numbers decide: noise that can be read at any place without what comes before. */
export function noise(seed: number, index: number, channel: number): number {
  return mix((mix((seed ^ Math.imul(channel, 0x85ebca6b)) >>> 0) + Math.imul(index, 0x9e3779b9)) >>> 0) / 2 ** 32;
}

/** 32 bits of a text. Not for secrets. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5; // FNV-1a
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mix(hash >>> 0);
}

/** Spreads every bit of the input over all bits of the result (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
