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

/** Of the desktop window, whose shell can log it in without a password; undefined in a browser. */
let shellLogIn: (() => Promise<boolean>) | undefined;

export function setShellLogIn(logIn: typeof shellLogIn): void {
  shellLogIn = logIn;
}

/** Read by before-paint.js, before the page's scripts: whoever was signed in last sees the frame's outline at once. */
const wasSignedIn = 'lastmile.signed-in';

function become(session: SessionState): void {
  useSession.setState({ session });
  try {
    if (session.kind === 'signed-in') localStorage.setItem(wasSignedIn, 'yes');
    else if (session.kind === 'signed-out') localStorage.removeItem(wasSignedIn);
  } catch {
    // Refused storage: the page stays empty until its scripts have run.
  }
}

/** Asks who is logged in; at start, and again after the engine was away. */
export async function checkSession(client: Client = engine, mayAskShell = true): Promise<void> {
  become({ kind: 'checking' });
  try {
    const { csrf, expiresAt: _, ...operator } = await client.call('auth.me');
    rememberCsrf(csrf);
    become({ kind: 'signed-in', operator });
  } catch (error) {
    const out = signedOutBy(error);
    if (!out) become({ kind: 'unreachable', detail: messageOf(error) });
    else if (!mayAskShell || !(await enterAgain(client))) become(out);
  }
}

/** True when the shell logged the window in; what comes after is known then. A shell that fails is a browser. */
async function enterAgain(client: Client): Promise<boolean> {
  const isIn = (await shellLogIn?.().catch(() => false)) ?? false;
  if (isIn) await checkSession(client, false); // a cookie that does not hold must not go round in circles
  return isIn;
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

/** Called by whoever gets a 401 from the engine, so that every view ends at the same page; in our window, with a new login. */
export function sessionEnded(why: string, client: Client = engine): void {
  rememberCsrf(null);
  if (!shellLogIn) {
    become({ kind: 'signed-out', why });
    return;
  }
  // Several views are told at once; the first asks the shell, and the page waits for it.
  if (useSession.getState().session.kind !== 'signed-in') return;
  become({ kind: 'checking' });
  void enterAgain(client).then((isIn) => !isIn && become({ kind: 'signed-out', why }));
}

const signedOutBy = (error: unknown): SessionState | null =>
  error instanceof ApiProblem && error.problem.kind === 'unauthenticated' ? { kind: 'signed-out', why: null } : null;

const messageOf = (error: unknown): string =>
  error instanceof ApiProblem ? error.problem.detail : 'The engine does not answer. It may be starting again.';
