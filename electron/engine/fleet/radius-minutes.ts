/**
 * The minutes of the fleet's RADIUS on their way to the disk (F066): what the data plane counted, whether each router
 * answered, and all routers of a tenant together as NAS 0.
 */
import { addLatency, writeLatency } from '../../../shared/domain/latency.ts';
import type { NasFigures } from '../store/commands.ts';

export interface CountedNas {
  readonly nasId: number;
  readonly accepts: number;
  readonly rejects: number;
  readonly accounting: number;
  readonly drops: number;
  readonly latency: string;
}

export interface WatchedNas {
  readonly id: number;
  readonly tenantId: number;
  /** What its API said last: undefined without API access, or before the first try. */
  readonly isUp: boolean | undefined;
}

/** Rows of one command: it holds the transaction for a few ms. */
const rowsPerCommand = 100;

/**
 * One minute's rows, in slices for one command each. A router is up when it was heard or its API answers, down when its
 * API does not; a silent one without API access is not watched: nobody knows.
 */
export function minuteRows(counted: readonly CountedNas[], routers: readonly WatchedNas[]): NasFigures[][] {
  const byId = new Map(counted.map((tally) => [tally.nasId, tally]));
  const totals = new Map<number, { figures: Omit<NasFigures, 'latency'>; latency: Map<number, number> }>();
  const rows = routers.map(({ id, tenantId, isUp }): NasFigures => {
    const tally = byId.get(id);
    const isHeard = tally !== undefined && tally.accepts + tally.rejects + tally.accounting > 0;
    const watched = Number(isHeard || isUp !== undefined);
    const up = Number(isHeard || isUp === true);
    const none = { accepts: 0, rejects: 0, accounting: 0, drops: 0, latency: '' };
    const row = { ...none, ...tally, tenantId, nasId: id, up, watched };
    const total = totals.get(tenantId) ?? {
      figures: { tenantId, nasId: 0, accepts: 0, rejects: 0, accounting: 0, drops: 0, up: 0, watched: 0 },
      latency: new Map<number, number>(),
    };
    totals.set(tenantId, { figures: sum(total.figures, row), latency: addLatency(total.latency, row.latency) });
    return row;
  });
  for (const { figures, latency } of totals.values()) rows.push({ ...figures, latency: writeLatency(latency) });
  const slices: NasFigures[][] = [];
  for (let at = 0; at < rows.length; at += rowsPerCommand) slices.push(rows.slice(at, at + rowsPerCommand));
  return slices;
}

const sum = (total: Omit<NasFigures, 'latency'>, row: NasFigures): Omit<NasFigures, 'latency'> => ({
  ...total,
  accepts: total.accepts + row.accepts,
  rejects: total.rejects + row.rejects,
  accounting: total.accounting + row.accounting,
  drops: total.drops + row.drops,
  up: total.up + row.up,
  watched: total.watched + row.watched,
});
