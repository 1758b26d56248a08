/**
 * The one usage truth: every reading of a session's bytes, from whatever source, goes through `observe`.
 *
 *  - One baseline per source. The counted total is the largest total any source has shown, never a sum (spec X43).
 *  - A reading that is not newer than its source's last changes nothing, so replays and reordering are harmless.
 *    RADIUS is ordered by Acct-Session-Time (packets travel), router readings by the time they were taken.
 *  - A restart of counters is believed from the same source with a new key or, on the router, a falling uptime.
 *    Anything else that falls is a 32-bit wrap with evidence, a jump taken back, or not believed.
 *  - A delta above the sanity cap waits in quarantine; the next one counts normally (X28, N19).
 *  - A Stop settles the total to its octets by a signed receipt and is final (X43, X67).
 *
 * It mutates the session (see `usage-session.ts`) and answers with what must be credited.
 */

import type { UsageFinding, UsageFindingKind } from './usage-findings.ts';
import { disprovedBy, holdBack } from './usage-holds.ts';
import { sanityCapBytes, toleratedGapBytes } from './usage-limits.ts';
import type { Hold, Reading, SessionUsage, SourceBaseline, UsageSource } from './usage-session.ts';

/** What one reading changed. */
export interface Observation {
  /** To be credited to the subscriber, moved in (fromAt, toAt]; negative only where a Stop is below the live total. */
  readonly downDelta: number;
  readonly upDelta: number;
  readonly fromAt: number;
  readonly toAt: number;
  /** At a Stop with octets: by how much it moved the total, included in the deltas. */
  readonly receipt: { readonly downBytes: number; readonly upBytes: number } | null;
  readonly quarantined: Hold | null;
  readonly findings: readonly UsageFinding[];
  /** The session had been closed by the sweeper or by polling, and lives (X67). */
  readonly isReopened: boolean;
  /** This reading was the Stop. */
  readonly isClosed: boolean;
}

const NO_FINDINGS: readonly UsageFinding[] = Object.freeze([]);

const NOTHING: Observation = Object.freeze({
  downDelta: 0,
  upDelta: 0,
  fromAt: 0,
  toAt: 0,
  receipt: null,
  quarantined: null,
  findings: NO_FINDINGS,
  isReopened: false,
  isClosed: false,
});

const WRAP = 2 ** 32;

/** How far uptimes may fall without proving a restart: menus of one router differ by a second or two. */
const UPTIME_JITTER_SECONDS = 2;

/**
 * Accepts one reading of a session.
 *
 * @param at when the counters had these values, UTC ms: the time of the poll, or receipt − Acct-Delay-Time
 */
