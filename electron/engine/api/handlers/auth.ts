import { done } from '../../../../shared/contract/operation.ts';
import type { Me } from '../../../../shared/contract/operations/auth.ts';
import type { Caller, NewSession } from '../../operators/service.ts';
import type { Transport } from '../credentials.ts';
import type { Area, HandlerPorts } from './ports.ts';

type Names = 'auth.login' | 'auth.exchange' | 'auth.logout' | 'auth.me' | 'auth.password';

export function authHandlers({ operators: { login } }: HandlerPorts): Area<Names> {
  return {
    'auth.login': async (_caller, { body }, transport) =>
      loggedIn(await login.login(body.username, body.password, transport.address), transport),

    'auth.exchange': async (_caller, { body }, transport) =>
      loggedIn(await login.exchange(body.token, transport.address), transport),

    'auth.logout': async ({ session }, _input, transport) => {
      if (session) await login.logout(session.tokenHash);
      transport.clearSession();
      return done;
    },

    'auth.me': async (caller) => ({
      ...me(caller),
      csrf: caller.session?.csrf ?? null,
      expiresAt: caller.session?.expiresAt ?? null,
    }),

    'auth.password': async (caller, { body }, transport) => {
      await login.changePassword(caller, body.current, body.next, transport.address);
      return done;
    },
  };
}

function loggedIn({ token, caller }: NewSession, transport: Transport) {
  const { session } = caller;
  if (!session) throw new Error('a login without a session');
  transport.setSession(token, session.expiresAt);
  return { csrf: session.csrf, expiresAt: session.expiresAt, operator: me(caller) };
}

const me = ({ actor, role, permissions, operatorId }: Caller): Me => ({
  kind: actor.kind === 'system' ? 'cli' : actor.kind,
  id: actor.kind === 'operator' ? operatorId : actor.id,
  name: actor.name,
  role,
  permissions: [...permissions],
});
