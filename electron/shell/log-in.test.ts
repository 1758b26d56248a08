import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { logIn, parseSetCookie } from './log-in.ts';

let close: () => void = () => undefined;
afterEach(() => close());

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => server.close();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const jar = () => {
  const cookies: Record<string, unknown>[] = [];
  return { cookies, set: async (cookie: Record<string, unknown>) => void cookies.push(cookie) };
};

describe('the one-time login', () => {
  it('carries the token in the body alone and keeps the cookie as the engine set it', async () => {
    const seen: { url?: string | undefined; body?: string; origin?: string | undefined } = {};
    const origin = await serve(async (request, response) => {
      seen.url = request.url;
      seen.origin = request.headers.origin;
      seen.body = Buffer.concat(await request.toArray()).toString();
      response.setHeader('set-cookie', 'lm_console=abc=def; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200');
      response.end('{"csrf":"x"}');
    });
    const { cookies, set } = jar();
    expect(await logIn(origin, 'once', { set }, fetch)).toBe(true);
    expect(seen).toEqual({ url: '/api/v1/auth/exchange', origin, body: '{"token":"once"}' });
    expect(cookies).toEqual([
      {
        url: origin,
        name: 'lm_console',
        value: 'abc=def',
        path: '/',
        httpOnly: true,
        secure: false,
        sameSite: 'strict',
      },
    ]);
  });

  it('that the engine refuses leaves no cookie', async () => {
    const origin = await serve((_request, response) => {
      response.statusCode = 401;
      response.setHeader('set-cookie', 'lm_console=; Max-Age=0');
      response.end();
    });
    const { cookies, set } = jar();
    expect(await logIn(origin, 'late', { set }, fetch)).toBe(false);
    expect(cookies).toEqual([]);
  });

  it('follows no redirect: the token is for our engine only', async () => {
    const origin = await serve((_request, response) =>
      response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
    );
    await expect(logIn(origin, 'once', jar(), fetch)).rejects.toThrow();
  });
});

it.each([
  ['a=b', { name: 'a', value: 'b', path: '/', httpOnly: false, secure: false, sameSite: 'strict' }],
  [
    'a=b; Secure; SameSite=Lax; Path=/x',
    { name: 'a', value: 'b', path: '/x', httpOnly: false, secure: true, sameSite: 'lax' },
  ],
  ['no pair', undefined],
  ['=value', undefined],
])('Set-Cookie %s', (header, cookie) => expect(parseSetCookie(header)).toEqual(cookie));
