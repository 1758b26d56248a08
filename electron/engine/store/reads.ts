/**
 * What can be asked of the store. Lists are `{ items, total, nextCursor }` with keyset pages; every read of a tenant's
 * rows takes the `Scope` first, so that forgetting it does not compile. `EngineReads` is for the engine itself (data
 * plane, fold, jobs): it crosses tenants and never answers a face.
 *
 * All reads run on a read-only connection of the calling thread and see the last commit. They return promises because
 * a server database would; on SQLite the work is done when the call returns.
 */
import type { AuthLogReads } from './views/auth-log.ts';
import type { CertificateReads } from './views/certificates.ts';
import type { EngineReads } from './views/engine.ts';
import type { FupReads } from './views/fup.ts';
import type { GroupReads } from './views/groups.ts';
import type { AlertReads, AuditReads, FindingReads } from './views/logs.ts';
import type { NasFiguresReads, NasReads } from './views/nas.ts';
import type { LoginReads, OperatorReads } from './views/operators.ts';
import type { PoolReads } from './views/pools.ts';
import type { PortalReads } from './views/portal.ts';
import type { RealmReads } from './views/realms.ts';
import type { ServiceReads } from './views/services.ts';
import type { SessionReads } from './views/sessions.ts';
import type { SubscriberReads } from './views/subscribers.ts';
import type { SettingReads, TenantReads } from './views/tenants.ts';
import type { OverviewReads, UsageReads } from './views/usage.ts';

export type * from './views/auth-log.ts';
export type * from './views/certificates.ts';
export type * from './views/engine.ts';
export type * from './views/fup.ts';
export type * from './views/groups.ts';
export type * from './views/logs.ts';
export type * from './views/nas.ts';
export type * from './views/operators.ts';
export type * from './views/paging.ts';
export type * from './views/pools.ts';
export type * from './views/portal.ts';
export type * from './views/realms.ts';
export type * from './views/services.ts';
export type * from './views/sessions.ts';
export type * from './views/subscribers.ts';
export type * from './views/tenants.ts';
export type * from './views/usage.ts';

export interface Reads {
  readonly subscribers: SubscriberReads;
  readonly services: ServiceReads;
  readonly realms: RealmReads;
  readonly groups: GroupReads;
  readonly pools: PoolReads;
  readonly nas: NasReads;
  readonly certificates: CertificateReads;
  readonly sessions: SessionReads;
  readonly authLog: AuthLogReads;
  readonly fup: FupReads;
  readonly nasFigures: NasFiguresReads;
  readonly overview: OverviewReads;
  readonly usage: UsageReads;
  readonly audit: AuditReads;
  readonly alerts: AlertReads;
  readonly findings: FindingReads;
  readonly settings: SettingReads;
  readonly tenants: TenantReads;
  readonly operators: OperatorReads;
  readonly login: LoginReads;
  readonly portal: PortalReads;
  readonly engine: EngineReads;
}
