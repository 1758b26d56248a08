/**
 * Three-source reconciliation (N3): do the sources of one session agree, and if not, which is the odd one?
 *
 * Compared at Stop and hourly, not every cycle (X62). Sources are read at different times, so the tolerance grows by
 * the rate over the time between two readings. Totals are on the session's scale, with what is in quarantine: who
 * agrees with a jump is the evidence about it.
 */

import { bytesAtRate } from './units.ts';
import type { UsageFinding } from './usage-findings.ts';
import { toleratedGapBytes } from './usage-limits.ts';
import { type SessionUsage, USAGE_SOURCES, type UsageSource } from './usage-session.ts';

export interface SourceTotal {
  readonly source: UsageSource;
  readonly downBytes: number;
  readonly upBytes: number;
  readonly at: number;
}

export interface Disagreement {
  /** The source that differs from the most others; of only two, the one that shows less. */
  readonly odd: SourceTotal;
  readonly others: readonly SourceTotal[];
  /** `swapped`: its down is the others' up (pfSense 372). `wrapped`: it is short by multiples of 2^32. */
  readonly likely: 'swapped' | 'wrapped' | null;
}

/** The odd source of a session whose sources differ by more than N3 tolerates; null when they agree. */
export function disagreement(session: SessionUsage): Disagreement | null {
  const totals = USAGE_SOURCES.flatMap((source) => totalOf(session, source));
  const conflicts = totals.map((a) => totals.filter((b) => !agree(session, a, b)).length);
  const most = Math.max(0, ...conflicts);
  if (most === 0) return null;
  const suspects = totals.filter((_, index) => conflicts[index] === most);
  const odd = suspects.reduce((low, next) => (sum(next) < sum(low) ? next : low));
  const others = totals.filter((total) => total !== odd);
  return { odd, others, likely: likelyCause(session, odd, others) };
}

/**
 * The one finding that a comparison of the session's sources gives (at Stop and hourly, X62); null when they agree, or
 * when the reason is told already: a source that fell, one that is known to wrap, a jump in quarantine.
 */
export function reconcile(session: SessionUsage): UsageFinding | null {
  const found = disagreement(session);
  if (!found) return null;
  const { odd, likely } = found;
  const baseline = session[odd.source];
  const isHeld = session.holds.some(({ decision, isDisproved }) => decision !== 'approved' && !isDisproved);
  if (isHeld || baseline?.isFallen || (likely === 'wrapped' && baseline?.is32Bit)) return null;
  const kinds = { swapped: 'directions-swapped', wrapped: 'counter-wrapped' } as const;
  return {
    kind: likely === null ? 'sources-disagree' : kinds[likely],
    source: odd.source,
    shown: { downBytes: odd.downBytes, upBytes: odd.upBytes },
    total: { downBytes: session.totalDown, upBytes: session.totalUp },
  };
}

function totalOf(session: SessionUsage, source: UsageSource): SourceTotal[] {
  const baseline = session[source];
  if (!baseline) return [];
  let downBytes = baseline.downBytes + baseline.offsetDown;
  let upBytes = baseline.upBytes + baseline.offsetUp;
  for (const hold of session.holds) {
    if (hold.decision === 'approved' || !hold.shownBy.includes(source)) continue;
    downBytes += hold.downBytes;
    upBytes += hold.upBytes;
  }
  return [{ source, downBytes, upBytes, at: baseline.at }];
}

const sum = (total: SourceTotal): number => total.downBytes + total.upBytes;

const agree = (session: SessionUsage, a: SourceTotal, b: SourceTotal): boolean =>
  isNear(a.downBytes, b.downBytes, session.peakDownKbps, a.at - b.at, session.linkKbps) &&
  isNear(a.upBytes, b.upBytes, session.peakUpKbps, a.at - b.at, session.linkKbps);

function isNear(a: number, b: number, kbps: number | null, apartMs: number, linkKbps: number): boolean {
  const arrived = bytesAtRate(kbps ?? linkKbps, Math.abs(apartMs));
  return Math.abs(a - b) <= toleratedGapBytes(Math.max(a, b), kbps, linkKbps) + arrived;
}

function likelyCause(session: SessionUsage, odd: SourceTotal, others: readonly SourceTotal[]): Disagreement['likely'] {
  const swapped = { ...odd, downBytes: odd.upBytes, upBytes: odd.downBytes };
  if (others.some((other) => agree(session, swapped, other))) return 'swapped';
  const lift = (bytes: number, other: number) => bytes + Math.max(0, Math.round((other - bytes) / 2 ** 32)) * 2 ** 32;
  const isWrapped = others.some((other) => {
    const lifted = {
      ...odd,
      downBytes: lift(odd.downBytes, other.downBytes),
      upBytes: lift(odd.upBytes, other.upBytes),
    };
    return agree(session, lifted, other);
  });
  return isWrapped ? 'wrapped' : null;
}
