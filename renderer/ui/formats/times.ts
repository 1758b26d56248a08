import { type Measured, NOTHING, type Quantity, type QuantityPart } from './quantity.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

const two = (value: number) => value.toString().padStart(2, '0');
const parts = (...pairs: readonly (readonly [string, string])[]): readonly QuantityPart[] =>
  pairs.map(([figures, unit]) => ({ figures, unit }));

/** How long something lasted or lasts: 42 s, 51 m, 4 h 12 m, 2 d 11 h, 1 y 34 d. Two units, cut, never rounded up. */
export function duration(milliseconds: Measured): Quantity {
  if (milliseconds == null || !Number.isFinite(milliseconds)) return NOTHING;
  const span = Math.max(0, milliseconds);
  const whole = (unit: number) => Math.floor(span / unit);
  const rest = (unit: number, inside: number) => Math.floor((span % inside) / unit);
  if (span < MINUTE) return { kind: span < SECOND ? 'zero' : 'value', parts: parts([`${whole(SECOND)}`, 's']) };
  if (span < HOUR) return { kind: 'value', parts: parts([`${whole(MINUTE)}`, 'm']) };
  if (span < DAY) return { kind: 'value', parts: parts([`${whole(HOUR)}`, 'h'], [two(rest(MINUTE, HOUR)), 'm']) };
  if (span < YEAR) return { kind: 'value', parts: parts([`${whole(DAY)}`, 'd'], [two(rest(HOUR, DAY)), 'h']) };
  return { kind: 'value', parts: parts([`${whole(YEAR)}`, 'y'], [`${rest(DAY, YEAR)}`, 'd']) };
}

/** A duration for running text: `4 h 12 m`, `3 h` (a second unit of 0 is left out), `0.8 s` when `tenths` are asked for. */
export function durationText(milliseconds: number, tenths = false): string {
  const span = Math.max(0, milliseconds);
  if (tenths && span < 9950) return `${(span / SECOND).toFixed(1)} s`;
  const said = duration(span).parts.filter((part, place) => place === 0 || Number(part.figures) !== 0);
  return said.map(({ figures, unit }) => `${figures} ${unit}`).join(' ');
}

/** When, seen from now: `now`, `12 s ago`, `4 h 12 m ago`, `in 3 h`. `at` and `now` are epoch milliseconds. */
export function relative(at: number, now: number): string {
  const away = now - at;
  if (Math.abs(away) < SECOND) return 'now';
  return away > 0 ? `${durationText(away)} ago` : `in ${durationText(-away)}`;
}

interface CalendarParts {
  readonly year: number;
  readonly month: string;
  readonly day: number;
  readonly weekday: string;
  readonly clock: string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const formats = new Map<string, Intl.DateTimeFormat>();

/** Intl formatters cost milliseconds to make and 10 µs to use, so one is kept per zone. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      day: 'numeric',
      month: 'numeric',
      year: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** Zones change their offset at a quarter of an hour and never within one, so Intl is asked once for each. */
const QUARTER = 15 * MINUTE;
const OFFSETS_KEPT = 5000;
const offsets = new Map<string, Map<number, number>>();

/** How far the zone's clocks are ahead of UTC at that moment, ms. */
function offsetOf(at: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const quarter = Math.floor(at / QUARTER);
  let ofZone = offsets.get(timeZone);
  if (!ofZone || ofZone.size >= OFFSETS_KEPT) {
    ofZone = new Map();
    offsets.set(timeZone, ofZone);
  }
  let offset = ofZone.get(quarter);
  if (offset === undefined) {
    offset = askedOffset(quarter * QUARTER, timeZone);
    ofZone.set(quarter, offset);
  }
  return offset;
}

function askedOffset(at: number, timeZone: string): number {
  const found: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) found[type] = Number(value);
  const { year = 0, month = 1, day: date = 1, hour = 0, minute = 0, second = 0 } = found;
  return Date.UTC(year, month - 1, date, hour, minute, second) - at;
}

function calendar(at: number, timeZone: string): CalendarParts {
  const local = new Date(at + offsetOf(at, timeZone));
  return {
    year: local.getUTCFullYear(),
    month: MONTHS[local.getUTCMonth()] ?? '',
    day: local.getUTCDate(),
    weekday: WEEKDAYS[local.getUTCDay()] ?? '',
    clock: `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`,
  };
}

const sameDay = (a: CalendarParts, b: CalendarParts) => a.day === b.day && a.month === b.month && a.year === b.year;

/** The clock in the operator's IANA zone: 21:04:36, or 21:04 without seconds. */
export function clock(at: number, timeZone: string, seconds = true): string {
  const text = calendar(at, timeZone).clock;
  return seconds ? text : text.slice(0, 5);
}

/** The day in the operator's zone: `Fri 20 Nov`, with the year when it is not `now`'s. */
export function day(at: number, now: number, timeZone: string): string {
  const date = calendar(at, timeZone);
  const year = date.year === calendar(now, timeZone).year ? '' : ` ${date.year}`;
  return `${date.weekday} ${date.day} ${date.month}${year}`;
}

/** A moment near now, for a cell: `14:22 today`, `00:05 yesterday`, `18 Nov 14:22`, `18 Nov 2024`. */
export function stamp(at: number, now: number, timeZone: string): string {
  const date = calendar(at, timeZone);
  const today = calendar(now, timeZone);
  const time = date.clock.slice(0, 5);
  if (sameDay(date, today)) return `${time} today`;
  // Noon minus a day is yesterday even where the clocks change at midnight.
  if (sameDay(date, calendar(noonOf(now, today) - DAY, timeZone))) return `${time} yesterday`;
  if (date.year !== today.year) return `${date.day} ${date.month} ${date.year}`;
  return `${date.day} ${date.month} ${time}`;
}

function noonOf(now: number, today: CalendarParts): number {
  const [hours = 0, minutes = 0, seconds = 0] = today.clock.split(':').map(Number);
  return now - (hours * HOUR + minutes * MINUTE + seconds * SECOND) + 12 * HOUR;
}

/** Everything about a moment, for the hover text: `Fri 20 Nov 2026, 21:04:36, UTC+3`. */
export function exact(at: number, timeZone: string): string {
  const date = calendar(at, timeZone);
  return `${date.weekday} ${date.day} ${date.month} ${date.year}, ${date.clock}, ${utcOffset(at, timeZone)}`;
}

/** The zone's offset at that moment: UTC, UTC+3, UTC+5:30, UTC−4. */
export function utcOffset(at: number, timeZone: string): string {
  const offset = Math.round(offsetOf(at, timeZone) / MINUTE);
  if (offset === 0) return 'UTC';
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `UTC${offset < 0 ? '−' : '+'}${hours}${minutes === 0 ? '' : `:${two(minutes)}`}`;
}
