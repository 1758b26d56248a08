/** Ends running sessions by an operator's word: by the ladder of the CoA, audited with what the NAS said. */
import type { Output } from '../../../shared/contract/contract.ts';
import type { Directory } from '../directory/directory.ts';
import type { PushOutcome } from '../quota/rate-push.ts';
import type { SessionPush } from '../quota/session-push.ts';
import type { Store } from '../store/client.ts';
import type { Actor, AuditInput, Scope } from '../store/commands.ts';
import { Conflict, NotFound } from '../store/errors.ts';
import type { SessionView } from '../store/reads.ts';

export interface DisconnectPorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly directory: Pick<Directory, 'nas'>;
  readonly kick: SessionPush['kick'];
  readonly now: () => number;
}

export interface DisconnectResult {
  readonly outcome: 'disconnected' | 'already-gone' | 'refused' | 'no-answer';
  readonly detail: string;
}

/** Records of their own up to so many; a larger bulk is one. */
const singles = 10;

export function createDisconnect({ store, directory, kick, now }: DisconnectPorts) {
  async function one(
    scope: Scope,
    id: number,
  ): Promise<{ readonly session: SessionView; readonly result: DisconnectResult }> {
    const session = await store.reads.sessions.byId(scope, id);
    const nas = session && directory.nas(session.nasId);
    if (!session || !nas) throw new NotFound(`There is no session ${id}.`);
    if (session.stopAt !== null) return { session, result: resultOf(undefined) };
    if (!nas.disconnectFor.includes('kick')) {
      throw new Conflict(`${nas.name} is set to keep its sessions: allow “Disconnect” for it under Routers first.`);
    }
    return { session, result: resultOf(await kick(session.sessionKey)) };
  }

  return {
    /** @throws NotFound outside the scope, Conflict when the session is closed already or its NAS keeps its sessions (X45) */
    async one(scope: Scope, actor: Actor, id: number): Promise<DisconnectResult> {
      const { session, result } = await one(scope, id);
      if (session.stopAt !== null) throw new Conflict('This session has ended already.');
      await store.command('audit.append', { rows: [auditRow(scope, actor, session, result, now())] });
      return result;
    },

    /** Each on its own: what cannot be ended is among the failures, and the others are. */
    async many(scope: Scope, actor: Actor, ids: readonly number[]): Promise<Output<'session.disconnect-many'>> {
      const failures: { id: number; username: string | null; detail: string }[] = [];
      const rows: AuditInput[] = [];
      const counts = { disconnected: 0, alreadyGone: 0 };
      const end = async (id: number): Promise<void> => {
        try {
          const { session, result } = await one(scope, id);
          if (session.stopAt === null) rows.push(auditRow(scope, actor, session, result, now()));
          if (result.outcome === 'disconnected') counts.disconnected++;
          else if (result.outcome === 'already-gone') counts.alreadyGone++;
          else failures.push({ id, username: session.username, detail: result.detail });
        } catch (error) {
          if (!(error instanceof Conflict || error instanceof NotFound)) throw error;
          failures.push({ id, username: null, detail: error.message });
        }
      };
      // The pace of each NAS is the ladder's.
      await Promise.all([...new Set(ids)].map(end));
      const bulk: AuditInput = {
        ...{ tenantId: scope.tenantId, actor, action: 'session.disconnect-many', entity: 'subscriber', entityId: null },
        detail: { sessions: rows.length, ...counts, failures },
        at: now(),
      };
      await store.command('audit.append', { rows: rows.length > singles ? [bulk] : rows });
      return { ...counts, failures };
    },
  };
}

/** Undefined: the session closed meanwhile. */
function resultOf(outcome: PushOutcome | undefined): DisconnectResult {
  if (!outcome) return { outcome: 'already-gone', detail: 'It has ended meanwhile' };
  const detail = outcome.steps.map(({ what }) => what).join('; ');
  if (outcome.result === 'ended') return { outcome: 'disconnected', detail };
  if (outcome.result === 'gone' || outcome.isUnknown) return { outcome: 'already-gone', detail };
  return { outcome: outcome.isSilent ? 'no-answer' : 'refused', detail };
}

const auditRow = (scope: Scope, actor: Actor, session: SessionView, result: DisconnectResult, at: number) => ({
  tenantId: scope.tenantId,
  actor,
  action: 'session.disconnect',
  entity: 'subscriber',
  entityId: session.subscriberId,
  detail: { username: session.username, nasId: session.nasId, acctSessionId: session.acctSessionId, ...result },
  at,
});
