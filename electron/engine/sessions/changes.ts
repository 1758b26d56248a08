/** What running sessions wait for, as the faces see it, and pushing it again at an operator's word. */
import type { Output } from '../../../shared/contract/contract.ts';
import type { Change } from '../../../shared/contract/operations/changes.ts';
import type { Enforcement } from '../quota/enforcement.ts';
import type { PushResult } from '../quota/rate-push.ts';
import type { Store } from '../store/client.ts';
import type { Actor, Scope } from '../store/commands.ts';
import type { SessionView } from '../store/reads.ts';

export interface ChangesPorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly enforcement: Pick<Enforcement, 'waiting' | 'renew' | 'stateOf'>;
  /** The rate that the session of a subscriber should have; undefined without an account. */
  readonly rateOf: (subscriberId: number) => string | undefined;
  readonly now: () => number;
  /** How long a request waits for ladders: what is under way then counts as pending. */
  readonly patience: () => Promise<unknown>;
}

/** Keys in one read. */
const keysPerRead = 500;

export type PushedAgain = Output<'change.push'>;

export function createChanges({ store, enforcement, rateOf, now, patience }: ChangesPorts) {
  const { reads } = store;

  /** Those of the scope, with what only the database knows. */
  async function waiting(scope: Scope) {
    const all = new Map(
      enforcement
        .waiting()
        .filter(({ session }) => session.tenantId === scope.tenantId)
        .map((change) => [change.session.sessionKey, change]),
    );
    const keys = [...all.keys()];
    const views: SessionView[] = [];
    for (let from = 0; from < keys.length; from += keysPerRead) {
      views.push(...(await reads.sessions.openByKeys(scope, keys.slice(from, from + keysPerRead))));
    }
    return views.flatMap((view) => {
      const change = all.get(view.sessionKey);
      return change ? [{ view, change }] : [];
    });
  }

  async function again(views: readonly SessionView[]): Promise<PushedAgain> {
    const late = patience().then((): PushResult => 'pending');
    const results = await Promise.all(
      views.map(({ sessionKey, subscriberId, tenantId, username, nasId }) => {
        const rate =
          (subscriberId === null ? undefined : rateOf(subscriberId)) ?? enforcement.stateOf(sessionKey)?.wanted;
        if (rate === undefined) return Promise.resolve<PushResult>('gone');
        const session = { sessionKey, subscriberId, tenantId, username, nasId };
        return Promise.race([enforcement.renew(session, rate, 'pushed again'), late]);
      }),
    );
    const count = (result: PushResult): number => results.filter((one) => one === result).length;
    return {
      ...{ verified: count('verified'), acknowledged: count('acknowledged'), pending: count('pending') },
      ...{ ended: count('ended'), gone: count('gone') },
    };
  }

  return {
    /** The longest waiting first. */
    async list(scope: Scope): Promise<readonly Change[]> {
      const all = await waiting(scope);
      return all
        .toSorted((a, b) => a.change.at - b.change.at)
        .map(({ view, change }) => ({
          id: view.id,
          subscriberId: view.subscriberId,
          username: view.username,
          fullName: view.fullName,
          nasId: view.nasId,
          nasName: view.nasName,
          framedIpAddress: view.framedIpAddress,
          wantedRateLimit: change.wanted,
          appliedRateLimit: change.applied ?? null,
          state: change.result === 'sending' ? 'sending' : 'pending',
          reason: change.reason,
          attempts: change.attempts,
          says: change.says,
          at: change.at,
        }));
    },

    /** These open sessions of the scope, or all that wait; others are passed over. Audited once, with its counts. */
    async push(scope: Scope, actor: Actor, ids: readonly number[] | undefined): Promise<PushedAgain> {
      const found = ids
        ? await Promise.all([...new Set(ids)].map((id) => reads.sessions.byId(scope, id)))
        : (await waiting(scope)).map(({ view }) => view);
      const views = found.flatMap((view) => (view && view.stopAt === null ? [view] : []));
      const counts = await again(views);
      const detail = { sessions: views.length, ...counts };
      const [only] = views;
      const entityId = views.length === 1 ? (only?.subscriberId ?? null) : null;
      await store.command('audit.append', {
        rows: [
          { tenantId: scope.tenantId, actor, action: 'coa.again', entity: 'subscriber', entityId, detail, at: now() },
        ],
      });
      return counts;
    },
  };
}

export type Changes = ReturnType<typeof createChanges>;
