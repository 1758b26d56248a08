/**
 * The quarantine of implausible deltas (spec X28, N19).
 *
 * A held delta is taken out of the offsets of the sources that show it, so the next delta counts normally, other
 * sources go on as before, and a second source that shows the same jump does not bring it in by the back door. To
 * approve is to put it back into those offsets and into the total; to void is to leave everything as it is.
 */

import { bytesAtRate } from './units.ts';
import { type Hold, type SessionUsage, type SourceBaseline, USAGE_SOURCES, type UsageSource } from './usage-session.ts';
import { addFinding, type Step } from './usage-step.ts';

/** An undecided hold is decided by the RADIUS evidence after 24 h (X28). */
export const HOLD_DECISION_MS = 24 * 3_600_000;

/** Kept in a session's row. More jumps than that are a broken counter, and one decision. */
const holdsMax = 32;

/** A suspicious growth of one source above the session's total. */
export interface Excess {
  readonly downDelta: number;
  readonly upDelta: number;
  readonly capDownBytes: number;
  readonly capUpBytes: number;
  readonly elapsedMs: number;
  readonly fromAt: number;
}

/**
 * Takes an excess above the cap out of the source's baseline: what other sources already have in quarantine is
 * recognised, the rest becomes a new hold. Afterwards the source's total is plausible again.
 */
export function holdBack(step: Step, excess: Excess): Hold | null {
  const { session, baseline, source } = step;
  const { capDownBytes, capUpBytes } = excess;
  let { downDelta, upDelta } = excess;
  for (const hold of session.holds) {
    if (hold.decision === 'approved' || hold.isDisproved || hold.shownBy.includes(source)) continue;
    // A lagging source shows a little less of the same jump: within a cap of it is the same one.
    if (downDelta + capDownBytes < hold.downBytes || upDelta + capUpBytes < hold.upBytes) continue;
    takeOut(baseline, hold.downBytes, hold.upBytes);
    hold.shownBy.push(source);
    downDelta -= hold.downBytes;
    upDelta -= hold.upBytes;
    addFinding(step, 'hold-confirmed');
  }
  if (downDelta <= capDownBytes && upDelta <= capUpBytes) return null;

  const hold: Hold = {
    id: (session.holds.at(-1)?.id ?? 0) + 1,
    source,
    downBytes: Math.max(0, downDelta),
    upBytes: Math.max(0, upDelta),
    fromAt: excess.fromAt,
    at: step.at,
    capDownBytes,
    capUpBytes,
    elapsedMs: excess.elapsedMs,
    totals: totalsOf(session),
    beforeDownBytes: step.beforeDownBytes,
    beforeUpBytes: step.beforeUpBytes,
    shownBy: [source],
    isDisproved: false,
    decision: 'pending',
  };
  takeOut(baseline, hold.downBytes, hold.upBytes);
  if (session.holds.length < holdsMax) {
    session.holds.push(hold);
    return hold;
  }
  return joined(session, hold);
}

/**
 * A counter that jumps with every record would grow the session's row without end. One jump more becomes part of the
 * last of the same source that waits, decided with it; where none does, the oldest that is decided makes room.
 */
function joined(session: SessionUsage, hold: Hold): Hold {
  const { holds } = session;
  const isOpen = ({ decision, isDisproved }: Hold): boolean => decision === 'pending' && !isDisproved;
  const last = holds.findLastIndex((one) => isOpen(one) && one.shownBy.length === 1 && one.shownBy[0] === hold.source);
  const known = holds[last];
  if (known) {
    const sum = {
      ...known,
      downBytes: known.downBytes + hold.downBytes,
      upBytes: known.upBytes + hold.upBytes,
      elapsedMs: known.elapsedMs + hold.elapsedMs,
      totals: hold.totals,
    };
    holds[last] = sum;
    return sum;
  }
  const decided = holds.findIndex((one) => !isOpen(one));
  holds.splice(Math.max(0, decided), 1);
  holds.push(hold);
  return hold;
}

/**
 * The hold that a fall takes back, if it does: the source is where it would be without that jump.
 * Its bytes return to the source's offset, and the hold is disproved.
 */
