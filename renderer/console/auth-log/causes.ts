import type { AuthLogCause } from '../../../shared/contract/operations/auth-log.ts';

/** As many cards beside the sum as a small screen has room for. */
const shown = 5;

/** The most frequent causes that came at all, and the chosen one whether it came or not. */
export function causesShown(all: readonly AuthLogCause[], chosen: string | undefined): readonly AuthLogCause[] {
  const frequent = all.filter(({ count }) => count > 0).slice(0, shown);
  const wanted = all.find(({ reason }) => reason === chosen);
  if (!wanted || frequent.includes(wanted)) return frequent;
  return [...frequent.slice(0, shown - 1), wanted];
}

/** Logins that failed and packets without an answer: whoever was let in with less did not fail. */
export const timesOf = (all: readonly AuthLogCause[]): number =>
  all.reduce((sum, { result, count }) => sum + (result === 'omission' ? 0 : count), 0);
