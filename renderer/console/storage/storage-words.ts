import type { Output } from '../../../shared/contract/contract.ts';
import { settings } from '../../../shared/contract/operations/settings.ts';
import { fieldProblems, wording } from '../../../shared/contract/wording.ts';
import type { FieldFault } from '../../../shared/domain/field-fault.ts';
import { isBelowLegalMinimum } from '../../../shared/domain/storage-forecast.ts';
import type { Severity } from '../../ui/marks/severity.ts';

export type Storage = Output<'storage.get'>;
export type Family = Storage['families'][number];

export const familyWords: Readonly<Record<Family['name'], readonly [title: string, what: string]>> = {
  sessions: ['Sessions', 'call records, and who had an address'],
  receipts: ['Receipts', 'the readings behind every usage figure'],
  hourly: ['Usage by the hour', 'of each subscriber'],
  daily: ['Usage by the day', 'of each subscriber'],
  journal: ['Accounting journal', 'records as they came'],
  'auth-log': ['Auth log', 'rejected logins and dropped requests'],
  audit: ['Audit', 'who changed what'],
  routers: ['Router figures', 'requests and latency of the fleet'],
  other: ['Everything else', 'subscribers, services, routers, alerts'],
};

export const keptWords = (keepDays: number | null, name: Family['name']): string => {
  if (name === 'other') return '–';
  if (keepDays === null) return 'for ever';
  return keepDays < 1 ? '1 h' : `${keepDays} d`;
};

const dayMs = 86_400_000;

/** A disk that is full within a month wants an act now, within a quarter a plan. */
export function fullSeverity({ fullAt, diskFull }: Pick<Storage, 'fullAt' | 'diskFull'>, now: number): Severity {
  if (diskFull) return 'crit';
  if (fullAt === null) return 'ok';
  const days = (fullAt - now) / dayMs;
  return days < 30 ? 'crit' : days < 90 ? 'warn' : 'ok';
}

/** Days as they are typed; empty where nothing limits. */
export interface RetentionFields {
  readonly sessionsDays: string;
  readonly legalDays: string;
  readonly authLogDays: string;
  readonly hourlyDays: string;
  readonly auditDays: string;
}

export const retentionFieldNames = ['sessionsDays', 'legalDays', 'authLogDays', 'hourlyDays', 'auditDays'] as const;

/** What becomes of the space that deleted rows left in the file. */
export const freeInFileTitle = ({ givesSpaceBack }: Pick<Storage, 'givesSpaceBack'>): string =>
  givesSpaceBack === false
    ? 'What deleted rows left. It is used before the file grows. To give it back to the disk, stop Lastmile and run: npm run cli -- compact'
    : 'What deleted rows left. It is used before the file grows; what is more than a reserve goes back to the disk by itself, a little every minute';

export const fieldsOf = (retention: Storage['retention']): RetentionFields => ({
  sessionsDays: retention.sessionsDays === null ? '' : String(retention.sessionsDays),
  legalDays: retention.legalDays === null ? '' : String(retention.legalDays),
  authLogDays: String(retention.authLogDays),
  hourlyDays: String(retention.hourlyDays),
  auditDays: String(retention.auditDays),
});

export interface ReadRetention {
  readonly body: Storage['retention'];
  readonly faults: readonly FieldFault[];
  readonly isBelowLegal: boolean;
}

/** What the form says, and what is wrong with it by the contract's own rules. */
export function readRetention(fields: RetentionFields): ReadRetention {
  const days = (text: string): number | null => (text.trim() === '' ? null : Number(text));
  const body = Object.fromEntries(
    retentionFieldNames.map((name) => [name, days(fields[name])]),
  ) as unknown as Storage['retention'];
  const judged = settings['settings.set'].body.safeParse({ retention: body }, { error: wording });
  const faults = judged.success ? [] : fieldProblems(judged.error.issues);
  return {
    body,
    faults: faults.map(({ field, message }) => ({ field: field.replace(/^retention\./, ''), message })),
    isBelowLegal: isBelowLegalMinimum(body.sessionsDays, body.legalDays),
  };
}
