/** Ends a running session by Disconnect-Request (RFC 5176 §2.1): an operator's act, audited with what the NAS said. */
import type { CoaClient, CoaOutcome } from '../coa/client.ts';
import type { Directory } from '../directory/directory.ts';
import { describeOutcome, identityAttributes } from '../quota/rate-push.ts';
import { coaPorts } from '../quota/session-push.ts';
import type { Store } from '../store/client.ts';
import type { Actor, Scope } from '../store/commands.ts';
import { Conflict, NotFound } from '../store/errors.ts';
import type { SessionView } from '../store/reads.ts';

export interface DisconnectPorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly directory: Pick<Directory, 'nas'>;
  readonly coa: Pick<CoaClient, 'send'>;
  readonly localAddressOf: (nasId: number) => string | undefined;
  readonly now: () => number;
}

export interface DisconnectResult {
  readonly outcome: 'disconnected' | 'already-gone' | 'refused' | 'no-answer';
  readonly detail: string;
}

export function createDisconnect({ store, directory, coa, localAddressOf, now }: DisconnectPorts) {
  /** @throws NotFound outside the scope, Conflict when the session is closed already */
  return async function disconnect(scope: Scope, actor: Actor, id: number): Promise<DisconnectResult> {
    const session = await store.reads.sessions.byId(scope, id);
    const nas = session && directory.nas(session.nasId);
    if (!session || !nas) throw new NotFound(`There is no session ${id}.`);
    if (session.stopAt !== null) throw new Conflict('This session has ended already.');

    let result: DisconnectResult = { outcome: 'no-answer', detail: `${nas.name} has no CoA port to ask` };
    for (const port of coaPorts(nas, undefined)) {
      const outcome = await coa.send(
        { address: nas.address, port, secret: nas.secret, localAddress: localAddressOf(nas.id) },
        { code: 'Disconnect-Request', attributes: identityAttributes(session) },
      );
      result = { outcome: outcomeName(outcome), detail: describeOutcome(outcome, nas.name, port) };
      if (outcome.kind === 'ack' || outcome.kind === 'nak') break;
    }
    await store.command('audit.append', { rows: [auditRow(scope, actor, session, result, now())] });
    return result;
  };
}

function outcomeName(outcome: CoaOutcome): DisconnectResult['outcome'] {
  if (outcome.kind === 'ack') return 'disconnected';
  if (outcome.kind === 'nak') return outcome.errorCause === 'Session-Context-Not-Found' ? 'already-gone' : 'refused';
  return 'no-answer';
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
