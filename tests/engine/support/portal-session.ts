/** The portal as a phone uses it: a login that gives a cookie, and calls with it. */

export interface PortalAnswer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export class PortalSession {
  readonly origin: string;
  readonly cookie: string;
  readonly csrf: string;

  private constructor(origin: string, cookie: string, csrf: string) {
    this.origin = origin;
    this.cookie = cookie;
    this.csrf = csrf;
  }

  static async login(origin: string, username: string, password: string): Promise<PortalSession> {
    const answer = await portalCall<{ csrf: string }>(origin, 'POST', '/login', { body: { username, password } });
    if (answer.status !== 200) throw new Error(`portal login: ${answer.status} ${JSON.stringify(answer.body)}`);
    return new PortalSession(origin, cookieOf(answer.headers), answer.body.csrf);
  }

  /** The answer whatever its status. */
  ask<T = Record<string, unknown>>(method: string, path: string, more: PortalRequest = {}): Promise<PortalAnswer<T>> {
    const headers = { cookie: this.cookie, 'x-csrf': this.csrf, ...more.headers };
    return portalCall<T>(this.origin, method, path, { ...more, headers });
  }

  /** The body of an answer that must be a success. */
  async get<T = Record<string, unknown>>(path: string): Promise<T> {
    const { status, body } = await this.ask<T>('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }
}

export interface PortalRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A call below `/customer/api` without a login of its own. */
export async function portalCall<T = Record<string, unknown>>(
  origin: string,
  method: string,
  path: string,
  { headers = {}, body }: PortalRequest = {},
): Promise<PortalAnswer<T>> {
  const response = await fetch(`${origin}/customer/api${path}`, {
    method,
    redirect: 'manual',
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as T };
}

export const cookieOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
