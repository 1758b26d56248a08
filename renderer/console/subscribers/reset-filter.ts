import type { ClientInput } from '../../../shared/contract/contract.ts';
import type { FilterState } from '../../ui/filters/url-filters.ts';

type ResetFilter = NonNullable<NonNullable<ClientInput<'fup.reset'>['body']>['filter']>;

/** The filter of the address as a reset takes it. There every value is text; here a flag is a boolean. */
export function resetFilter(state: FilterState): ResetFilter {
  const filter: Record<string, unknown> = {};
  for (const [id, values] of Object.entries(state)) filter[id] = id === 'online' ? values[0] === '1' : values[0];
  return filter as ResetFilter;
}
