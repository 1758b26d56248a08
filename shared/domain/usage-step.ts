/** One call of `observe`, unpacked: what its parts hand to each other. */
import type { UsageFinding, UsageFindingKind } from './usage-findings.ts';
import type { Reading, SessionUsage, SourceBaseline, UsageSource } from './usage-session.ts';

/** Counters without Gigawords come round after 4 GiB. */
export const WRAP_BYTES = 2 ** 32;

export interface Step {
  readonly session: SessionUsage;
  readonly baseline: SourceBaseline;
  readonly reading: Reading;
  readonly source: UsageSource;
  readonly at: number;
  readonly downBytes: number;
  readonly upBytes: number;
  /** What the source showed last, raw; 0 when it speaks for the first time. */
  readonly beforeDownBytes: number;
  readonly beforeUpBytes: number;
  /** The time since the source's own last word, and since each total was last known to hold. */
  readonly ownElapsedMs: number;
  readonly downElapsedMs: number;
  readonly upElapsedMs: number;
  readonly findings: UsageFinding[];
}

export function addFinding(step: Step, kind: UsageFindingKind): void {
  const { session, source, downBytes, upBytes } = step;
  const total = { downBytes: session.totalDown, upBytes: session.totalUp };
  step.findings.push({ kind, source, shown: { downBytes, upBytes }, total });
}

/** The time in which a delta can have been moved: by our clock, or by the session's own uptime if that says more. */
export function elapsedSince(sinceAt: number, sinceUptime: number | null, uptime: number | null, at: number): number {
  const byUptime = uptime !== null && sinceUptime !== null ? (uptime - sinceUptime) * 1_000 : 0;
  return Math.max(0, at - sinceAt, byUptime);
}
