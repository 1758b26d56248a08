/**
 * Logs the window in with the engine's one-time token, before the console loads: the token travels in the body of a
 * request of ours and is never in an address, so no history, referrer or log can hold it.
 */
import { apiBase } from '../../shared/contract/paths.ts';

/** The part of Electron's cookie store that is used. */
export interface CookieJar {
  set(cookie: {
    readonly url: string;
    readonly name: string;
    readonly value: string;
    readonly path: string;
    readonly httpOnly: boolean;
    readonly secure: boolean;
    readonly sameSite: 'strict' | 'lax';
  }): Promise<void>;
}

/**
 * Exchanges `token` for a session cookie at `origin` and puts it into `jar`. False when the engine refuses it: the
 * console then asks for the password, as in any browser.
 */
export async function logIn(origin: string, token: string, jar: CookieJar, fetcher: typeof fetch): Promise<boolean> {
  const response = await fetcher(`${origin}${apiBase}/auth/exchange`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ token }),
    redirect: 'error',
  });
  const cookies = response.headers.getSetCookie().flatMap((header) => parseSetCookie(header) ?? []);
  await response.body?.cancel();
  if (!response.ok) return false;
  for (const cookie of cookies) await jar.set({ url: origin, ...cookie });
  return cookies.length > 0;
}

/** One Set-Cookie header of our own engine (RFC 6265 §5.2); expiry is left out, the cookie ends with the window. */
export function parseSetCookie(header: string) {
  const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
  const equals = pair.indexOf('=');
  if (equals < 1) return undefined;
  const given = new Map(
    attributes.map((attribute) => {
      const [name = '', value = ''] = attribute.split('=');
      return [name.toLowerCase(), value] as const;
    }),
  );
  return {
    name: pair.slice(0, equals),
    value: pair.slice(equals + 1),
    path: given.get('path') || '/',
    httpOnly: given.has('httponly'),
    secure: given.has('secure'),
    sameSite: given.get('samesite')?.toLowerCase() === 'lax' ? ('lax' as const) : ('strict' as const),
  };
}