export function observe(session: SessionUsage, reading: Reading, source: UsageSource, at: number): Observation {
  if (session.closedBy === 'stop') return NOTHING;
  const { downBytes, upBytes, uptimeSeconds } = reading;
  if (downBytes === null || upBytes === null) return reading.isStop ? closeWithoutOctets(session, source, at) : NOTHING;

  const findings: UsageFinding[] = [];
  const known = session[source];
  const baseline = known ?? firstSight(session, reading, source, downBytes, upBytes, at);
  const beforeDown = known === null ? 0 : baseline.downBytes;
  const beforeUp = known === null ? 0 : baseline.upBytes;
  const elapsedMs = elapsedSinceCounted(session, uptimeSeconds, at);
  const capDown = sanityCapBytes(session.peakDownKbps, session.linkKbps, elapsedMs);
  const capUp = sanityCapBytes(session.peakUpKbps, session.linkKbps, elapsedMs);

  let isBelieved = true;
  if (known !== null) {
    const age = judgeAge(baseline, reading, source, at, downBytes, upBytes);
    if (age === 'older' && !reading.isStop) return NOTHING;
    if (age === 'restarted') {
      findings.push(findingOf('counter-restarted', session, source, downBytes, upBytes));
      beginEpoch(baseline, reading.key);
    } else if (age === 'older') {
      isBelieved = reading.key === baseline.key; // a Stop is the last word on its own counters
    } else if (downBytes < baseline.downBytes || upBytes < baseline.upBytes) {
      const isExplained = explainFall(session, baseline, reading, source, downBytes, upBytes, capDown, capUp, findings);
      isBelieved = isExplained || reading.isStop; // what a Stop does not explain, it settles
      baseline.isFallen = !isBelieved;
    } else {
      baseline.isFallen = false;
    }
    baseline.at = at;
    if (uptimeSeconds !== null && age !== 'older') baseline.uptimeSeconds = uptimeSeconds;
  }
  if (isBelieved) {
    baseline.downBytes = downBytes;
    baseline.upBytes = upBytes;
    if (reading.hasGigawords || downBytes >= WRAP || upBytes >= WRAP) baseline.is64Bit = true;
  }

  const isReopened = session.closedBy !== null;
  session.closedBy = null;
  const fromAt = Math.min(session.countedAt, at);
  let downDelta = isBelieved ? downBytes + baseline.offsetDown - session.totalDown : -1;
  let upDelta = isBelieved ? upBytes + baseline.offsetUp - session.totalUp : -1;
  // What has not fallen behind the total shows the session's state as of now.
  const isCurrent = downDelta > 0 || upDelta > 0 || (downDelta === 0 && upDelta === 0);

  let quarantined: Hold | null = null;
  if (downDelta > capDown || upDelta > capUp) {
    const excess = {
      downBytes: downDelta,
      upBytes: upDelta,
      capDownBytes: capDown,
      capUpBytes: capUp,
      elapsedMs,
      fromAt,
      at,
    };
    quarantined = holdBack(session, source, baseline, excess, { downBytes: beforeDown, upBytes: beforeUp }, findings);
    downDelta = downBytes + baseline.offsetDown - session.totalDown;
    upDelta = upBytes + baseline.offsetUp - session.totalUp;
  }
  if (downDelta < 0) downDelta = 0;
  if (upDelta < 0) upDelta = 0;
  session.totalDown += downDelta;
  session.totalUp += upDelta;
  if (isCurrent) {
    session.countedAt = Math.max(session.countedAt, at);
    session.countedUptimeSeconds = uptimeSeconds;
    session.peakDownKbps = session.downKbps;
    session.peakUpKbps = session.upKbps;
  }

  if (!reading.isStop) {
    const isQuiet = downDelta === 0 && upDelta === 0 && quarantined === null && findings.length === 0 && !isReopened;
    if (isQuiet) return NOTHING;
    return { downDelta, upDelta, fromAt, toAt: at, receipt: null, quarantined, findings, isReopened, isClosed: false };
  }
  const settled = settleStop(session, baseline, reading, source, downBytes, upBytes, findings);
  downDelta += settled.downBytes;
  upDelta += settled.upBytes;
  session.closedBy = 'stop';
  const receipt = { downBytes: downDelta, upBytes: upDelta };
  return { downDelta, upDelta, fromAt, toAt: at, receipt, quarantined, findings, isReopened, isClosed: true };
}

/**
 * The first reading of a source. Absolute sources are on the session's own scale (less what an adopted session had
 * before); a queue counts since it was made, so it joins at the total known so far.
 */
function firstSight(
  session: SessionUsage,
  reading: Reading,
  source: UsageSource,
  downBytes: number,
  upBytes: number,
  at: number,
): SourceBaseline {
  const isRelative = source === 'queue';
  if (!isRelative) {
    session.openingDown ??= downBytes - session.totalDown;
    session.openingUp ??= upBytes - session.totalUp;
  }
  const baseline: SourceBaseline = {
    key: reading.key,
    pastKeys: [],
    downBytes,
    upBytes,
    offsetDown: isRelative ? session.totalDown - downBytes : -(session.openingDown ?? 0),
    offsetUp: isRelative ? session.totalUp - upBytes : -(session.openingUp ?? 0),
    uptimeSeconds: reading.uptimeSeconds,
    at,
    is64Bit: reading.hasGigawords,
    is32Bit: false,
    isFallen: false,
  };
  session[source] = baseline;
  return baseline;
}