export function disprovedBy(
  session: SessionUsage,
  source: UsageSource,
  baseline: SourceBaseline,
  downBytes: number,
  upBytes: number,
): Hold | null {
  for (const hold of session.holds) {
    if (hold.decision === 'approved' || hold.isDisproved || !hold.shownBy.includes(source)) continue;
    const downAbove = downBytes - (baseline.downBytes - hold.downBytes);
    const upAbove = upBytes - (baseline.upBytes - hold.upBytes);
    if (downAbove < 0 || upAbove < 0 || downAbove > hold.capDownBytes || upAbove > hold.capUpBytes) continue;
    takeOut(baseline, -hold.downBytes, -hold.upBytes);
    hold.shownBy = hold.shownBy.filter((name) => name !== source);
    hold.isDisproved = hold.shownBy.length === 0;
    return hold;
  }
  return null;
}

/** No access line is faster: 100 Gbit/s. */
const POSSIBLE_KBPS_MAX = 100_000_000;

/** Whether any line can have moved it in its interval; what none can is a broken counter, whoever repeats it. */
const isPossible = ({ downBytes, upBytes, fromAt, at, elapsedMs, capDownBytes, capUpBytes }: Hold): boolean => {
  const most = bytesAtRate(POSSIBLE_KBPS_MAX, Math.max(at - fromAt, elapsedMs));
  return downBytes <= Math.max(most, capDownBytes) && upBytes <= Math.max(most, capUpBytes);
};

/**
 * What the RADIUS evidence says about a hold that nobody decided for 24 h (X28); null while it is too early, decided
 * already, or RADIUS has not spoken since. RADIUS shows the jump: approve. It does not, the session ended, or no line
 * could have moved so much: void.
 */
export function evidenceDecision(session: SessionUsage, hold: Hold, now: number): 'approve' | 'void' | null {
  if (hold.decision !== 'pending' || now - hold.at < HOLD_DECISION_MS) return null;
  if (hold.isDisproved || !isPossible(hold)) return 'void';
  const hasSpoken = session.radius !== null && session.radius.at > hold.at;
  if (hold.shownBy.includes('radius') && (hasSpoken || session.closedBy === 'stop')) return 'approve';
  return hasSpoken || session.closedBy !== null ? 'void' : null;
}

/**
 * Decides a pending hold. Approved bytes join the session's total; the caller counts them over [fromAt, toAt], to
 * the days they belong to. Of bytes that another source has brought in since, none are counted again. A hold that
 * is already decided gives null: approving twice counts once.
 */
export function decideHold(
  session: SessionUsage,
  holdId: number,
  decision: 'approve' | 'void',
): { readonly downDelta: number; readonly upDelta: number; readonly fromAt: number; readonly toAt: number } | null {
  const hold = session.holds.find(({ id }) => id === holdId);
  if (hold?.decision !== 'pending') return null;
  if (decision === 'void') {
    hold.decision = 'voided';
    return { downDelta: 0, upDelta: 0, fromAt: hold.fromAt, toAt: hold.at };
  }
  hold.decision = 'approved';
  let downAbove = 0;
  let upAbove = 0;
  for (const source of hold.shownBy) {
    const baseline = session[source];
    if (!baseline) continue;
    takeOut(baseline, -hold.downBytes, -hold.upBytes);
    downAbove = Math.max(downAbove, baseline.downBytes + baseline.offsetDown - session.totalDown);
    upAbove = Math.max(upAbove, baseline.upBytes + baseline.offsetUp - session.totalUp);
  }
  const downDelta = Math.min(hold.downBytes, downAbove);
  const upDelta = Math.min(hold.upBytes, upAbove);
  session.totalDown += downDelta;
  session.totalUp += upDelta;
  return { downDelta, upDelta, fromAt: hold.fromAt, toAt: hold.at };
}

function takeOut(baseline: SourceBaseline, downBytes: number, upBytes: number): void {
  baseline.offsetDown -= downBytes;
  baseline.offsetUp -= upBytes;
}

function totalsOf(session: SessionUsage): Hold['totals'] {
  const of = (source: UsageSource) => {
    const baseline = session[source];
    return (
      baseline && {
        downBytes: baseline.downBytes + baseline.offsetDown,
        upBytes: baseline.upBytes + baseline.offsetUp,
      }
    );
  };
  return Object.fromEntries(USAGE_SOURCES.map((source) => [source, of(source)])) as Hold['totals'];
}
