const HOUR_MS = 3_600_000;

/** Periods that end now, as they stand in the address. Absent: everything that is kept. */
export const periods = [
  { value: '1h', label: 'Last hour', ms: HOUR_MS },
  { value: '24h', label: 'Last 24 h', ms: 24 * HOUR_MS },
  { value: '7d', label: 'Last 7 d', ms: 168 * HOUR_MS },
  { value: '30d', label: 'Last 30 d', ms: 720 * HOUR_MS },
] as const;

/** Where a period of that name begins, epoch ms; undefined for no period, or one that does not exist. */
export function periodFrom(name: string | undefined, nowMs: number): number | undefined {
  const found = periods.find(({ value }) => value === name);
  return found && nowMs - found.ms;
}
