/**
 * Mikrotik-Rate-Limit (vendor 14988, attribute 8), also the `rate-limit` of a PPP profile; positional, single spaces:
 *
 *   rx[/tx] [brx[/btx] [trx[/ttx] [time-rx[/time-tx] [priority [minrx[/mintx]]]]]]
 *
 * rx is the client's upload, tx its download: this module is where up/down order lives. Rates are bit/s with k and M
 * decimal; a missing second half equals the first; burst without thresholds takes the rates, without times one second
 * (RouterOS manual, RADIUS and PPP AAA). RouterOS prints plain numbers back (`5000000/10000000`), so what was sent and
 * what was read are compared by meaning and never as text.
 */

import type { Burst } from './burst.ts';
import { fault, ok, type Result } from './result.ts';
import type { Rate } from './tiers.ts';

/** bit/s, so that a rate limit of any origin survives exactly; 0 in a rate is unlimited, 0 in a burst is none. */
export interface RateLimit {
  readonly upBps: number;
  readonly downBps: number;
  readonly burst: RateLimitBurst | null;
  /** 1 (high) to 8; null when not given, which RouterOS takes as 8. */
  readonly priority: number | null;
  /** limit-at; null when not given, which RouterOS takes as the rate. */
  readonly min: { readonly upBps: number; readonly downBps: number } | null;
}

export interface RateLimitBurst {
  readonly upBps: number;
  readonly downBps: number;
  readonly thresholdUpBps: number;
  readonly thresholdDownBps: number;
  readonly secondsUp: number;
  readonly secondsDown: number;
}

export interface RateLimitFault {
  readonly kind: 'empty' | 'too-many-fields' | 'not-a-rate' | 'not-a-time' | 'not-a-priority';
  /** Which field of the grammar, e.g. `burst-limit`. */
  readonly field: string;
  readonly message: string;
}

/** The RouterOS rate of a computed speed. @throws RangeError on a rate below 1 kbps: that would mean unlimited (X49). */
export function rateLimitOf(speed: Rate & { readonly burst?: Burst | null }): RateLimit {
  if (!(speed.upKbps >= 1 && speed.downKbps >= 1)) {
    throw new RangeError(`a computed rate must be at least 1 kbps, got ${speed.downKbps} down, ${speed.upKbps} up`);
  }
  const { burst } = speed;
  return {
    upBps: speed.upKbps * 1_000,
    downBps: speed.downKbps * 1_000,
    burst: burst
      ? {
          upBps: burst.upKbps * 1_000,
          downBps: burst.downKbps * 1_000,
          thresholdUpBps: burst.thresholdUpKbps * 1_000,
          thresholdDownBps: burst.thresholdDownKbps * 1_000,
          secondsUp: burst.upKbps === 0 ? 0 : burst.seconds,
          secondsDown: burst.downKbps === 0 ? 0 : burst.seconds,
        }
      : null,
    priority: null,
    min: null,
  };
}

/** The canonical spelling: shortest exact unit of each number, both halves always written (`20M/20M 30M/30M 16M/16M 8/8`). */
export function formatRateLimit(limit: RateLimit): string {
  const fields = [`${formatBps(limit.upBps)}/${formatBps(limit.downBps)}`];
  const { burst, min } = limit;
  const priority = limit.priority ?? (min ? 8 : null);
  if (burst) {
    fields.push(`${formatBps(burst.upBps)}/${formatBps(burst.downBps)}`);
    fields.push(`${formatBps(burst.thresholdUpBps)}/${formatBps(burst.thresholdDownBps)}`);
    fields.push(`${burst.secondsUp}/${burst.secondsDown}`);
  } else if (priority !== null) {
    fields.push('0/0', '0/0', '0/0'); // a later field needs every earlier one
  }
  if (priority !== null) fields.push(String(priority));
  if (min) fields.push(`${formatBps(min.upBps)}/${formatBps(min.downBps)}`);
  return fields.join(' ');
}

