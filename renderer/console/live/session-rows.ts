import type { LiveSession } from '../../../shared/contract/operations/sessions.ts';
import type { Delta } from '../../../shared/contract/topics.ts';
import { createRecordStore, type RecordStore } from '../../ui/table/record-store.ts';

/** A session on the screen. A new object whenever one of its numbers moves; `session` and `trend` stay the same ones. */
export interface SessionRow {
  /** As last told in full; its rate and bytes are older than the row's own. */
  readonly session: LiveSession;
  /** bit/s; null is not measured. */
  readonly downBps: number | null;
  readonly upBps: number | null;
  readonly downBytes: number;
  readonly upBytes: number;
  /** Download rates as they were told, oldest first. Grows in place: copy it to draw it. */
  readonly trend: (number | null)[];
}

export interface SessionRows {
  /** For the table: one row repaints when one session moves. */
  readonly records: RecordStore<SessionRow>;
  readonly all: () => Iterable<SessionRow>;
  readonly get: (id: number) => SessionRow | undefined;
  readonly size: () => number;
  /** Adds sessions, or takes them as they are now; trends of those that are there go on. */
  readonly put: (sessions: readonly LiveSession[]) => void;
  /** Forgets all others. */
  readonly keep: (ids: ReadonlySet<number>) => void;
  readonly apply: (delta: Omit<Delta<'sessions'>, 'at'>) => void;
}

const TREND = 40;

/** All live sessions, changed in place: a second of ten thousand ticks makes ten thousand small objects and no copy. */
export function createSessionRows(): SessionRows {
  const rows = new Map<number, SessionRow>();
  const records = createRecordStore<SessionRow>();

  const extended = (trend: (number | null)[], downBps: number | null): (number | null)[] => {
    trend.push(downBps);
    if (trend.length > TREND) trend.shift();
    return trend;
  };

  function take(session: LiveSession): SessionRow {
    const known = rows.get(session.id);
    const downBps = session.rate?.downBps ?? null;
    const row: SessionRow = {
      session,
      downBps,
      upBps: session.rate?.upBps ?? null,
      downBytes: session.downBytes,
      upBytes: session.upBytes,
      trend: extended(known?.trend ?? [], downBps),
    };
    rows.set(session.id, row);
    return row;
  }

  return {
    records,
    all: () => rows.values(),
    get: (id) => rows.get(id),
    size: () => rows.size,
    put: (sessions) => records.apply(sessions.map((session) => [session.id, take(session)] as const)),
    keep(ids) {
      const closed = [...rows.keys()].filter((id) => !ids.has(id));
      for (const id of closed) rows.delete(id);
      records.apply([], closed);
    },
    apply({ opened, changed, ticks, closed }) {
      const touched: (readonly [number, SessionRow])[] = [];
      for (const session of opened) touched.push([session.id, take(session)]);
      for (const session of changed) touched.push([session.id, take(session)]);
      for (const [id, downBps, upBps, downBytes, upBytes] of ticks) {
        const known = rows.get(id);
        if (!known) continue; // closed in the same second
        const row = {
          session: known.session,
          downBps,
          upBps,
          downBytes,
          upBytes,
          trend: extended(known.trend, downBps),
        };
        rows.set(id, row);
        touched.push([id, row]);
      }
      for (const id of closed) rows.delete(id);
      records.apply(touched, closed);
    },
  };
}
