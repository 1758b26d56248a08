/**
 * When members of a group may log in: days of the week with a time from–to on the wall clock of the tenant's zone.
 *
 * A window belongs to the day it begins on and may cross midnight; equal ends are a whole day. What the clock does on
 * DST nights follows `instantOf`: a skipped minute is moved on, of a doubled one the first counts.
 */
import type { Temporal } from 'temporal-polyfill';
import type { FieldFault } from './field-fault.ts';
import { formatTimeOfDay, type MinuteOfDay, parseTimeOfDay } from './time-of-day.ts';
import { instantOf, localTime, type Zone } from './zone.ts';

export interface LoginWindow {
  /** ISO weekdays, 1 = Monday … 7 = Sunday, on which it begins. */
  readonly days: readonly number[];
  /** `HH:MM`. */
  readonly from: string;
  readonly to: string;
}

/** More would be a timetable that nobody reads; each costs two Temporal computations per day looked at. */
export const loginWindowsMax = 14;

export const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** What holds from `startsAt` until `endsAt` (UTC ms, not included). */
export interface LoginState {
  readonly isOpen: boolean;
  readonly startsAt: number;
  readonly endsAt: number;
  /** False when it goes on beyond `endsAt`, which then is only where looking ahead stopped. */
  readonly isEdge: boolean;
}

/** A window is looked for this many days ahead: each weekday comes once, and DST cannot hide it. */
const daysAhead = 8;
const dayMs = 86_400_000;

/** What is wrong with windows as typed; fields are paths below `field`. */
export function validateLoginWindows(windows: readonly LoginWindow[], field = 'loginWindows'): FieldFault[] {
  const faults: FieldFault[] = [];
  if (windows.length > loginWindowsMax) faults.push({ field, message: `must have at most ${loginWindowsMax} windows` });
  for (const [index, { days, from, to }] of windows.entries()) {
    const at = `${field}[${index}]`;
    if (days.length === 0) faults.push({ field: `${at}.days`, message: 'must name at least one day' });
    if (days.some((day) => !Number.isInteger(day) || day < 1 || day > 7) || new Set(days).size !== days.length) {
      faults.push({ field: `${at}.days`, message: 'must be days from 1 (Monday) to 7 (Sunday), each once' });
    }
    for (const [name, text] of [['from', from] as const, ['to', to] as const]) {
      const parsed = parseTimeOfDay(text);
      if (!parsed.ok) faults.push({ field: `${at}.${name}`, message: parsed.fault });
    }
  }
  return faults;
}

interface Span {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Whether the windows are open at `at`, and for how long that holds. No windows are open always. */
export function loginStateAt(at: number, windows: readonly LoginWindow[], zone: Zone): LoginState {
  if (windows.length === 0) {
    return { isOpen: true, startsAt: Number.NEGATIVE_INFINITY, endsAt: Number.POSITIVE_INFINITY, isEdge: false };
  }
  const today = localTime(at, zone).toPlainDate();
  const known: Span[] = [];
  const add = (offset: number): void => {
    known.push(...spansOn(today.add({ days: offset }), windows, zone));
    known.sort((a, b) => a.startsAt - b.startsAt);
  };
  // A window of two days ago has ended: it lasts a day at most, and DST adds an hour or so.
  for (const offset of [-2, -1, 0, 1]) add(offset);
  let open = known.find(({ startsAt, endsAt }) => at >= startsAt && at < endsAt);
  if (!open) {
    for (let offset = 2; offset <= daysAhead && !known.some(({ startsAt }) => startsAt > at); offset++) add(offset);
    const next = known.find(({ startsAt }) => startsAt > at);
    const last = known.filter(({ endsAt }) => endsAt <= at).reduce((latest, { endsAt }) => Math.max(latest, endsAt), 0);
    return next
      ? { isOpen: false, startsAt: last, endsAt: next.startsAt, isEdge: true }
      : { isOpen: false, startsAt: last, endsAt: at + dayMs, isEdge: false };
  }
  // Windows that touch are one: a session is not ended at midnight to be begun again.
  for (let offset = 2; offset <= daysAhead + 1; offset++) {
    const { startsAt, endsAt } = join(open, known);
    open = { startsAt, endsAt };
    if (!reaches(open, today, offset, zone)) return { isOpen: true, ...open, isEdge: true };
    if (offset <= daysAhead) add(offset);
  }
  return { isOpen: true, startsAt: open.startsAt, endsAt: at + dayMs, isEdge: false };
}

/** Whether a span ends so late that windows of day `offset` may go on from it. */
const reaches = ({ endsAt }: Span, today: Temporal.PlainDate, offset: number, zone: Zone): boolean =>
  endsAt >= instantOf(today.add({ days: offset }), 0, zone);

/** The span with everything that touches or overlaps it; `known` is in order of its starts. */
function join(span: Span, known: readonly Span[]): Span {
  let { startsAt, endsAt } = span;
  for (const other of known) {
    if (other.startsAt > endsAt || other.endsAt < startsAt) continue;
    startsAt = Math.min(startsAt, other.startsAt);
    endsAt = Math.max(endsAt, other.endsAt);
  }
  return { startsAt, endsAt };
}

function spansOn(date: Temporal.PlainDate, windows: readonly LoginWindow[], zone: Zone): Span[] {
  const spans: Span[] = [];
  for (const { days, from, to } of windows) {
    if (!days.includes(date.dayOfWeek)) continue;
    const [first, last] = [minute(from), minute(to)];
    const endDate = last <= first ? date.add({ days: 1 }) : date;
    const startsAt = instantOf(date, first, zone);
    const endsAt = instantOf(endDate, last, zone);
    // Both ends in the hour that the clock skips: it does not happen that night.
    if (endsAt > startsAt) spans.push({ startsAt, endsAt });
  }
  return spans;
}

function minute(text: string): MinuteOfDay {
  const parsed = parseTimeOfDay(text);
  if (!parsed.ok) throw new RangeError(parsed.fault);
  return parsed.value;
}

/** `Mon–Fri 08:00–17:00`, `Sat, Sun all day`. */
export function loginWindowText({ days, from, to }: LoginWindow): string {
  const sorted = days.toSorted((a, b) => a - b);
  const isRun = sorted.length > 2 && sorted.at(-1)! - sorted[0]! === sorted.length - 1;
  const names = sorted.map((day) => dayNames[day - 1]!);
  const which = sorted.length === 7 ? 'every day' : isRun ? `${names[0]}–${names.at(-1)}` : names.join(', ');
  const [first, last] = [minute(from), minute(to)];
  if (first === last && first === 0) return `${which} all day`;
  return `${which} ${formatTimeOfDay(first)}–${formatTimeOfDay(last)}`;
}

/** `Mon 08:00` of an instant, for the sentence that says when a window opens. */
export function dayAndTime(at: number, zone: Zone): string {
  const local = localTime(at, zone);
  return `${dayNames[local.dayOfWeek - 1]} ${formatTimeOfDay(local.hour * 60 + local.minute)}`;
}
