import { localTime, type Zone } from '../../../shared/domain/zone.ts';

/** Something that lasted: a session, an outage. */
export interface Span {
  readonly id: number | string;
  readonly fromMs: number;
  /** null: it still lasts. */
  readonly toMs: number | null;
}

/** The part of a span that falls on one day; `left` and `width` are shares of that day, 0…1. */
export interface GanttBar<S extends Span> {
  readonly span: S;
  readonly left: number;
  readonly width: number;
}

export interface GanttRow<S extends Span> {
  /** Midnight of the operator's clock. */
  readonly dayMs: number;
  readonly bars: readonly GanttBar<S>[];
}

/**
 * Spans by the day they fall on, oldest day first, `days` rows that end with today.
 *
 * A day is as long as the operator's clock makes it (23 to 25 hours), so a bar ends where its clock says. Spans that
 * still last reach to `nowMs`.
 */
export function ganttRows<S extends Span>(
  spans: readonly S[],
  { nowMs, zone, days }: { readonly nowMs: number; readonly zone: Zone; readonly days: number },
): readonly GanttRow<S>[] {
  const today = localTime(nowMs, zone).startOfDay();
  return Array.from({ length: days }, (_, place) => {
    const day = today.subtract({ days: days - 1 - place });
    const dayMs = day.epochMilliseconds;
    const lengthMs = day.add({ days: 1 }).startOfDay().epochMilliseconds - dayMs;
    const bars = spans
      .map((span) => {
        const from = Math.max(span.fromMs, dayMs);
        const to = Math.min(span.toMs ?? nowMs, dayMs + lengthMs);
        // What began and ended in one second is still drawn; what ended at this midnight belongs to yesterday.
        const touches = to > from || (to === from && span.fromMs === from);
        return { span, left: (from - dayMs) / lengthMs, width: (to - from) / lengthMs, touches };
      })
      .filter(({ touches, left }) => touches && left < 1)
      .sort((a, b) => a.left - b.left)
      .map(({ span, left, width }) => ({ span, left, width }));
    return { dayMs, bars };
  });
}

/** The first instant that `days` rows show. */
export const ganttFrom = (nowMs: number, zone: Zone, days: number): number =>
  localTime(nowMs, zone)
    .startOfDay()
    .subtract({ days: days - 1 }).epochMilliseconds;
