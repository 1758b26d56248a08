import type { AuthLogCause } from '../../../../shared/contract/operations/auth-log.ts';
import {
  authReasons,
  dropReasons,
  omissionReasons,
  type ReasonWords,
  rejectReasons,
} from '../../../../shared/domain/auth-reasons.ts';
import type { AuthLogCount } from '../../store/reads.ts';

/** Every reason with its words and its count, the most frequent first; then those that did not come, in their order. */
export function causesOf(counted: readonly AuthLogCount[]): AuthLogCause[] {
  const byReason = new Map(counted.map((row) => [row.reason, row]));
  const of =
    (result: AuthLogCause['result']) =>
    ([reason, { label, happened, remedy }]: [string, ReasonWords]): AuthLogCause => {
      const { count = 0, lastAt = null } = byReason.get(reason) ?? {};
      return { reason, label, happened, remedy, result, count, lastAt };
    };
  // A log that a newer version wrote may know more reasons: they are counted, and their entries have the words.
  const foreign = counted.filter(({ reason }) => !Object.hasOwn(authReasons, reason));
  return [
    ...Object.entries(dropReasons).map(of('drop')),
    ...Object.entries(rejectReasons).map(of('reject')),
    ...Object.entries(omissionReasons).map(of('omission')),
    ...foreign.map((row) => ({ ...row, label: row.reason, happened: '', remedy: '' })),
  ].toSorted((a, b) => b.count - a.count);
}
