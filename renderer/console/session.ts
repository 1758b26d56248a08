import { create } from 'zustand';
import { ApiProblem, type Client } from '../../shared/contract/client.ts';
import type { Me } from '../../shared/contract/operations/auth.ts';
import { engine, rememberCsrf } from './engine.ts';

export type SessionState =
  /** Asking the engine who we are. */
  | { readonly kind: 'checking' }
  /** `why` is said on the sign-in page when a session ended by itself. */
  | { readonly kind: 'signed-out'; readonly why: string | null }
  | { readonly kind: 'signed-in'; readonly operator: Me }
  /** The engine did not answer, or answered that it cannot now. */
  | { readonly kind: 'unreachable'; readonly detail: string };

export const useSession = create<{ readonly session: SessionState }>(() => ({ session: { kind: 'checking' } }));

const become = (session: SessionState) => useSession.setState({ session });

/** Asks who is logged in; at start, and again after the engine was away. */
export async function checkSession(client: Client = engine): Promise<void> {
  become({ kind: 'checking' });
  try {
    const { csrf, expiresAt: _, ...operator } = await client.call('auth.me');
    rememberCsrf(csrf);
    become({ kind: 'signed-in', operator });
  } catch (error) {
    become(signedOutBy(error) ?? { kind: 'unreachable', detail: messageOf(error) });
  }
}

/** Logs in; returns what to say when it did not work, null when it did. */
export async function signIn(username: string, password: string, client: Client = engine): Promise<string | null> {
  try {
    const { csrf, operator } = await client.call('auth.login', { body: { username, password } });
    rememberCsrf(csrf);
    become({ kind: 'signed-in', operator });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Ends the session at the engine; returns what to say when the engine did not do it: the cookie is still good then. */
export async function signOut(client: Client = engine): Promise<string | null> {
  try {
    await client.call('auth.logout');
  } catch (error) {
    if (!signedOutBy(error)) return messageOf(error);
  }
  rememberCsrf(null);
  become({ kind: 'signed-out', why: null });
  return null;
}

/** Called by whoever gets a 401 from the engine, so that every view ends at the same page. */
export function sessionEnded(why: string): void {
  rememberCsrf(null);
  become({ kind: 'signed-out', why });
}

const signedOutBy = (error: unknown): SessionState | null =>
  error instanceof ApiProblem && error.problem.kind === 'unauthenticated' ? { kind: 'signed-out', why: null } : null;

const messageOf = (error: unknown): string =>
  error instanceof ApiProblem ? error.problem.detail : 'The engine does not answer. It may be starting again.';
