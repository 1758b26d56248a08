/** How long what has happened is kept, days (W4, X63). Longer than a law asks for is the operator's duty to know. */
export interface Retention {
  /** Closed sessions: call records, and who had an address. null: for ever. */
  readonly sessionsDays: number | null;
  /** Rejected logins. */
  readonly authLogDays: number;
  /** Usage of subscribers by the hour; by the day it is kept for two years. */
  readonly hourlyDays: number;
  readonly auditDays: number;
  /** How long the law asks for sessions to be kept, as the operator says; null: not said. Deletes nothing, warns. */
  readonly legalDays: number | null;
}

/** What no setting changes, days: receipts by X63, days of usage and hours of routers by what is shown of them (pain 22). */
export const fixedKeepDays = { receipts: 90, daily: 730, routers: 31, journal: 1 / 24 } as const;

/** Nothing that somebody may have to show to an authority goes unless it is asked for. */
export const DEFAULT_RETENTION: Retention = {
  sessionsDays: null,
  authLogDays: 90,
  hourlyDays: 90,
  auditDays: 730,
  legalDays: null,
};

/**
 * The least and the most, days. Receipts (90 days) belong to sessions, the hourly heatmap shows a month, and an audit
 * of less than a year is none.
 */
export const retentionBounds = {
  sessionsDays: { least: 90, most: 3650 },
  authLogDays: { least: 7, most: 3650 },
  hourlyDays: { least: 31, most: 3650 },
  auditDays: { least: 365, most: 3650 },
  legalDays: { least: 1, most: 3650 },
} as const;

/** From the stored setting `retention`; what is absent or out of its bounds is the default, which keeps. */
export function retentionOf(stored: unknown): Retention {
  const given = (typeof stored === 'object' && stored !== null ? stored : {}) as Partial<Record<string, unknown>>;
  const days = (name: keyof typeof retentionBounds): number | undefined => {
    const value = given[name];
    const { least, most } = retentionBounds[name];
    const isRight = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
    return isRight ? value : undefined;
  };
  return {
    sessionsDays: days('sessionsDays') ?? DEFAULT_RETENTION.sessionsDays,
    authLogDays: days('authLogDays') ?? DEFAULT_RETENTION.authLogDays,
    hourlyDays: days('hourlyDays') ?? DEFAULT_RETENTION.hourlyDays,
    auditDays: days('auditDays') ?? DEFAULT_RETENTION.auditDays,
    legalDays: days('legalDays') ?? DEFAULT_RETENTION.legalDays,
  };
}
