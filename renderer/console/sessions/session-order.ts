import type { FilterState } from '../../ui/filters/url-filters.ts';
import type { Sort } from '../../ui/table/columns.ts';
import type { SessionRow } from '../live/session-rows.ts';

/** How many rows a filter would show, by the value that stands in the address. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

/** The rows that the filters leave, sorted, and what the filters have to offer among all sessions. */
export interface SessionPick {
  readonly keys: readonly number[];
  readonly throttled: number;
  readonly unverified: number;
  readonly orphans: number;
  readonly services: readonly Choice[];
  readonly nas: readonly NasShare[];
  readonly levels: readonly Choice[];
  /** Of the rows that the filters leave. */
  readonly totals: RateTotals;
}

/** Rates are of the sessions that are measured; null where none is, which is not zero. */
export interface RateTotals {
  readonly downBps: number | null;
  readonly upBps: number | null;
  /** Sessions whose rate nobody knows yet. */
  readonly unmeasured: number;
}

/** P09: a NAS with its sessions, whatever is filtered. */
export type NasShare = Choice & RateTotals;

/** The level that is felt: the higher of the daily and the monthly one (X9); null for an orphan. */
export const effectiveLevel = ({ session }: SessionRow): number | null =>
  session.fupLevel === null ? session.monthlyFupLevel : Math.max(session.fupLevel, session.monthlyFupLevel ?? 0);

/** A speed is in force that the router has not been seen to have. */
export const isUnverified = ({ session }: SessionRow): boolean =>
  session.appliedRateLimit !== null && !session.isRateVerified;

const isThrottled = (row: SessionRow) => (effectiveLevel(row) ?? 0) > 0;
const isOrphan = ({ session }: SessionRow) => session.subscriberId === null;

/** Filters and sorts all sessions. About 10 ms for 10,000 of them, so ask for it every few seconds, not every tick. */
export function pickSessions(rows: Iterable<SessionRow>, filters: FilterState, sort: Sort): SessionPick {
  const fits = filterOf(filters);
  const sortValue = sortValues[sort.column] ?? startAt;
  const kept: { readonly key: number; readonly value: string | number | null }[] = [];
  const services = new Tally();
  const nas = new Tally();
  const nasRates = new Map<string, Rates>();
  const totals = new Rates();
  const levels = new Tally();
  const flags = { throttled: 0, unverified: 0, orphans: 0 };
  for (const row of rows) {
    const { session } = row;
    if (isThrottled(row)) flags.throttled += 1;
    if (isUnverified(row)) flags.unverified += 1;
    if (isOrphan(row)) flags.orphans += 1;
    if (session.serviceId !== null) services.add(session.serviceId, session.serviceName);
    nas.add(session.nasId, session.nasName ?? session.nasIpAddress);
    ratesOf(nasRates, `${session.nasId}`).add(row);
    const level = effectiveLevel(row);
    if (level !== null) levels.add(level, `Level ${level}`);
    if (!fits(row)) continue;
    kept.push({ key: session.id, value: sortValue(row) });
    totals.add(row);
  }
  const sign = sort.direction === 'asc' ? 1 : -1;
  kept.sort((a, b) => {
    if (a.value === b.value) return a.key - b.key;
    if (a.value === null) return 1; // what is not known stands last, whichever way it is sorted
    if (b.value === null) return -1;
    return a.value < b.value ? -sign : sign;
  });
  return {
    ...flags,
    keys: kept.map(({ key }) => key),
    services: services.choices(),
    nas: nas.choices().map((choice) => ({ ...choice, ...ratesOf(nasRates, choice.value).read() })),
    levels: levels.choices(),
    totals: totals.read(),
  };
}

class Rates {
  #down = 0;
  #up = 0;
  #measured = 0;
  #unmeasured = 0;

  add({ downBps, upBps }: SessionRow): void {
    if (downBps === null || upBps === null) {
      this.#unmeasured += 1;
      return;
    }
    this.#measured += 1;
    this.#down += downBps;
    this.#up += upBps;
  }

  read(): RateTotals {
    const isKnown = this.#measured > 0;
    return {
      downBps: isKnown ? this.#down : null,
      upBps: isKnown ? this.#up : null,
      unmeasured: this.#unmeasured,
    };
  }
}

function ratesOf(all: Map<string, Rates>, id: string): Rates {
  const known = all.get(id);
  if (known) return known;
  const fresh = new Rates();
  all.set(id, fresh);
  return fresh;
}

class Tally {
  readonly #found = new Map<number, { label: string; count: number }>();

  add(id: number, label: string | null): void {
    const known = this.#found.get(id);
    if (known) known.count += 1;
    else this.#found.set(id, { label: label ?? `#${id}`, count: 1 });
  }

  choices(): Choice[] {
    return [...this.#found]
      .map(([id, { label, count }]) => ({ value: `${id}`, label, count }))
      .sort((a, b) => (a.label < b.label ? -1 : 1));
  }
}

function filterOf(filters: FilterState): (row: SessionRow) => boolean {
  const q = filters.q?.[0]?.trim().toLowerCase();
  const services = filters.serviceId && new Set(filters.serviceId.map(Number));
  const nasId = filters.nasId?.[0] === undefined ? undefined : Number(filters.nasId[0]);
  const level = filters.level?.[0] === undefined ? undefined : Number(filters.level[0]);
  return (row) => {
    const { session } = row;
    return (
      (services === undefined || (session.serviceId !== null && services.has(session.serviceId))) &&
      (nasId === undefined || session.nasId === nasId) &&
      (level === undefined || effectiveLevel(row) === level) &&
      (!filters.throttled || isThrottled(row)) &&
      (!filters.unverified || isUnverified(row)) &&
      (!filters.orphan || isOrphan(row)) &&
      (!q || says(row, q))
    );
  };
}

const says = ({ session }: SessionRow, q: string): boolean =>
  session.username.toLowerCase().includes(q) ||
  (session.fullName?.toLowerCase().includes(q) ?? false) ||
  session.framedIpAddress.includes(q) ||
  session.callingStationId.toLowerCase().includes(q) ||
  session.acctSessionId.toLowerCase().includes(q);

const startAt = ({ session }: SessionRow) => session.startAt;

const sortValues: Readonly<Record<string, (row: SessionRow) => string | number | null>> = {
  username: ({ session }) => session.username.toLowerCase(),
  service: ({ session }) => session.serviceName?.toLowerCase() ?? null,
  nas: ({ session }) => (session.nasName ?? session.nasIpAddress).toLowerCase(),
  framedIp: ({ session }) => addressOrder(session.framedIpAddress),
  mac: ({ session }) => session.callingStationId || null,
  startAt,
  downNow: ({ downBps }) => downBps,
  upNow: ({ upBps }) => upBps,
  down: ({ downBytes }) => downBytes,
  up: ({ upBytes }) => upBytes,
  total: ({ downBytes, upBytes }) => downBytes + upBytes,
  acctSessionId: ({ session }) => session.acctSessionId,
  fupLevel: effectiveLevel,
};

/** 10.0.0.9 before 10.0.0.10; what is not an IPv4 address last. */
function addressOrder(address: string): number | null {
  const parts = address.split('.');
  if (parts.length !== 4) return null;
  const value = parts.reduce((all, part) => all * 256 + Number(part), 0);
  return Number.isNaN(value) ? null : value;
}
