/** Audit, alerts and findings, as read. */
import type { Scope } from '../commands.ts';
import type { FindingView } from '../findings.ts';
import type { OpenPeriod, Page, PageQuery } from './paging.ts';

export interface AuditView {
  readonly id: number;
  readonly at: number;
  readonly actorKind: string;
  readonly actorId: number | null;
  readonly actorName: string;
  readonly address: string | null;
  readonly action: string;
  readonly entity: string;
  readonly entityId: number | null;
  readonly detail: unknown;
}

export interface AuditReads {
  list(
    scope: Scope,
    query: OpenPeriod & {
      readonly q?: string | undefined;
      readonly entity?: string | undefined;
      readonly entityId?: number | undefined;
      readonly action?: string | undefined;
    } & PageQuery,
  ): Promise<Page<AuditView>>;
}

export interface AlertView {
  readonly id: number;
  readonly key: string;
  readonly severity: 'warn' | 'high' | 'crit';
  readonly title: string;
  readonly detail: string;
  readonly raisedAt: number;
  readonly lastAt: number;
  readonly count: number;
  readonly resolvedAt: number | null;
}

export interface AlertReads {
  list(scope: Scope, query: { readonly open?: boolean | undefined } & PageQuery): Promise<Page<AlertView>>;
}

export interface FindingFilter {
  readonly open?: boolean | undefined;
  readonly kind?: string | undefined;
  readonly nasId?: number | undefined;
  readonly subscriberId?: number | undefined;
}

export interface FindingReads {
  list(scope: Scope, query: FindingFilter & PageQuery): Promise<Page<FindingView>>;
  byId(scope: Scope, id: number): Promise<FindingView | undefined>;
}
