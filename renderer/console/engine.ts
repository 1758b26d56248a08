import { createClient } from '../../shared/contract/client.ts';

/** The CSRF value of this login; the engine gives it again to `auth.me`, so a reload loses nothing. */
let csrf: string | undefined;

export function rememberCsrf(value: string | null): void {
  csrf = value ?? undefined;
}

/** The engine that served this page. The session cookie goes along by itself; every change carries the CSRF value. */
export const engine = createClient({
  fetch: (url, init) => fetch(url, { ...init, credentials: 'same-origin' }),
  csrf: () => csrf,
});
