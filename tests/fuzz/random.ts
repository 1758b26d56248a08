/** Random numbers that are the same for the same seed on every machine (xorshift32; Marsaglia, 2003). */
export interface Random {
  /** 0 … below - 1. */
  below(below: number): number;
  octets(length: number): Buffer;
  pick<T>(list: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  // Zero is the one state that xorshift cannot leave.
  let state = seed >>> 0 || 0x9e37_79b9;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
  const below = (limit: number): number => next() % limit;
  return {
    below,
    octets: (length) => Buffer.from(Array.from({ length }, () => below(256))),
    pick: (list) => list[below(list.length)]!,
  };
}
