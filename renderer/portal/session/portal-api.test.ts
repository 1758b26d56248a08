import { describe, expect, it } from 'vitest';
import { sample } from '../gallery/sample.ts';
import { CallFailed, createPortalApi } from './portal-api.ts';

const answering = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  const sent: { url: string; init: RequestInit }[] = [];
  const api = createPortalApi(async (url, init) => {
    sent.push({ url, init });
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
  });
  return { api, sent };
};
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no fault',
    (error: unknown) => (error instanceof CallFailed ? error.fault : error),
  );

describe('the portal’s calls', () => {
  it('a change carries the value that proves it comes from this page', async () => {
    const { api, sent } = answering(200, { dismissedUntil: 7 });
    expect(await api.dismiss('daily-cap', 'token')).toBe(7);
    expect(sent).toMatchObject([
      { url: '/customer/api/banners/daily-cap/dismiss', init: { method: 'POST', headers: { 'x-csrf': 'token' } } },
    ]);
  });

  it.each([
    ['not logged in', 401, {}, { kind: 'signed-out' }],
    ['too many tries', 429, { 'retry-after': '8' }, { kind: 'wait', seconds: 8 }],
    ['the disk of the engine', 503, {}, { kind: 'unreachable' }],
    ['a bug', 500, {}, { kind: 'trouble' }],
  ])('%s', async (_case, status, headers, fault) =>
    expect(await faultOf(answering(status, { kind: 'whatever' }, headers).api.live())).toEqual(fault),
  );

  it('no answer, and somebody else’s login page in place of ours', async () => {
    const dead = createPortalApi(() => Promise.reject(new TypeError('failed to fetch')));
    expect(await faultOf(dead.dashboard())).toEqual({ kind: 'unreachable' });
    expect(await faultOf(answering(200, '<html>Welcome to the hotel</html>').api.live())).toEqual({
      kind: 'unreachable',
    });
  });

  it('an answer of another shape asks for a newer page', async () => {
    expect(await faultOf(answering(200, { ...sample, contract: 2 }).api.dashboard())).toEqual({ kind: 'outdated' });
    expect(await answering(200, sample).api.dashboard()).toEqual(sample);
  });
});
