/** Rules and words of the FUP view: what a card counts and filters by, what a reset did. Pure. */
import type { Output } from '../../../shared/contract/contract.ts';
import { type FilterState, withFilter } from '../../ui/filters/url-filters.ts';
import { integer } from '../../ui/formats/quantity.ts';
import type { Severity } from '../../ui/marks/severity.ts';

export type FupStats = Output<'fup.stats'>;
export type ResetResult = Output<'fup.reset'>;
export type UndoResult = Output<'fup.undo'>;

/** Which level is meant (X9): the specification's daily one unless the operator looks at another. */
export type LevelKind = 'daily' | 'monthly' | 'effective';

/** How the list filters by each kind. */
export const levelFilters = {
  daily: { level: 'fupLevel', active: 'active' },
  monthly: { level: 'monthlyFupLevel', active: 'monthly-active' },
  effective: { level: 'effectiveLevel', active: 'effective-active' },
} as const satisfies Record<LevelKind, { readonly level: string; readonly active: string }>;

/** Everybody above level 0 of that kind. */
export const throttledBy = (stats: FupStats, kind: LevelKind): number =>
  stats[kind].slice(1).reduce((sum, count) => sum + count, 0);

/** Turns one filter on, or off when it is on already. A card or a bar replaces the other cards' and bars' filters. */
export function toggledFilter(state: FilterState, id: string, value: string): FilterState {
  if (state[id]?.[0] === value) return withFilter(state, id, []);
  const cardFilters = ['fup', 'quota', ...Object.values(levelFilters).map(({ level }) => level)];
  const others = cardFilters.reduce((left, name) => withFilter(left, name, []), state);
  return withFilter(others, id, [value]);
}

interface Said {
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string | undefined;
}

/** What a reset did: to how many, and how many lines are proven to be at their new speed. */
export function resetWords({ reset, coa }: Pick<ResetResult, 'reset' | 'coa'>): Said {
  const parts = pushParts(coa);
  return {
    severity: coa.pending > 0 ? 'warn' : reset > 0 ? 'ok' : 'none',
    title: reset === 0 ? 'Nobody was reset' : `FUP of ${subscribers(reset)} reset`,
    detail: parts.length > 0 ? `${parts.join('; ')}.` : 'They are gone, or not yours to reset.',
  };
}

/**
 * What an undo did: for how many, for whom not and why, and what is not as it was. `whose` is the name where the reset
 * was one subscriber's.
 */
export function undoWords({ undone, left, inClosedDay, onOtherService, coa }: UndoResult, whose?: string): Said {
  const stay = left.resetAgain + left.deleted;
  const parts = [
    left.resetAgain > 0 && `${integer(left.resetAgain)} reset again since: undo that reset first`,
    left.deleted > 0 && `${integer(left.deleted)} deleted since`,
    inClosedDay > 0 && `${integer(inClosedDay)} corrected in the day that has closed; today’s counters stay`,
    onOtherService > 0 && `${integer(onOtherService)} on another service now, and at its level`,
    ...pushParts(coa),
  ].filter((part) => part !== false);
  const title =
    undone === 0
      ? 'Nothing was undone'
      : stay > 0
        ? `FUP reset undone for ${integer(undone)} of ${subscribers(undone + stay)}`
        : `FUP reset of ${undone === 1 && whose ? whose : subscribers(undone)} undone`;
  return {
    severity: stay > 0 || coa.pending > 0 ? 'warn' : 'ok',
    title,
    detail: parts.length > 0 ? `${parts.join('; ')}.` : undefined,
  };
}

/** How many lines are proven to be at the speed that now holds, and what becomes of the others. */
const pushParts = (coa: ResetResult['coa']) =>
  [
    coa.verified > 0 && `${integer(coa.verified)} read back at the new speed`,
    coa.acknowledged > 0 && `${integer(coa.acknowledged)} acknowledged`,
    coa.pending > 0 && `${integer(coa.pending)} not reached yet, tried again within 30 s`,
    coa.offline > 0 && `${integer(coa.offline)} offline, right at the next login`,
  ].filter((part) => part !== false);

export const subscribers = (count: number): string => `${integer(count)} subscriber${count === 1 ? '' : 's'}`;
