/** Tables by what an operator calls them, and where each family's oldest row says when it is from. */

export const familyNames = [
  'sessions',
  'receipts',
  'hourly',
  'daily',
  'journal',
  'auth-log',
  'audit',
  'routers',
  'other',
] as const;
export type FamilyName = (typeof familyNames)[number];

interface Family {
  /** `other` has what no family names. */
  readonly tables: readonly string[];
  /** The oldest row's time, UTC ms, by a key: never a scan. */
  readonly oldest?: string;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export const families: Readonly<Record<FamilyName, Family>> = {
  sessions: {
    tables: ['radacct', 'cdr_hourly'],
    oldest: 'SELECT coalesce(stop_at, start_at) FROM radacct ORDER BY radacctid LIMIT 1',
  },
  receipts: {
    tables: ['receipts', 'receipts_5min'],
    // The id begins with the hour: see receipt-pack.ts.
    oldest: `SELECT min(id) / 4294967296 * ${hourMs} FROM
      (SELECT min(id) AS id FROM receipts UNION ALL SELECT min(id) FROM receipts_5min)`,
  },
  hourly: {
    tables: ['hourly_usage', 'tenant_hourly'],
    oldest: 'SELECT min(hour_at) FROM hourly_usage',
  },
  daily: {
    tables: ['daily_usage_history'],
    oldest: `SELECT CAST(julianday(min(day)) * ${dayMs} - 210866760000000 AS INTEGER) FROM daily_usage_history`,
  },
  journal: { tables: ['accounting_facts'], oldest: 'SELECT at FROM accounting_facts ORDER BY seq LIMIT 1' },
  'auth-log': {
    tables: ['radpostauth', 'radius_drops'],
    oldest: 'SELECT first_at FROM radpostauth ORDER BY id LIMIT 1',
  },
  audit: { tables: ['audit'], oldest: 'SELECT at FROM audit ORDER BY id LIMIT 1' },
  routers: { tables: ['nas_minutes', 'nas_hours'], oldest: 'SELECT min(at) FROM nas_hours' },
  other: { tables: [] },
};

/** One measuring of the database: what each family takes with its indexes, and what lies free in the file. */
export interface StorageMeasure {
  readonly at: number;
  readonly families: readonly FamilyMeasure[];
  /** Pages that deleted rows left: used again before the file grows. */
  readonly freeBytes: number;
  /** What is free beyond a reserve goes back to the disk; a database from before that could be keeps it. */
  readonly givesSpaceBack: boolean;
}

export interface FamilyMeasure {
  readonly name: FamilyName;
  readonly bytes: number;
  /** Null: it is empty, or nothing says. */
  readonly oldestAt: number | null;
}
