import { localTime, type Zone } from '../../../shared/domain/zone.ts';

/**
 * Days until the last day of the plan, by the provider's calendar, so it changes at midnight (F020): 0 on the last day
 * and after it. A plan that ends at the first instant of a day had its last day before it.
 */
export function daysLeft(expiresAt: number, now: number, zone: Zone): number {
  if (expiresAt <= now) return 0;
  const today = localTime(now, zone).toPlainDate();
  return today.until(localTime(expiresAt - 1, zone).toPlainDate(), { largestUnit: 'day' }).days;
}
