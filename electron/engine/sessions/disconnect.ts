/** Ends running sessions by an operator's word: by the ladder of the CoA, audited with what the NAS said. */
import type { Directory } from '../directory/directory.ts';
import type { PushOutcome } from '../quota/rate-push.ts';
import type { SessionPush } from '../quota/session-push.ts';
import type { Store } from '../store/client.ts';
import type { Actor, Scope } from '../store/commands.ts';
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

export function createDisconnect({ store, directory, kick, now }: DisconnectPorts) {
  /** @throws NotFound outside the scope, Conflict when the session is closed already or its NAS keeps its sessions (X45) */
  return async function disconnect(scope: Scope, actor: Actor, id: number): Promise<DisconnectResult> {
    const session = await store.reads.sessions.byId(scope, id);
    const nas = session && directory.nas(session.nasId);
    if (!session || !nas) throw new NotFound(`There is no session ${id}.`);
    if (session.stopAt !== null) throw new Conflict('This session has ended already.');
    if (!nas.disconnectFor.includes('kick')) {
      throw new Conflict(`${nas.name} is set to keep its sessions: allow “Disconnect” for it under Routers first.`);
    }
    const result = resultOf(await kick(session.sessionKey));
    await store.command('audit.append', { rows: [auditRow(scope, actor, session, result, now())] });
    return result;
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
