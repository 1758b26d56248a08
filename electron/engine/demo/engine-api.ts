/** The product's HTTP API, as any script would use it: a login, then JSON (design: interfaces that others rely on). */

/** One call; `path` from `/api/v1` on. Resolves with the parsed answer. @throws when the engine says no */
export type EngineApi = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) => Promise<unknown>;

export interface OperatorLogin {
  /** `http://127.0.0.1:8470` */
  readonly consoleUrl: string;
  readonly username: string;
  readonly password: string;
}

/** Logs an operator in and gives the calls of that session. */
export async function logInToEngine({ consoleUrl, username, password }: OperatorLogin): Promise<EngineApi> {
  let cookie = '';
  let csrf = '';
  const call: EngineApi = async (method, path, body) => {
    const response = await fetch(new URL(path, consoleUrl), {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(cookie && { cookie }),
        ...(csrf && { 'x-csrf': csrf }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 2000)}`);
    const fresh = response.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '');
    if (fresh.length > 0) cookie = fresh.join('; ');
    return text === '' ? undefined : JSON.parse(text);
  };
  const answer = await call('POST', '/api/v1/auth/login', { username, password });
  csrf = textField(answer, 'csrf');
  return call;
}

function textField(answer: unknown, name: string): string {
  const value = fieldOf(answer, name);
  if (typeof value !== 'string') throw new Error(`the engine's answer has no ${name}`);
  return value;
}

/** The id of what was made. */
export function idOf(answer: unknown): number {
  const value = fieldOf(answer, 'id');
  if (typeof value !== 'number') throw new Error("the engine's answer has no id");
  return value;
}

/** The ids of what a bulk call made, in the order of its rows. */
export function idsOf(answer: unknown): readonly number[] {
  const value = fieldOf(answer, 'ids');
  if (!Array.isArray(value)) throw new Error("the engine's answer has no ids");
  return value.map(Number);
}

function fieldOf(answer: unknown, name: string): unknown {
  return typeof answer === 'object' && answer !== null
    ? Object.entries(answer).find(([key]) => key === name)?.[1]
    : undefined;
}
