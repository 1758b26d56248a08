import type { Live } from '../../../shared/contract/portal/dashboard.ts';

/** What was moved at a moment of the engine's clock; null: not measured. */
export interface Sample {
  readonly at: number;
  readonly downBps: number | null;
  readonly upBps: number | null;
}

/** `live.portal` (X3). */
export const stepMs = 3_000;
/** What the chart shows. */
export const spanMs = 60_000;

/** Adds a live answer, and lets go of what the chart has left behind. */
export function withSample(samples: readonly Sample[], { at, downBps, upBps }: Live): readonly Sample[] {
  const oldest = at - spanMs - 2 * stepMs; // the line comes in from beyond the edge
  return [...samples.filter((sample) => sample.at > oldest && sample.at < at), { at, downBps, upBps }];
}
