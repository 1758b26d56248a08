import type { OperationName } from '../../../../shared/contract/contract.ts';
import type { Change } from '../../../../shared/contract/operations/changes.ts';
import type { Certificates } from '../../certificates/service.ts';
import type { Groups } from '../../groups/service.ts';
import type { SessionLive } from '../../live/session-out.ts';
import type { Operators } from '../../operators/service.ts';
import type { PoolService } from '../../pools/service.ts';
import type { RealmService } from '../../realms/service.ts';
import type { Routers } from '../../routers/service.ts';
import type { Services } from '../../services/service.ts';
import type { AddressHistory } from '../../sessions/address-service.ts';
import type { SettingsService } from '../../settings/service.ts';
import type { StorageService } from '../../storage/service.ts';
import type { Scope } from '../../store/commands.ts';
import type { Reads } from '../../store/reads.ts';
import type { Subscribers } from '../../subscribers/service.ts';
import type { Trace } from '../../trace/service.ts';
import type { ApiHandlers } from '../routes.ts';

/** Operations that need a running engine: `running.ts` has them, the command line on a stopped one has not. */
export type ProvidedName =
  | 'nas.doctor'
  | 'nas.ip-pools'
  | 'nas.doctor-list'
  | 'nas.unknown-sources'
  | 'subscriber.login-check'
  | 'session.disconnect'
  | 'session.disconnect-many'
  | 'change.push'
  | 'nas.connection-point'
  | 'fup.reset'
  | 'fup.undo'
  | 'finding.resolve'
  | 'finding.decide';

export interface HandlerPorts {
  readonly reads: Reads;
  readonly clock: { now(): number };
  readonly operators: Operators;
  readonly subscribers: Subscribers;
  readonly services: Services;
  readonly routers: Routers;
  readonly certificates: Certificates;
  readonly realms: RealmService;
  readonly pools: PoolService;
  readonly groups: Groups;
  readonly settings: SettingsService;
  readonly addressHistory: AddressHistory;
  readonly storage: StorageService;
  readonly trace: Trace;
  /** What is known of an open session beyond its row; undefined when it is not open. */
  readonly liveOf: (sessionKey: string) => SessionLive | undefined;
  /** Running sessions of the scope whose change is not in force yet. */
  readonly waitingChanges: (scope: Scope) => Promise<readonly Change[]>;
  readonly provided: Pick<ApiHandlers, ProvidedName>;
}

/** The handlers of one area: the same signatures, some of the names. */
export type Area<N extends OperationName> = Pick<ApiHandlers, N>;
