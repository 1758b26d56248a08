/**
 * What is kept of one session in order to count its bytes once (spec X43), as plain data that survives a restart.
 *
 * It is mutated in place by `observe`: 10,000–20,000 of them are read every 30 s and up to 15,000 times a second, and
 * nobody but the control plane's fold holds one, so copying would only make garbage. Persist it as JSON.
 */

/**
 * Where a reading comes from.
 *  - `radius`     Interim-Update and Stop: totals since the session's start
 *  - `interface`  the session's dynamic interface on the router: totals since the session's start
 *  - `ppp`        /ppp/active, on versions that carry counters there: the same
 *  - `queue`      a queue's bytes: totals since the queue was made, so only their growth means anything
 */
export type UsageSource = 'radius' | 'interface' | 'ppp' | 'queue';

export const USAGE_SOURCES: readonly UsageSource[] = ['radius', 'interface', 'ppp', 'queue'];

/** One reading of a session's byte counters, directions already the subscriber's. */
export interface Reading {
  /**
   * What the source calls the counter: Class or Acct-Session-Id, the router's session-id, a queue's .id. Another key
   * from the same source says that its counters started anew within the same session. A redial is not that: it is
   * another session, with its own `SessionUsage`.
   */
  readonly key: string;
  /** null where a Stop carries no octets. */
  readonly downBytes: number | null;
  readonly upBytes: number | null;
  /** Acct-Session-Time, or the router's uptime of the session; null when the source does not say. */
  readonly uptimeSeconds: number | null;
  /** Whether the source shows more than 32 bits here: RADIUS with a Gigawords attribute, every 64-bit counter. */
  readonly hasGigawords: boolean;
  /** An Accounting-Request Stop: final, and settled to its octets. */
  readonly isStop: boolean;
}

/** The last accepted reading of one source. Its total on the session's scale is `downBytes + offsetDown`. */
export interface SourceBaseline {
  key: string;
  /** Keys this source showed earlier: a late packet of theirs is old and not yet another restart. */
  pastKeys: string[];
  downBytes: number;
  upBytes: number;
  /** Epochs and wraps that came before, less what an adopted session already had, less what is quarantined. */
  offsetDown: number;
  offsetUp: number;
  uptimeSeconds: number | null;
  /** UTC ms of the reading. */
  at: number;
  /** A Gigawords attribute, or a number beyond 32 bits, was seen: this source cannot wrap. */
  is64Bit: boolean;
  /** A wrap was seen: this source shows totals modulo 2^32. */
  is32Bit: boolean;
  /** It shows less than before without any proof of a restart, and is only believed again above its old reading. */
  isFallen: boolean;
}

/** A delta that is too large to be true, waiting for a decision (X28, N19). */
export interface Hold {
  /** Unique within the session. */
  readonly id: number;
  readonly source: UsageSource;
  readonly downBytes: number;
  readonly upBytes: number;
  /** The interval the bytes would belong to. */
  readonly fromAt: number;
  readonly at: number;
  /** Evidence: what could have passed, at which ceilings, and the session's total in the eyes of each source. */
  readonly capDownBytes: number;
  readonly capUpBytes: number;
  readonly elapsedMs: number;
  readonly totals: Readonly<Record<UsageSource, { readonly downBytes: number; readonly upBytes: number } | null>>;
  /** What the source showed before the jump. */
  readonly beforeDownBytes: number;
  readonly beforeUpBytes: number;
  /** Sources whose counters contain the jump; their offsets leave it out. */
  shownBy: UsageSource[];
  /** The source went back to what it showed before: the jump never was. */
  isDisproved: boolean;
  decision: 'pending' | 'approved' | 'voided';
}

/** Speeds against which a delta is judged, kbps; null is unlimited (or FastTracked): then the link decides. */
export interface SessionRates {
  readonly downKbps: number | null;
  readonly upKbps: number | null;
}

export interface SessionUsage {
  startedAt: number;
  /** Counted bytes of the session: the largest total that any source has shown. */
  totalDown: number;
  totalUp: number;
  /** Up to when each total is known to hold; its next delta was moved after this. */
  downCountedAt: number;
  upCountedAt: number;
  /** The session's uptime at those times, where known. */
  downCountedUptime: number | null;
  upCountedUptime: number | null;
  /**
   * What was on the session's counters when it was adopted in mid-life, and is not ours to count; 0 for a session
   * known from its start; null until the first absolute source has spoken.
   */
  openingDown: number | null;
  openingUp: number | null;
  radius: SourceBaseline | null;
  interface: SourceBaseline | null;
  ppp: SourceBaseline | null;
  queue: SourceBaseline | null;
  /** The rate (or burst, if higher) in force, and the highest since the last counted reading. null is unlimited. */
  downKbps: number | null;
  upKbps: number | null;
  peakDownKbps: number | null;
  peakUpKbps: number | null;
  /** The access link: the ceiling of what is unlimited. */
  linkKbps: number;
  holds: Hold[];
  /** null while open. Only `stop` is final (X67). */
  closedBy: 'stop' | 'sweeper' | 'poll' | null;
}

/** 1 Gbit/s: the port speed of the routers in question, where the operator has not said otherwise. */
export const DEFAULT_LINK_KBPS = 1_000_000;

/**
 * A new session.
 *
 * @param isAdopted  it was already up before this engine began to account for its NAS: the first reading is then the
 *                   baseline and nothing of it is counted. Otherwise all bytes since `startedAt` are ours, also
 *                   when the session began while the engine was down.
 */
export function openSession(start: {
  readonly startedAt: number;
  readonly isAdopted: boolean;
  readonly rates: SessionRates;
  readonly linkKbps?: number;
}): SessionUsage {
  const { startedAt, isAdopted, rates } = start;
  return {
    startedAt,
    totalDown: 0,
    totalUp: 0,
    downCountedAt: startedAt,
    upCountedAt: startedAt,
    downCountedUptime: isAdopted ? null : 0,
    upCountedUptime: isAdopted ? null : 0,
    openingDown: isAdopted ? null : 0,
    openingUp: isAdopted ? null : 0,
    radius: null,
    interface: null,
    ppp: null,
    queue: null,
    downKbps: rates.downKbps,
    upKbps: rates.upKbps,
    peakDownKbps: rates.downKbps,
    peakUpKbps: rates.upKbps,
    linkKbps: start.linkKbps ?? DEFAULT_LINK_KBPS,
    holds: [],
    closedBy: null,
  };
}

/** Notes the rate now in force. The highest since the last counted reading is what the sanity cap uses (X28). */
export function setSessionRates(session: SessionUsage, rates: SessionRates): void {
  session.downKbps = rates.downKbps;
  session.upKbps = rates.upKbps;
  session.peakDownKbps = higher(session.peakDownKbps, rates.downKbps);
  session.peakUpKbps = higher(session.peakUpKbps, rates.upKbps);
}

const higher = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.max(a, b);

/** Closes a session that stopped showing life; its next newer reading reopens it (X67). A Stop stays final. */
export function closeSession(session: SessionUsage, by: 'sweeper' | 'poll'): void {
  session.closedBy ??= by;
}

/**
 * "Re-baseline counters" (X30): each source's next reading is the new zero of its growth, nothing of it is counted.
 * What was counted stays; undecided holds are voided, since the counters they came from are given up.
 */
export function rebaseline(session: SessionUsage): void {
  for (const source of USAGE_SOURCES) session[source] = null;
  session.openingDown = null;
  session.openingUp = null;
  for (const hold of session.holds) if (hold.decision === 'pending') hold.decision = 'voided';
}
