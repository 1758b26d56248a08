/**
 * How busy an access network is over a day: the evening peak is 1, the small hours a quarter of it. The shape is that of
 * residential ISPs' public traffic statistics: low around 05:00, a plateau from noon, the peak at 21:00.
 */
const WEEKDAY = [
  0.78, 0.62, 0.46, 0.34, 0.27, 0.25, 0.27, 0.33, 0.42, 0.49, 0.54, 0.58, 0.61, 0.63, 0.64, 0.66, 0.69, 0.73, 0.79,
  0.88, 0.96, 1, 0.98, 0.9,
];
/** People are at home: more by day, a little later in the evening. */
const WEEKEND = [
  0.86, 0.72, 0.55, 0.4, 0.31, 0.27, 0.27, 0.3, 0.38, 0.5, 0.62, 0.7, 0.75, 0.78, 0.79, 0.8, 0.82, 0.84, 0.88, 0.93,
  0.98, 1, 1, 0.95,
];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** 0…1 at `localMs`: milliseconds since 1970 of the ISP's own wall clock. Linear between the hours. */
export function busyness(localMs: number): number {
  const curve = isWeekend(localMs) ? WEEKEND : WEEKDAY;
  const hours = (localMs - Math.floor(localMs / DAY_MS) * DAY_MS) / HOUR_MS;
  const hour = Math.floor(hours);
  const from = curve[hour]!;
  // The last hour leads into the next day's first; that it may be of the other curve makes a small step at midnight.
  const to = curve[(hour + 1) % 24]!;
  return from + (to - from) * (hours - hour);
}

/** Saturday and Sunday. 1 January 1970 was a Thursday. */
function isWeekend(localMs: number): boolean {
  const weekday = (((Math.floor(localMs / DAY_MS) + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}
