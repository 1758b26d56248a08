import type { Snapshot } from '../../../shared/contract/topics.ts';

export type RateSample = Snapshot<'session'>['samples'][number];

const KEPT_MS = 600_000;

/** Newer samples behind the older ones, ten minutes of them; what is not newer was told before. */
export function withSamples(before: readonly RateSample[], told: readonly RateSample[]): readonly RateSample[] {
  const last = before.at(-1)?.at ?? 0;
  const fresh = told.filter(({ at }) => at > last);
  const from = (fresh.at(-1)?.at ?? last) - KEPT_MS;
  return [...before.filter(({ at }) => at >= from), ...fresh];
}
