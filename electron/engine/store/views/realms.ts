/** Realms, as read. */
import type { RealmMethod } from '../../../../shared/domain/realm.ts';
import type { Scope } from '../commands.ts';

export interface RealmView {
  readonly id: number;
  readonly tenantId: number;
  readonly name: string;
  readonly methods: readonly RealmMethod[];
  readonly isActive: boolean;
  readonly isDefault: boolean;
  readonly createdAt: number;
}

export interface RealmReads {
  /** With the number of the scope's subscribers in each. */
  list(scope: Scope): Promise<readonly (RealmView & { readonly subscribers: number })[]>;
  /** Without the numbers, which cost a look at every subscriber. */
  names(scope: Scope): Promise<readonly RealmView[]>;
}