/** Reads the grammar above as RouterOS does, missing halves and fields filled in. Times may carry `s`, rates k, M or G. */
export function parseRateLimit(text: string): Result<RateLimit, RateLimitFault> {
  const fields = text.trim().split(/\s+/);
  if (fields[0] === '') return fault({ kind: 'empty', field: 'rate', message: 'the rate limit is empty' });
  if (fields.length > 6) {
    return fault({
      kind: 'too-many-fields',
      field: 'rate',
      message: `"${text.trim()}" has ${fields.length} fields, at most 6 exist`,
    });
  }
  const rate = pair(fields[0]!, 'rate', parseBps, 'not-a-rate');
  if (!rate.ok) return rate;
  const burst = fields[1] === undefined ? null : pair(fields[1], 'burst-limit', parseBps, 'not-a-rate');
  if (burst && !burst.ok) return burst;
  const threshold = fields[2] === undefined ? rate : pair(fields[2], 'burst-threshold', parseBps, 'not-a-rate');
  if (!threshold.ok) return threshold;
  const seconds =
    fields[3] === undefined ? ok([1, 1] as const) : pair(fields[3], 'burst-time', parseSeconds, 'not-a-time');
  if (!seconds.ok) return seconds;
  const priority = fields[4] === undefined ? null : pair(fields[4], 'priority', parsePriority, 'not-a-priority');
  if (priority && !priority.ok) return priority;
  const min = fields[5] === undefined ? null : pair(fields[5], 'limit-at', parseBps, 'not-a-rate');
  if (min && !min.ok) return min;

  const hasBurst = burst !== null && (burst.value[0] > 0 || burst.value[1] > 0);
  return ok({
    upBps: rate.value[0],
    downBps: rate.value[1],
    burst: hasBurst
      ? {
          upBps: burst.value[0],
          downBps: burst.value[1],
          thresholdUpBps: threshold.value[0],
          thresholdDownBps: threshold.value[1],
          secondsUp: seconds.value[0],
          secondsDown: seconds.value[1],
        }
      : null,
    priority: priority ? priority.value[0] : null,
    min: min ? { upBps: min.value[0], downBps: min.value[1] } : null,
  });
}

/**
 * Whether two rate limits ask the same of a router: `5M`, `5000k/5000k` and `5000000/5000000` do.
 *
 * Defaults count as given (priority 8, limit-at = rate), and a direction without burst ignores its threshold and time.
 * A text that is no rate limit is the same as nothing, not even as itself.
 */
export function sameRateLimit(a: string | RateLimit, b: string | RateLimit): boolean {
  const left = meaningOf(a);
  const right = meaningOf(b);
  return left !== null && right !== null && left.every((value, index) => value === right[index]);
}

function meaningOf(limit: string | RateLimit): readonly number[] | null {
  const parsed = typeof limit === 'string' ? parseRateLimit(limit) : ok(limit);
  if (!parsed.ok) return null;
  const { upBps, downBps, burst, priority, min } = parsed.value;
  const burstUp = burst && burst.upBps > 0 ? [burst.upBps, burst.thresholdUpBps, burst.secondsUp] : [0, 0, 0];
  const burstDown = burst && burst.downBps > 0 ? [burst.downBps, burst.thresholdDownBps, burst.secondsDown] : [0, 0, 0];
  return [upBps, downBps, ...burstUp, ...burstDown, priority ?? 8, min?.upBps ?? upBps, min?.downBps ?? downBps];
}

/** up/down halves of one field; a missing second half equals the first. */
function pair(
  field: string,
  name: string,
  parse: (text: string) => number | null,
  kind: RateLimitFault['kind'],
): Result<readonly [number, number], RateLimitFault> {
  const halves = field.split('/');
  const up = parse(halves[0]!);
  const down = halves[1] === undefined ? up : parse(halves[1]);
  if (halves.length > 2 || up === null || down === null) {
    return fault({ kind, field: name, message: `"${field}" is no ${name}` });
  }
  return ok([up, down]);
}

const BPS = /^(\d{1,15})(?:\.(\d{1,9}))?([kmg])?$/i;
const BPS_DIGITS = { k: 3, m: 6, g: 9 } as const;

function parseBps(text: string): number | null {
  const match = BPS.exec(text);
  if (!match) return null;
  const digits = match[3] ? BPS_DIGITS[match[3].toLowerCase() as keyof typeof BPS_DIGITS] : 0;
  const decimals = match[2] ?? '';
  if (decimals.length > digits) return null; // no fractions of a bit
  const bps = Number(match[1]! + decimals.padEnd(digits, '0'));
  return Number.isSafeInteger(bps) ? bps : null;
}

function parseSeconds(text: string): number | null {
  const match = /^(\d{1,6})s?$/.exec(text);
  return match ? Number(match[1]) : null;
}

const parsePriority = (text: string): number | null => (/^[1-8]$/.test(text) ? Number(text) : null);

function formatBps(bps: number): string {
  if (bps > 0 && bps % 1_000_000 === 0) return `${bps / 1_000_000}M`;
  return bps > 0 && bps % 1_000 === 0 ? `${bps / 1_000}k` : String(bps);
}
