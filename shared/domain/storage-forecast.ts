/** How much the database grows, and until when the disk holds it (pain 20). Times are UTC ms. */

export interface FamilySize {
  readonly bytes: number;
  /** When its oldest row is from; null: it is empty, or does not grow with time. */
  readonly oldestAt: number | null;
  /** How long its rows are kept, days; null: for ever. */
  readonly keepDays: number | null;
}

export interface FamilyGrowth {
  /** Of the time that it has rows of; null when that is too short to say. */
  readonly bytesPerDay: number | null;
  /** As large as it gets at this pace; null: without end, or unknown. */
  readonly steadyBytes: number | null;
  /** The oldest rows are being deleted: what comes takes the room of what goes. */
  readonly isSteady: boolean;
  /** When its first rows will go; null: never, or unknown. */
  readonly firstGoesAt: number | null;
}

const dayMs = 86_400_000;
/** A pace of less than this is chance. */
const leastSpanMs = 6 * 3_600_000;
/** Deletion comes in rounds: what is a day over its time is being deleted. */
const slackMs = dayMs;
/** Beyond this a forecast is a guess about a business, not about a disk. */
export const forecastDaysMax = 3650;

export function familyGrowth({ bytes, oldestAt, keepDays }: FamilySize, now: number): FamilyGrowth {
  if (oldestAt === null) return { bytesPerDay: null, steadyBytes: null, isSteady: true, firstGoesAt: null };
  const spanMs = now - oldestAt;
  const keepMs = keepDays === null ? null : keepDays * dayMs;
  const isSteady = keepMs !== null && spanMs >= keepMs - slackMs;
  const bytesPerDay = spanMs >= leastSpanMs || isSteady ? Math.round(bytes / Math.max(spanMs / dayMs, 1 / 24)) : null;
  const steadyBytes = keepDays === null || bytesPerDay === null ? null : Math.round(bytesPerDay * keepDays);
  return {
    bytesPerDay,
    steadyBytes: isSteady ? bytes : steadyBytes,
    isSteady,
    firstGoesAt: keepMs === null ? null : oldestAt + keepMs,
  };
}

export interface DiskForecast {
  /** What the file grows by now, all families together. */
  readonly bytesPerDay: number;
  /** Null: not within ten years. */
  readonly fullAt: number | null;
}

/**
 * Day by day, because a family stops growing when its first rows go. `freeBytes`: of the disk, and of the file (what
 * deleted rows left there is used first).
 */
export function diskForecast(families: readonly FamilySize[], freeBytes: number, now: number): DiskForecast {
  const growing = families
    .map((family) => familyGrowth(family, now))
    .filter(({ isSteady, bytesPerDay }) => !isSteady && bytesPerDay !== null && bytesPerDay > 0);
  const bytesPerDay = growing.reduce((sum, growth) => sum + growth.bytesPerDay!, 0);
  let left = freeBytes;
  for (let day = 1; day <= forecastDaysMax; day += 1) {
    const at = now + day * dayMs;
    left -= growing.reduce(
      (sum, { bytesPerDay: pace, firstGoesAt }) => sum + (firstGoesAt !== null && at > firstGoesAt ? 0 : pace!),
      0,
    );
    if (left <= 0) return { bytesPerDay, fullAt: at };
  }
  return { bytesPerDay, fullAt: null };
}

/** Whether sessions go before the law lets them (W4). */
export const isBelowLegalMinimum = (sessionsDays: number | null, legalDays: number | null): boolean =>
  sessionsDays !== null && legalDays !== null && sessionsDays < legalDays;
