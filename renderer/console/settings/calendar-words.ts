import { type QuotaDayChange, quotaDayAt, quotaDayChange } from '../../../shared/domain/quota-day.ts';
import { parseTimeOfDay } from '../../../shared/domain/time-of-day.ts';
import { parseZone } from '../../../shared/domain/zone.ts';
import { clock, stamp } from '../../ui/formats/times.ts';

interface CalendarFields {
  readonly timeZone: string;
  readonly dailyResetTime: string;
}

export interface CalendarEffect {
  readonly text: string;
  /** Undefined: the change moves nothing. */
  readonly change: QuotaDayChange | undefined;
}

/** `at 04:00` today, or the day beside it: the quota day is never further away than a day or two. */
function moment(at: number, now: number, zone: string): string {
  const day = (time: number) => stamp(time, now, zone);
  return at > now && !day(at).endsWith('today') ? `${clock(at, zone, false)} tomorrow` : day(at);
}

/** What the calendar in the form means for the quota day, in a sentence; null while it is not right. */
export function calendarEffect(fields: CalendarFields, before: CalendarFields, now: number): CalendarEffect | null {
  const [zone, minute, oldMinute] = [
    parseZone(fields.timeZone),
    parseTimeOfDay(fields.dailyResetTime),
    parseTimeOfDay(before.dailyResetTime),
  ];
  if (!zone.ok || !minute.ok || !oldMinute.ok) return null;
  const day = quotaDayAt(now, zone.value, minute.value);
  const change = quotaDayChange(
    now,
    { zone: before.timeZone, resetMinute: oldMinute.value },
    { zone: zone.value, resetMinute: minute.value },
  );
  const said = (at: number) => moment(at, now, zone.value);
  if (!change)
    return { change, text: `The quota day began at ${said(day.startsAt)}; the next begins at ${said(day.endsAt)}.` };
  const next = `the next begins at ${said(change.endsAfter)}`;
  if (change.resetsNow) {
    return {
      change,
      text: `By this calendar the quota day began at ${said(change.startsAt)}: saving starts everybody’s daily counters and tiers again at once, and ${next}.`,
    };
  }
  return {
    change,
    text: `The running quota day ends at ${said(change.endsAfter)} instead of ${said(change.endsBefore)}; every day after it begins at ${fields.dailyResetTime}.`,
  };
}
