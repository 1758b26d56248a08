import { describe, expect, it } from 'vitest';
import { ApiProblem, createClient, EngineUnreachable, type FetchLike, operationUrl } from './client.ts';
import { operations } from './contract.ts';
import { judgeAnswer } from './judge.ts';
import { problem } from './problem.ts';

const contract = { routes: operations, judge: judgeAnswer };

type Sent = { url: string; init: Parameters<FetchLike>[1] };

function clientAnswering(status: number, body: unknown, more: { csrf?: string } = {}) {
  const sent: Sent[] = [];
  const fetch: FetchLike = async (url, init) => {
    sent.push({ url, init });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return { ok: status < 400, status, text: async () => text };
  };
  return {
    sent,
    client: createClient({ ...contract, fetch, baseUrl: 'http://127.0.0.1:8470', csrf: () => more.csrf }),
  };
}

describe('typed client', () => {
  it('fills parameters and query into the address, and leaves out what is undefined', () => {
    expect(operationUrl(operations['session.disconnect'], { params: { id: 7 } })).toBe('/api/v1/sessions/7/disconnect');
    expect(operationUrl(operations['subscriber.list'], { query: { q: 'علي & co', limit: 5, cursor: undefined } })).toBe(
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

  it.each([
    ['an error page of a proxy', 502, '<html>'],
    ['a page where an answer was asked for', 200, '<html>'],
    ['nothing at all', 200, ''],
    ['a refusal in the words of somebody else', 403, { error: 'denied' }],
    ['a problem of a kind that there is not', 400, { ...problem('invalid', 'x'), kind: 'strange' }],
    ['a problem whose fields are no list', 422, { ...problem('invalid', 'x'), errors: 'username' }],
  ])('makes a problem of an answer that is not ours, keeping its status: %s', async (_what, status, body) => {
    const failure = await clientAnswering(status, body)
      .client.call('auth.logout')
      .catch((error) => error);
    expect(failure).toBeInstanceOf(ApiProblem);
    expect(failure.problem).toMatchObject({ status, kind: 'bug' });
  });

  it('says when nothing answered', async () => {
    const client = createClient({ ...contract, fetch: () => Promise.reject(new TypeError('fetch failed')) });
    await expect(client.call('auth.logout')).rejects.toThrow(EngineUnreachable);
  });
});
