/** Operations that ask a running engine: sessions speak to routers, resets end in a CoA, doctors look at packets. */
import type { Output } from '../../../../shared/contract/contract.ts';
import { done } from '../../../../shared/contract/operation.ts';
import { isEveryone } from '../../../../shared/contract/operations/fup.ts';
import type { Doctor } from '../../doctor/service.ts';
import type { Routers } from '../../routers/service.ts';
import type { Actor, Scope } from '../../store/commands.ts';
import { Conflict } from '../../store/errors.ts';
import type { SubscriberFilter } from '../../store/reads.ts';
import type { FindingService } from '../../usage/findings-service.ts';
import type { ApiHandlers } from '../routes.ts';
import type { ProvidedName } from './ports.ts';

/** Who is reset: named ones, a filter's, or all of them with their number, which somebody typed. */
type ResetChoice =
  | { readonly ids: readonly number[] }
  | { readonly filter: SubscriberFilter }
  | { readonly all: true; readonly confirm: number };

interface Pool {
  readonly name: string;
  readonly ranges: readonly string[];
  readonly nextPool: string | null;
}

export interface RunningPorts {
  readonly doctor: Pick<Doctor, 'examine' | 'examineAll'>;
  readonly findings: FindingService;
  readonly routers: Pick<Routers, 'byId'>;
  readonly connectionPoint: () => Output<'nas.connection-point'>;
  readonly unknownSources: (scope: Scope) => Promise<Output<'nas.unknown-sources'>['items']>;
  /** The pools of a router that has API access. */
  readonly ipPoolsOf: (nasId: number) => Promise<readonly Pool[]>;
  readonly loginCheck: (
    scope: Scope,
    id: number,
    query: { readonly nasId?: number | undefined; readonly mac?: string | undefined },
  ) => Promise<Output<'subscriber.login-check'>>;
  readonly disconnect: {
    one(scope: Scope, actor: Actor, id: number): Promise<Output<'session.disconnect'>>;
    many(scope: Scope, actor: Actor, ids: readonly number[]): Promise<Output<'session.disconnect-many'>>;
  };
  readonly pushChanges: (
    scope: Scope,
    actor: Actor,
    ids: readonly number[] | undefined,
  ) => Promise<Output<'change.push'>>;
  readonly fupReset: (scope: Scope, actor: Actor, choice: ResetChoice, isAll: boolean) => Promise<Output<'fup.reset'>>;
  readonly fupUndo: (scope: Scope, actor: Actor, id: string, mayUndoAll: boolean) => Promise<Output<'fup.undo'>>;
}

export function runningHandlers(ports: RunningPorts): Pick<ApiHandlers, ProvidedName> {
  const { doctor, findings, routers, disconnect } = ports;
  return {
    'subscriber.login-check': ({ scope }, { params, query }) => ports.loginCheck(scope, params.id, query),

    'nas.connection-point': async () => ports.connectionPoint(),
    'nas.unknown-sources': async ({ scope }) => ({ items: await ports.unknownSources(scope) }),
    'nas.ip-pools': async ({ scope }, { params }) => {
      const { name, api } = await routers.byId(scope, params.id);
      if (!api) throw new Conflict(`${name} has no API access: add it to the router first.`);
      const pools = await ports.ipPoolsOf(params.id);
      return { items: pools.map((pool) => ({ ...pool, ranges: [...pool.ranges] })) };
    },
    'nas.doctor': async ({ scope }, { params }) => {
      const { findings: found, heardAt } = await doctor.examine(scope, params.id);
      return { items: [...found], heardAt };
    },
    'nas.doctor-list': async ({ scope }) => ({ items: [...(await doctor.examineAll(scope))] }),

    'session.disconnect': ({ scope, actor }, { params }) => disconnect.one(scope, actor, params.id),
    'session.disconnect-many': ({ scope, actor }, { body }) => disconnect.many(scope, actor, body.ids),
    'change.push': ({ scope, actor }, { body }) => ports.pushChanges(scope, actor, body.ids),

    'fup.reset': ({ scope, actor }, { body }) => {
      const { subscriberIds: ids, filter, confirm = -1 } = body;
      const choice: ResetChoice = ids ? { ids } : filter ? { filter } : { all: true, confirm };
      return ports.fupReset(scope, actor, choice, isEveryone(body));
    },
    'fup.undo': ({ scope, actor, permissions }, { body }) =>
      ports.fupUndo(scope, actor, body.id, permissions.has('fup.reset_all')),

    'finding.decide': ({ scope, actor }, { params, body }) => findings.decide(scope, actor, params.id, body.decision),
    'finding.resolve': async ({ scope, actor }, { params }) => {
      await findings.resolve(scope, actor, params.id);
      return done;
    },
  };
}
