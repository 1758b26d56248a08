/**
 * Seeds that are run on every check. One that finds something joins them with what it found, and stays.
 * A run of its own: `LASTMILE_FUZZ_SEED=<seed> npm run unit -- tests/fuzz`, or `npm run bench -- fuzz --seed=<seed>`.
 */
export const seeds: readonly (readonly [seed: number, why: string])[] = [
  [1, 'the first one'],
  [20_260_701, 'another road'],
];
