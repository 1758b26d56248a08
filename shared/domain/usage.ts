/**
 * The one usage truth: every reading of a session's bytes, from whatever source, goes through `observe`.
 *
 *  - One baseline per source. The counted total is the largest total any source has shown, never a sum (spec X43).
 *  - A reading that is not newer than its source's last changes nothing, so replays and reordering are harmless.
 *    RADIUS is ordered by Acct-Session-Time (packets travel), router readings by the time they were taken.
 *  - A restart of counters is believed from the same source with a new key or, on the router, an uptime that fell.
 *    Anything else that falls is a 32-bit wrap with evidence, a jump taken back, or not believed (`usage-accept.ts`).
 *  - A delta above the sanity cap waits in quarantine; the next one counts normally (X28, N19, `usage-holds.ts`).
 *  - A Stop settles the total to its octets by a signed receipt and is final (X43, X67, `usage-settle.ts`).
 *
 * It mutates the session (see `usage-session.ts`) and answers with what must be credited.
 */
import { accept, ageOf, firstBaseline } from './usage-accept.ts';
import type { UsageFinding } from './usage-findings.ts';
import { holdBack } from './usage-holds.ts';
import { sanityCapBytes } from './usage-limits.ts';
import type { Hold, Reading, SessionUsage, SourceBaseline, UsageSource } from './usage-session.ts';
import { settleStop } from './usage-settle.ts';
import { elapsedSince, type Step, WRAP_BYTES } from './usage-step.ts';

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

/** The answer to a reading that changes nothing: one object, compared by its fields. */
const NOTHING: Observation = Object.freeze({
  downDelta: 0,
  upDelta: 0,
  fromAt: 0,
  toAt: 0,
  receipt: null,
  quarantined: null,
  findings: Object.freeze([]),
  isReopened: false,
  isClosed: false,
});

/**
 * Accepts one reading of a session.
 *
 * @param at when the counters had these values, UTC ms: the time of the poll, or receipt − Acct-Delay-Time
 */
export function observe(session: SessionUsage, reading: Reading, source: UsageSource, at: number): Observation {
  if (session.closedBy === 'stop') return NOTHING;
  const { downBytes, upBytes } = reading;
  if (downBytes === null || upBytes === null) return reading.isStop ? closeWithoutOctets(session, source, at) : NOTHING;

  const known = session[source];
  const baseline = known ?? firstBaseline(session, reading, source, downBytes, upBytes, at);
  const step = stepOf(session, baseline, known === null, reading, source, at, downBytes, upBytes);
  let isBelieved = true;
  if (known === null) {
    session[source] = baseline;
  } else {
    const age = ageOf(step);
    if (age === 'older' && !reading.isStop) return NOTHING;
    isBelieved = accept(step, age);
    baseline.at = at;
    if (reading.uptimeSeconds !== null && age !== 'older') baseline.uptimeSeconds = reading.uptimeSeconds;
  }
  if (isBelieved) {
    baseline.downBytes = downBytes;
    baseline.upBytes = upBytes;
    if (reading.hasGigawords || downBytes >= WRAP_BYTES || upBytes >= WRAP_BYTES) baseline.is64Bit = true;
  }

  const isReopened = session.closedBy !== null;
  session.closedBy = null;
  const credited = isBelieved ? credit(step) : null;
  let downDelta = credited?.downDelta ?? 0;
  let upDelta = credited?.upDelta ?? 0;
  const quarantined = credited?.quarantined ?? null;
  const { findings } = step;
  const fromAt = credited?.fromAt ?? at;
  if (!reading.isStop) {
    const isQuiet = downDelta === 0 && upDelta === 0 && quarantined === null && findings.length === 0 && !isReopened;
    if (isQuiet) return NOTHING;
    return { downDelta, upDelta, fromAt, toAt: at, receipt: null, quarantined, findings, isReopened, isClosed: false };
  }
  const settled = settleStop(step);
  downDelta += settled.downBytes;
  upDelta += settled.upBytes;
  session.closedBy = 'stop';
  const receipt = { downBytes: downDelta, upBytes: upDelta };
  return { downDelta, upDelta, fromAt, toAt: at, receipt, quarantined, findings, isReopened, isClosed: true };
}

