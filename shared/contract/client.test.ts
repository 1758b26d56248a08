import { describe, expect, it } from 'vitest';
import { ApiProblem, createClient, EngineUnreachable, type FetchLike, operationUrl } from './client.ts';
import { problem } from './problem.ts';

type Sent = { url: string; init: Parameters<FetchLike>[1] };

function clientAnswering(status: number, body: unknown, more: { csrf?: string } = {}) {
  const sent: Sent[] = [];
  const fetch: FetchLike = async (url, init) => {
    sent.push({ url, init });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return { ok: status < 400, status, text: async () => text };
  };
  return { sent, client: createClient({ fetch, baseUrl: 'http://127.0.0.1:8470', csrf: () => more.csrf }) };
}

describe('typed client', () => {
  it('fills parameters and query into the address, and leaves out what is undefined', () => {
    expect(operationUrl('session.disconnect', { params: { id: 7 } })).toBe('/api/v1/sessions/7/disconnect');
    expect(operationUrl('subscriber.list', { query: { q: 'علي & co', limit: 5, cursor: undefined } })).toBe(
      '/api/v1/subscribers?q=%D8%B9%D9%84%D9%8A%20%26%20co&limit=5',
    );
  });

  it('sends x-csrf with changes only', async () => {
    const { sent, client } = clientAnswering(200, { ok: true }, { csrf: 'token' });
    await client.call('auth.logout');
    await client.call('nas.remove', { params: { id: 3 } });
    expect(sent.map(({ init }) => init.headers['x-csrf'])).toEqual(['token', 'token']);
    const reading = clientAnswering(200, { items: [], total: 0 }, { csrf: 'token' });
    await reading.client.call('operator.list');
    expect(reading.sent[0]?.init.headers).not.toHaveProperty('x-csrf');
  });

  it('cuts an answer to the contract and refuses one that does not fit', async () => {
    const { client } = clientAnswering(200, { ok: true, passwordHash: 'x' });
    expect(await client.call('auth.logout')).toEqual({ ok: true });
    await expect(clientAnswering(200, { ok: 'yes' }).client.call('auth.logout')).rejects.toThrow(/Invalid/);
  });

  it('throws the problem that the engine told', async () => {
    const told = problem('conflict', 'ali exists already.', {
      errors: [{ field: 'username', message: 'exists already' }],
    });
    const failure = await clientAnswering(409, told)
      .client.call('auth.logout')
      .catch((error) => error);
    expect(failure).toBeInstanceOf(ApiProblem);
    expect(failure.problem).toEqual(told);
  });

  it('makes a problem of an answer that is not ours, keeping its status', async () => {
    const failure = await clientAnswering(502, '<html>')
      .client.call('auth.logout')
      .catch((error) => error);
    expect(failure.problem).toMatchObject({ status: 502, kind: 'bug' });
  });

  it('says when nothing answered', async () => {
    const client = createClient({ fetch: () => Promise.reject(new TypeError('fetch failed')) });
    await expect(client.call('auth.logout')).rejects.toThrow(EngineUnreachable);
  });
});
