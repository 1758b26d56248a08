/**
 * RouterOS value forms (MikroTik manual, API and Scripting; `docs` of each menu). Every reader takes the router's text and
 * gives `undefined` for what it cannot read: a missing or odd value is expected, never an exception.
 */

/** Two numbers of one simple queue or counter, from the subscriber's side. RouterOS writes such pairs `up/down`. */
export interface UpDown {
  readonly up: number;
  readonly down: number;
}

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  ns: 0.000001,
};

/**
 * Milliseconds of `1w2d3h4m5s`, `5s100ms`, `12ms345us` or clock style `01:22:53`, `1d02:03:04`, `00:00:01.500`.
 * Fractions of a millisecond stay. Words such as `never` and `none` are unreadable.
 */
export function parseDurationMs(text: string): number | undefined {
  const form = /^((?:\d+(?:w|d|h|ms|m|s|us|ns))*)(?:(\d+):(\d\d):(\d\d(?:\.\d+)?))?$/.exec(text);
  if (!form || text === '') return undefined;
  let ms = 0;
  for (const [, count, unit] of form[1]!.matchAll(/(\d+)([a-z]+)/g)) ms += Number(count) * MS_PER_UNIT[unit!]!;
  if (form[2] !== undefined) ms += Number(form[2]) * 3_600_000 + Number(form[3]) * 60_000 + Number(form[4]) * 1000;
  return ms;
}

/** Whole seconds of an uptime; see `parseDurationMs`. */
export function parseUptimeSeconds(text: string): number | undefined {
  const ms = parseDurationMs(text);
  return ms === undefined ? undefined : Math.floor(ms / 1000);
}

/** `1w2d3h4m5s` for whole seconds ≥ 0, as RouterOS writes it: units of zero are left out, nothing is `0s`. */
export function formatDuration(seconds: number): string {
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new RangeError(`Not a duration in seconds: ${seconds}`);
  let text = '';
  let rest = seconds;
  for (const unit of ['w', 'd', 'h', 'm', 's']) {
    const size = MS_PER_UNIT[unit]! / 1000;
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text || '0s';
}

export interface LocalDateTime {
  readonly year: number;
  /** 1…12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * The router's own wall time, without a zone: `jan/02/2023 12:00:00` (≤ 7.9) or `2023-01-02 12:00:00` (≥ 7.10).
 * The time may be missing (midnight); a day that no calendar has is unreadable.
 */
export function parseDateTime(text: string): LocalDateTime | undefined {
  const form = /^(?:([a-z]{3})\/(\d\d)\/(\d{4})|(\d{4})-(\d\d)-(\d\d))(?: (\d\d):(\d\d):(\d\d))?$/i.exec(text);
  if (!form) return undefined;
  const month = form[1] === undefined ? Number(form[5]) : MONTHS.indexOf(form[1].toLowerCase()) + 1;
  const local: LocalDateTime = {
    year: Number(form[3] ?? form[4]),
    month,
    day: Number(form[2] ?? form[6]),
    hour: Number(form[7] ?? 0),
    minute: Number(form[8] ?? 0),
    second: Number(form[9] ?? 0),
  };
  const there = new Date(epochMs(local, 0));
  const exists =
    there.getUTCFullYear() === local.year && there.getUTCMonth() + 1 === month && there.getUTCDate() === local.day;
  return exists && local.hour < 24 && local.minute < 60 && local.second < 60 ? local : undefined;
}

/** UTC epoch milliseconds of a wall time `offsetSeconds` ahead of UTC. */
export function epochMs(local: LocalDateTime, offsetSeconds: number): number {
  const utc = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
  return utc - offsetSeconds * 1000;
}

/** Seconds ahead of UTC of `gmt-offset`: `+03:00`, `-04:30`, or plain seconds. */
export function parseOffsetSeconds(text: string): number | undefined {
  const form = /^([+-])(\d\d):(\d\d)$/.exec(text);
  if (form) return (form[1] === '-' ? -1 : 1) * (Number(form[2]) * 3600 + Number(form[3]) * 60);
  return /^-?\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/** Replies say `true`/`false`; settings of old versions and our own requests also `yes`/`no`. */
export function parseBoolean(text: string): boolean | undefined {
  if (text === 'true' || text === 'yes') return true;
  if (text === 'false' || text === 'no') return false;
  return undefined;
}

export const formatBoolean = (value: boolean): 'yes' | 'no' => (value ? 'yes' : 'no');

/** A counter or plain number: decimal digits up to 2^53 − 1 (9 PB); larger is unreadable rather than rounded. */
export function parseCount(text: string): number | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

const RATE_SUFFIX: Readonly<Record<string, number>> = { '': 1, k: 1000, m: 1_000_000, g: 1_000_000_000 };

/** bit/s of `10M`, `512k`, `10000000`; suffixes are decimal. 0 means unlimited to RouterOS. */
export function parseRate(text: string): number | undefined {
  const form = /^(\d+)([kmg]?)$/i.exec(text);
  if (!form) return undefined;
  const value = Number(form[1]) * RATE_SUFFIX[form[2]!.toLowerCase()]!;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** bit/s of `max-limit` and its kin, `up/down`. A single rate stands for both, as RouterOS reads it. */
export function parseRatePair(text: string): UpDown | undefined {
  return parsePair(text.includes('/') ? text : `${text}/${text}`, parseRate);
}

/** `up/down` in plain bit/s, as the router itself answers. */
export function formatRatePair({ up, down }: UpDown): string {
  return `${up}/${down}`;
}

/** Bytes or packets of a queue, `up/down`. */
export function parseCounterPair(text: string): UpDown | undefined {
  return parsePair(text, parseCount);
}

/** Seconds of `burst-time`, `up/down`: `8s/8s`. */
export function parseSecondsPair(text: string): UpDown | undefined {
  return parsePair(text, (half) => parseUptimeSeconds(half));
}

function parsePair(text: string, parseHalf: (half: string) => number | undefined): UpDown | undefined {
  const [first, second, ...rest] = text.split('/');
  if (first === undefined || second === undefined || rest.length > 0) return undefined;
  const up = parseHalf(first);
  const down = parseHalf(second);
  return up === undefined || down === undefined ? undefined : { up, down };
}

/** `.id`: `*` and hex digits. A handle until the router reboots or the row is made anew, never a key to store. */
export function parseItemId(text: string): string | undefined {
  return /^\*[0-9a-f]+$/i.test(text) ? text.toUpperCase() : undefined;
}