/** Whether a reading is newer than the source's last one, no newer, or the first after its counters restarted. */
function judgeAge(
  baseline: SourceBaseline,
  reading: Reading,
  source: UsageSource,
  at: number,
  downBytes: number,
  upBytes: number,
): 'newer' | 'older' | 'restarted' {
  if (reading.key !== baseline.key) return baseline.pastKeys.includes(reading.key) ? 'older' : 'restarted';
  const was = baseline.uptimeSeconds;
  const uptime = reading.uptimeSeconds;
  const isUptimeRising = was !== null && uptime !== null && uptime > was;
  if (source === 'radius') {
    if (was !== null && uptime !== null && uptime < was) return 'older';
    // Without a later Acct-Session-Time only larger octets are news; smaller ones are an old packet.
    const isLarger = downBytes > baseline.downBytes || upBytes > baseline.upBytes;
    const isSmaller = downBytes < baseline.downBytes || upBytes < baseline.upBytes;
    return isUptimeRising || (isLarger && !isSmaller) ? 'newer' : 'older';
  }
  // Under a clock that was set back the router's uptime still tells old from new.
  if (at <= baseline.at) return isUptimeRising ? 'newer' : 'older';
  const hasRestarted = was !== null && uptime !== null && uptime < was - UPTIME_JITTER_SECONDS;
  return hasRestarted ? 'restarted' : 'newer';
}

/** Starts a new epoch of a source: what it showed so far stays in its offset, and it counts from zero again. */
function beginEpoch(baseline: SourceBaseline, key: string): void {
  baseline.offsetDown += baseline.downBytes;
  baseline.offsetUp += baseline.upBytes;
  if (key !== baseline.key) {
    baseline.pastKeys.push(baseline.key);
    baseline.key = key;
  }
  baseline.downBytes = 0;
  baseline.upBytes = 0;
  baseline.isFallen = false;
}

/**
 * Looks for the reason why a source shows less than before, and adjusts its offset if there is one: a jump from the
 * quarantine was taken back, or a counter of 32 bits wrapped. Otherwise the reading is not believed.
 */
function explainFall(
  session: SessionUsage,
  baseline: SourceBaseline,
  reading: Reading,
  source: UsageSource,
  downBytes: number,
  upBytes: number,
  capDown: number,
  capUp: number,
  findings: UsageFinding[],
): boolean {
  if (disprovedBy(session, source, baseline, downBytes, upBytes)) {
    findings.push(findingOf('hold-disproved', session, source, downBytes, upBytes));
    return true;
  }
  // Only RADIUS without Gigawords counts in 32 bits, and judgeAge has seen to it that the session time rose.
  if (source === 'radius' && !reading.hasGigawords && !baseline.is64Bit && !baseline.isFallen) {
    const { is32Bit } = baseline;
    const down = wraps(downBytes, baseline.downBytes, baseline.offsetDown, session.totalDown, capDown, is32Bit);
    const up = wraps(upBytes, baseline.upBytes, baseline.offsetUp, session.totalUp, capUp, is32Bit);
    if (down !== null && up !== null) {
      baseline.offsetDown += down * WRAP;
      baseline.offsetUp += up * WRAP;
      if (!is32Bit) findings.push(findingOf('counter-wrapped', session, source, downBytes, upBytes));
      baseline.is32Bit = true;
      return true;
    }
  }
  if (!baseline.isFallen && !reading.isStop)
    findings.push(findingOf('counter-fell', session, source, downBytes, upBytes));
  return false;
}

/**
 * How often one direction wrapped since its last reading: 0 if it did not fall, null if a wrap would not explain it.
 *
 * The evidence is that adding 2^32 lands near the session's total (which the router's counters carry past the wrap
 * too) and not further above it than could have been moved. A source known to wrap needs only the latter.
 */
