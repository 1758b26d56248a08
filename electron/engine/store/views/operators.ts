/** Operators, roles, API keys, and what logging in reads. */
import type { Scope } from '../commands.ts';

export interface OperatorView {
  readonly id: number;
  readonly tenantId: number;
  readonly resellerId: number | null;
  readonly username: string;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly disabled: boolean;
  readonly createdAt: number;
  readonly lastLoginAt: number | null;
}

export interface RoleView {
  readonly id: number;
  readonly name: string;
  readonly permissions: readonly string[];
}

export interface ApiKeyView {
  readonly id: number;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly operatorId: number;
  readonly operatorUsername: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly lastUsedAt: number | null;
  readonly lastUsedAddress: string | null;
}

export interface OperatorReads {
  list(scope: Scope): Promise<readonly OperatorView[]>;
  byId(scope: Scope, id: number): Promise<OperatorView | undefined>;
  roles(scope: Scope): Promise<readonly RoleView[]>;
  apiKeys(scope: Scope): Promise<readonly ApiKeyView[]>;
}

/** Logging in comes before a scope is known. Expired, revoked and disabled rows are not found. */
export interface LoginReads {
  operatorByUsername(
    username: string,
  ): Promise<{ readonly operator: OperatorView; readonly passwordHash: string } | undefined>;
  sessionByTokenHash(tokenHash: string): Promise<
    | {
        readonly id: number;
        readonly csrf: string;
        readonly expiresAt: number;
        readonly operator: OperatorView;
      }
    | undefined
  >;
  apiKeyByHash(keyHash: string): Promise<{ readonly key: ApiKeyView; readonly operator: OperatorView } | undefined>;
  apiKeysByPrefix(
    prefix: string,
  ): Promise<readonly { readonly key: ApiKeyView; readonly keyHash: string; readonly operator: OperatorView }[]>;
  /** How many operators exist: 0 means first start. */
  operatorCount(): Promise<number>;
}
