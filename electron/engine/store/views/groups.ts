/** Groups and a subscriber's own attributes, as read. */
import type { CheckRow } from '../../../../shared/domain/check-row.ts';
import type { LoginWindow } from '../../../../shared/domain/login-window.ts';
import type { ReplyRow } from '../../../../shared/domain/reply-merge.ts';
import type { Scope } from '../commands.ts';

export interface GroupView {
  readonly id: number;
  readonly tenantId: number;
  readonly name: string;
  readonly reply: readonly ReplyRow[];
  readonly check: readonly CheckRow[];
  readonly nasIds: readonly number[];
  readonly loginWindows: readonly LoginWindow[];
  readonly createdAt: number;
  /** Counts its changes. */
  readonly revision: number;
}

export interface GroupListItem extends GroupView {
  /** Members of the scope. */
  readonly subscribers: number;
  readonly services: readonly { readonly id: number; readonly name: string }[];
}

/** A subscriber's own rows, without the rate, and its groups in order. */
export interface OwnAttributes {
  readonly reply: readonly ReplyRow[];
  readonly check: readonly CheckRow[];
  readonly groupIds: readonly number[];
}

export interface GroupReads {
  list(scope: Scope): Promise<readonly GroupListItem[]>;
  /** Undefined when the subscriber is not of the scope. */
  ofSubscriber(scope: Scope, subscriberId: number): Promise<OwnAttributes | undefined>;
}
