import { createClient } from '../../shared/contract/client.ts';
import { operationOutlines } from '../../shared/contract/outline.ts';
import { takeAnswer } from './answers.ts';

/** The CSRF value of this login; the engine gives it again to `auth.me`, so a reload loses nothing. */
let csrf: string | undefined;

export function rememberCsrf(value: string | null): void {
  csrf = value ?? undefined;
}

/** The engine that served this page. The session cookie goes along by itself; every change carries the CSRF value. */
export const engine = createClient({
  fetch: (url, init) => fetch(url, { ...init, credentials: 'same-origin' }),
  routes: operationOutlines,
  // While somebody works on both, the page may be of another hour than the engine.
  judge: import.meta.env.DEV
    ? async (name, answer) => (await import('../../shared/contract/judge.ts')).judgeAnswer(name, answer)
    : takeAnswer,
  csrf: () => csrf,
});
