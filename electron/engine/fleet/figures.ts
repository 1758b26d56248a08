/** F066: how the RADIUS of all routers does, from what is kept of their minutes and hours. */
import type { Output } from '../../../shared/contract/contract.ts';
import type { FleetPoint } from '../../../shared/contract/operations/fleet.ts';
import { addLatency, latencyQuantile } from '../../../shared/domain/latency.ts';
import type { Scope } from '../store/commands.ts';
import { NotFound } from '../store/errors.ts';
import type { NasFiguresRow, Reads } from '../store/reads.ts';

type Figures = Omit<FleetPoint, 'at'>;

const percent = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 100;

/** Means are over the minutes that rows tell of: an engine that was off was not quiet. Rows are of one NAS. */
export function figuresOf(rows: readonly NasFiguresRow[]): Figures {
  const sum = { accepts: 0, rejects: 0, accounting: 0, drops: 0, up: 0, watched: 0, minutes: 0 };
  const latency = new Map<number, number>();
  for (const row of rows) {
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += row[name];
    addLatency(latency, row.latency);
  }
  const seconds = sum.minutes * 60;
  return {
    requestsPerSecond: seconds === 0 ? 0 : (sum.accepts + sum.rejects + sum.accounting) / seconds,
    successPercent: percent(sum.accepts, sum.accepts + sum.rejects),
    dropsPerMinute: seconds === 0 ? 0 : (sum.drops / seconds) * 60,
    uptimePercent: percent(sum.up, sum.watched),
    p50Ms: latencyQuantile(latency, 0.5),
    p99Ms: latencyQuantile(latency, 0.99),
  };
}

/** What is shown, and by which steps. */
const spans = {
  day: { ms: 24 * 3_600_000, stepMs: 60_000, by: 'minutes' },
  month: { ms: 30 * 24 * 3_600_000, stepMs: 3_600_000, by: 'hours' },
} as const;

export interface FleetQuery {
  readonly span: keyof typeof spans;
  /** The series of this NAS instead of all together. */
  readonly nasId?: number | undefined;
}

/** `now` is UTC ms. @throws NotFound for a NAS of another tenant */
export async function readFleet(
  reads: Pick<Reads, 'nas' | 'nasFigures'>,
  scope: Scope,
  { span, nasId }: FleetQuery,
  now: number,
): Promise<Output<'fleet.get'>> {
  const { ms, stepMs, by } = spans[span];
  const period = { from: Math.floor((now - ms) / stepMs) * stepMs, to: now };
  const routers = await reads.nas.list(scope);
  if (nasId !== undefined && !routers.some(({ id }) => id === nasId)) throw new NotFound(`There is no NAS ${nasId}.`);
  const series = await reads.nasFigures.ofNas(scope, nasId ?? 0, by, period);
  const hours = Map.groupBy(await reads.nasFigures.ofAll(scope, period), (row) => row.nasId);
  const figures = (id: number): Figures => figuresOf(hours.get(id) ?? []);
  return {
    ...{ fromAt: period.from, toAt: now, stepMs, total: figures(0) },
    series: series.map((row) => ({ at: row.at, ...figuresOf([row]) })),
    routers: routers.map(({ id, name, address }) => ({ id, name, address, ...figures(id) })),
  };
}