function stepOf(
  session: SessionUsage,
  baseline: SourceBaseline,
  isFirst: boolean,
  reading: Reading,
  source: UsageSource,
  at: number,
  downBytes: number,
  upBytes: number,
): Step {
  const uptime = reading.uptimeSeconds;
  return {
    session,
    baseline,
    reading,
    source,
    at,
    downBytes,
    upBytes,
    beforeDownBytes: isFirst ? 0 : baseline.downBytes,
    beforeUpBytes: isFirst ? 0 : baseline.upBytes,
    ownElapsedMs: isFirst ? at - session.startedAt : elapsedSince(baseline.at, baseline.uptimeSeconds, uptime, at),
    downElapsedMs: elapsedSince(session.downCountedAt, session.downCountedUptime, uptime, at),
    upElapsedMs: elapsedSince(session.upCountedAt, session.upCountedUptime, uptime, at),
    findings: [],
  };
}

/** Raises the total to what the source shows, unless more would have moved than can have been: that is held back. */
function credit(step: Step): { downDelta: number; upDelta: number; fromAt: number; quarantined: Hold | null } {
  const { session, baseline, at, downBytes, upBytes } = step;
  let downDelta = downBytes + baseline.offsetDown - session.totalDown;
  let upDelta = upBytes + baseline.offsetUp - session.totalUp;
  // What is not behind the total shows the session as it is now; what is behind says nothing about now.
  const isDownCurrent = downDelta >= 0;
  const isUpCurrent = upDelta >= 0;
  const fromAt = Math.min(at, downDelta > 0 ? session.downCountedAt : at, upDelta > 0 ? session.upCountedAt : at);

  // A source may know better than the others what moved since its own last word, so the longer time counts.
  const downMs = Math.max(step.downElapsedMs, step.ownElapsedMs);
  const upMs = Math.max(step.upElapsedMs, step.ownElapsedMs);
  const capDownBytes = sanityCapBytes(session.peakDownKbps, session.linkKbps, downMs);
  const capUpBytes = sanityCapBytes(session.peakUpKbps, session.linkKbps, upMs);
  let quarantined: Hold | null = null;
  if (downDelta > capDownBytes || upDelta > capUpBytes) {
    const elapsedMs = downDelta > capDownBytes ? downMs : upMs;
    quarantined = holdBack(step, { downDelta, upDelta, capDownBytes, capUpBytes, elapsedMs, fromAt });
    downDelta = downBytes + baseline.offsetDown - session.totalDown;
    upDelta = upBytes + baseline.offsetUp - session.totalUp;
  }
  downDelta = Math.max(0, downDelta);
  upDelta = Math.max(0, upDelta);
  session.totalDown += downDelta;
  session.totalUp += upDelta;
  if (isDownCurrent) {
    session.downCountedAt = Math.max(session.downCountedAt, at);
    session.downCountedUptime = step.reading.uptimeSeconds;
    session.peakDownKbps = session.downKbps;
  }
  if (isUpCurrent) {
    session.upCountedAt = Math.max(session.upCountedAt, at);
    session.upCountedUptime = step.reading.uptimeSeconds;
    session.peakUpKbps = session.upKbps;
  }
  return { downDelta, upDelta, fromAt, quarantined };
}

/** A Stop without octets ends the session at its last known total. */
function closeWithoutOctets(session: SessionUsage, source: UsageSource, at: number): Observation {
  const isReopened = session.closedBy !== null;
  session.closedBy = 'stop';
  const total = { downBytes: session.totalDown, upBytes: session.totalUp };
  const findings: UsageFinding[] = [{ kind: 'stop-without-octets', source, shown: null, total }];
  return { ...NOTHING, fromAt: at, toAt: at, findings, isReopened, isClosed: true };
}
