/**
 * Which readings of a source are believed (spec X43): the first one, newer ones, and those after a restart that is
 * proven. A fall needs a reason: a jump taken back, or a 32-bit wrap with evidence.
 */

import { disprovedBy } from './usage-holds.ts';
import { sanityCapBytes } from './usage-limits.ts';
import type { Reading, SessionUsage, SourceBaseline, UsageSource } from './usage-session.ts';
import { addFinding, type Step, WRAP_BYTES } from './usage-step.ts';

/** How far uptimes may fall without proving a restart: menus of one router differ by a second or two. */
const UPTIME_JITTER_SECONDS = 2;

/** How far an uptime may lag behind the time that passed: latency, and clocks that drift over a long gap. */
const UPTIME_LAG_SECONDS = 10;

/**
 * The baseline of a source that speaks for the first time. Absolute sources are on the session's own scale (less what
 * an adopted session had before); a queue counts since it was made, so it joins at the total known so far.
 */
export function firstBaseline(
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
  return {
    key: reading.key,
    pastKeys: [],
    downBytes,
    upBytes,
    offsetDown: isRelative ? session.totalDown - downBytes : 0 - (session.openingDown ?? 0),
    offsetUp: isRelative ? session.totalUp - upBytes : 0 - (session.openingUp ?? 0),
    uptimeSeconds: reading.uptimeSeconds,
    at,
    is64Bit: reading.hasGigawords,
    is32Bit: false,
    isFallen: false,
  };
}

/** A packet of an older epoch than that is not on its way any more; a NAS with an id for each record must not grow the row. */
const pastKeysMax = 16;

export type Age = 'newer' | 'older' | 'restarted';

/** Whether a reading is newer than the source's last one, no newer, or the first after its counters restarted. */
export function ageOf({ baseline, reading, source, at, downBytes, upBytes }: Step): Age {
  if (reading.key !== baseline.key) return baseline.pastKeys.includes(reading.key) ? 'older' : 'restarted';
  const was = baseline.uptimeSeconds;
  const uptime = reading.uptimeSeconds;
  const isUptimeRising = was !== null && uptime !== null && uptime > was;
  const isSmaller = downBytes < baseline.downBytes || upBytes < baseline.upBytes;
  if (source === 'radius') {
    if (was !== null && uptime !== null && uptime < was) return 'older';
    // Without a later Acct-Session-Time only larger octets are news; smaller ones are an old packet.
    const isLarger = downBytes > baseline.downBytes || upBytes > baseline.upBytes;
    return isUptimeRising || (isLarger && !isSmaller) ? 'newer' : 'older';
  }
  // Under a clock that was set back the router's uptime still tells new from old.
  if (at <= baseline.at) return isUptimeRising ? 'newer' : 'older';
  if (was === null || uptime === null) return 'newer';
  if (uptime < was - UPTIME_JITTER_SECONDS) return 'restarted';
  // After missed polls a new uptime may have caught up with the old one; with smaller counters it proves as much.
  const isBehind = uptime < was + (at - baseline.at) / 1_000 - UPTIME_LAG_SECONDS;
  return isBehind && isSmaller ? 'restarted' : 'newer';
}

/**
 * Brings the baseline in line with a reading of known age, and says whether the reading's numbers may be used.
 * A Stop is the last word on its own counters: what it does not explain, it settles.
 */
export function accept(step: Step, age: Age): boolean {
  const { baseline, reading, downBytes, upBytes } = step;
  if (age === 'older') return reading.isStop && reading.key === baseline.key;
  if (age === 'restarted') {
    addFinding(step, 'counter-restarted');
    beginEpoch(baseline, reading.key);
    return true;
  }
  if (downBytes >= baseline.downBytes && upBytes >= baseline.upBytes) {
    baseline.isFallen = false;
    return true;
  }
  if (isFallExplained(step) || reading.isStop) return true;
  if (!baseline.isFallen) addFinding(step, 'counter-fell');
  baseline.isFallen = true;
  return false;
}

/** Starts a new epoch of a source: what it showed so far stays in its offset, and it counts from zero again. */
function beginEpoch(baseline: SourceBaseline, key: string): void {
  baseline.offsetDown += baseline.downBytes;
  baseline.offsetUp += baseline.upBytes;
  if (key !== baseline.key) {
    baseline.pastKeys.push(baseline.key);
    if (baseline.pastKeys.length > pastKeysMax) baseline.pastKeys.shift();
    baseline.key = key;
  }
  baseline.isFallen = false;
}

/** Looks for the reason why a source shows less than before, and adjusts its offset if there is one. */
function isFallExplained(step: Step): boolean {
  const { session, baseline, reading, source, downBytes, upBytes } = step;
  if (disprovedBy(session, source, baseline, downBytes, upBytes)) {
    addFinding(step, 'hold-disproved');
    return true;
  }
  // Only RADIUS without Gigawords counts in 32 bits, and `ageOf` has seen to it that the session time rose.
  if (source !== 'radius' || reading.hasGigawords || baseline.is64Bit || baseline.isFallen) return false;
  const capDown = sanityCapBytes(session.peakDownKbps, session.linkKbps, step.downElapsedMs);
  const capUp = sanityCapBytes(session.peakUpKbps, session.linkKbps, step.upElapsedMs);
  const isFlagged = baseline.is32Bit;
  const down = wraps(downBytes, baseline.downBytes, baseline.offsetDown, session.totalDown, capDown, isFlagged);
  const up = wraps(upBytes, baseline.upBytes, baseline.offsetUp, session.totalUp, capUp, isFlagged);
  if (down === null || up === null) return false;
  baseline.offsetDown += down * WRAP_BYTES;
  baseline.offsetUp += up * WRAP_BYTES;
  if (!isFlagged) addFinding(step, 'counter-wrapped');
  baseline.is32Bit = true;
  return true;
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
  isFlagged: boolean,
): number | null {
  if (bytes >= lastBytes) return 0;
  const nearest = Math.round((total - (bytes + offset)) / WRAP_BYTES);
  const count = nearest >= 1 ? nearest : isFlagged ? 1 : 0;
  return count >= 1 && bytes + offset + count * WRAP_BYTES - total <= capBytes ? count : null;
}
