/** The fleet's figures as charts draw them. Pure. */
import type { Output } from '../../../shared/contract/contract.ts';
import type { FleetPoint, FleetRouter } from '../../../shared/contract/operations/fleet.ts';
import { type ChartData, withGaps } from '../../ui/chart/chart-data.ts';

export type Fleet = Output<'fleet.get'>;
type Figure = Exclude<keyof FleetPoint, 'at'>;

/** One row of values for each figure, in order; a span without a record is a gap. */
export function chartOf({ series, fromAt, toAt, stepMs }: Fleet, figures: readonly Figure[]): ChartData {
  const data = {
    timesMs: series.map(({ at }) => at),
    values: figures.map((figure) => series.map((point) => point[figure])),
  };
  return { ...withGaps(data, stepMs), domain: [fromAt, toAt] };
}

/** Below these a router is worth a look: what a healthy one is above, whatever its size. */
export const least = { successPercent: 80, uptimePercent: 99 } as const;

/** Those that are worth a look first: down longest, then most refused, then by name. */
export const worstFirst = (routers: readonly FleetRouter[]): FleetRouter[] =>
  [...routers].sort(
    (a, b) =>
      (a.uptimePercent ?? 100) - (b.uptimePercent ?? 100) ||
      (a.successPercent ?? 100) - (b.successPercent ?? 100) ||
      a.name.localeCompare(b.name),
  );
