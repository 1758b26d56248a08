import { authReasons } from '../../../shared/domain/auth-reasons.ts';
import type { FilterOption } from '../../ui/filters/FilterBar.tsx';

/** Why a login failed, for the filter: what the operator can do something about first. */
export const reasonOptions: readonly FilterOption[] = Object.entries(authReasons).map(([value, { label }]) => ({
  value,
  label,
}));