function wraps(
  bytes: number,
  lastBytes: number,
  offset: number,
  total: number,
  capBytes: number,
  is32Bit: boolean,
): number | null {
  if (bytes >= lastBytes) return 0;
  const nearest = Math.round((total - (bytes + offset)) / WRAP);
  const count = nearest >= 1 ? nearest : is32Bit ? 1 : 0;
  return count >= 1 && bytes + offset + count * WRAP - total <= capBytes ? count : null;
}

/**
 * Settles the total down to the Stop's octets where the live sources had shown more (X43). Returns the corrections, by
 * which the total was moved. A gap beyond what sources may differ (N3) is a finding, and the live total stands,
 * unless the Stop is short by whole multiples of 2^32.
 */
function settleStop(
  session: SessionUsage,
  baseline: SourceBaseline,
  reading: Reading,
  source: UsageSource,
  downBytes: number,
  upBytes: number,
  findings: UsageFinding[],
): { readonly downBytes: number; readonly upBytes: number } {
  const canWrap = !reading.hasGigawords && !baseline.is64Bit;
  const downGap = session.totalDown - (downBytes + baseline.offsetDown);
  const upGap = session.totalUp - (upBytes + baseline.offsetUp);
  const down = settledGap(
    downGap,
    toleratedGapBytes(session.totalDown, session.peakDownKbps, session.linkKbps),
    canWrap,
  );
  const up = settledGap(upGap, toleratedGapBytes(session.totalUp, session.peakUpKbps, session.linkKbps), canWrap);
  if ((down.hasWrapped || up.hasWrapped) && !baseline.is32Bit) {
    baseline.is32Bit = true;
    findings.push(findingOf('counter-wrapped', session, source, downBytes, upBytes));
  }
  if (down.isTooLarge || up.isTooLarge) {
    findings.push(findingOf('stop-below-live', session, source, downBytes, upBytes));
  }
  session.totalDown -= down.bytes;
  session.totalUp -= up.bytes;
  return { downBytes: 0 - down.bytes, upBytes: 0 - up.bytes };
}

function settledGap(
  gapBytes: number,
  toleratedBytes: number,
  canWrap: boolean,
): { readonly bytes: number; readonly hasWrapped: boolean; readonly isTooLarge: boolean } {
  if (gapBytes <= 0) return { bytes: 0, hasWrapped: false, isTooLarge: false };
  if (gapBytes <= toleratedBytes) return { bytes: gapBytes, hasWrapped: false, isTooLarge: false };
  const count = Math.round(gapBytes / WRAP);
  const rest = gapBytes - count * WRAP;
  if (canWrap && count >= 1 && Math.abs(rest) <= toleratedBytes) {
    return { bytes: rest, hasWrapped: true, isTooLarge: false };
  }
  return { bytes: 0, hasWrapped: false, isTooLarge: true };
}

/** A Stop without octets ends the session at its last known total. */
function closeWithoutOctets(session: SessionUsage, source: UsageSource, at: number): Observation {
  const isReopened = session.closedBy !== null;
  session.closedBy = 'stop';
  const total = { downBytes: session.totalDown, upBytes: session.totalUp };
  const findings: UsageFinding[] = [{ kind: 'stop-without-octets', source, shown: null, total }];
  return { ...NOTHING, fromAt: at, toAt: at, findings, isReopened, isClosed: true };
}

/** The time in which a delta above the total can have been moved: by our clock, or by the session's own uptime. */
function elapsedSinceCounted(session: SessionUsage, uptimeSeconds: number | null, at: number): number {
  const byClock = at - session.countedAt;
  const was = session.countedUptimeSeconds;
  const byUptime = uptimeSeconds !== null && was !== null ? (uptimeSeconds - was) * 1_000 : 0;
  return Math.max(0, byClock, byUptime);
}

function findingOf(
  kind: UsageFindingKind,
  session: SessionUsage,
  source: UsageSource,
  downBytes: number,
  upBytes: number,
): UsageFinding {
  const total = { downBytes: session.totalDown, upBytes: session.totalUp };
  return { kind, source, shown: { downBytes, upBytes }, total };
}
