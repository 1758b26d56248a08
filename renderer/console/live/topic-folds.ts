import type { Delta, Snapshot } from '../../../shared/contract/topics.ts';

export type Status = Snapshot<'status'>;
export type RouterHealth = Snapshot<'routers'>['routers'][number];
export type OpenAlert = Snapshot<'alerts'>['open'][number];
export type LogEntry = Snapshot<'auth-log'>['entries'][number];
export type FupCards = Snapshot<'fup'>['stats'];

/** One second of the strip, for its minute and for the live chart; null was not measured and is a gap. */
export interface StatusSample {
  readonly at: number;
  readonly downBps: number | null;
  readonly upBps: number | null;
  readonly online: number;
}

export interface StatusHistory {
  readonly now: Status;
  /** Rising in time, at most `KEPT_SAMPLES`. */
  readonly samples: readonly StatusSample[];
}

/** Ten minutes of seconds. */
export const KEPT_SAMPLES = 600;

/** The strip's newest figures behind those of the last ten minutes; an engine whose clock went back starts over. */
export function withStatus(before: StatusHistory | null, now: Status): StatusHistory {
  const sample = { at: now.at, downBps: now.downBps, upBps: now.upBps, online: now.online };
  const kept = before && (before.samples.at(-1)?.at ?? 0) < now.at ? before.samples.slice(1 - KEPT_SAMPLES) : [];
  return { now, samples: [...kept, sample] };
}

/** Alerts that are open, the worst first, then the newest. */
export function withAlerts(open: readonly OpenAlert[], { changed }: Delta<'alerts'>): readonly OpenAlert[] {
  const ids = new Set(changed.map(({ id }) => id));
  return worstAlertsFirst([
    ...open.filter(({ id }) => !ids.has(id)),
    ...changed.filter(({ resolvedAt }) => resolvedAt === null),
  ]);
}

const badness = { crit: 0, high: 1, warn: 2 } as const;

export const worstAlertsFirst = (alerts: readonly OpenAlert[]): readonly OpenAlert[] =>
  alerts.toSorted((a, b) => badness[a.severity] - badness[b.severity] || b.raisedAt - a.raisedAt);

const KEPT_ENTRIES = 100;

/** The log's newest entries first; one that is told again takes its new place with its new count. */
export function withEntries(entries: readonly LogEntry[], { entries: told }: Delta<'auth-log'>): readonly LogEntry[] {
  const ids = new Set(told.map(({ id }) => id));
  return [...told, ...entries.filter(({ id }) => !ids.has(id))]
    .toSorted((a, b) => b.lastAt - a.lastAt)
    .slice(0, KEPT_ENTRIES);
}

/** Routers by id of the NAS. */
export function withRouters(
  routers: ReadonlyMap<number, RouterHealth>,
  { changed }: Delta<'routers'>,
): ReadonlyMap<number, RouterHealth> {
  const next = new Map(routers);
  for (const router of changed) next.set(router.nasId, router);
  return next;
}

const sickness = { down: 0, degraded: 1, unknown: 2, up: 3 } as const;

/** The worst first; among equals those that carry most. */
export const worstRoutersFirst = (routers: Iterable<RouterHealth>): RouterHealth[] =>
  [...routers].sort(
    (a, b) =>
      sickness[a.state] - sickness[b.state] ||
      (b.downBps ?? 0) - (a.downBps ?? 0) ||
      b.openSessions - a.openSessions ||
      a.nasId - b.nasId,
  );

/** The FUP cards as they are now; the same ones while they say the same, for they come with every few hundred rows. */
export const withCards = (now: FupCards, { stats }: { readonly stats: FupCards }): FupCards =>
  JSON.stringify(now) === JSON.stringify(stats) ? now : stats;
