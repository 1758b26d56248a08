import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { StorageUnavailable } from '../store/errors.ts';
import { createPortal } from './listener.ts';
import type { PortalControl } from './ports.ts';
import { portalStore } from './testing/portal-store.ts';

const root = mkdtempSync(join(tmpdir(), 'lastmile-portal-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = join(root, 'portal');
mkdirSync(join(folder, 'assets'), { recursive: true });
const script = `export const words = ${JSON.stringify('the same again '.repeat(200))};`;
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>portal</title>');
writeFileSync(join(folder, 'assets', 'index-1a2b3c.js'), script);
writeFileSync(join(folder, 'notes.txt'), 'not a file of the page');
writeFileSync(join(root, 'outside.svg'), '<svg/>');

function portalWith(more: { readonly folder?: string; readonly trouble?: Error } = {}) {
  const logged: object[] = [];
  const portal = createPortal({
    control: {
      directory: {
        tenant: () => {
          if (more.trouble) throw more.trouble;
          return { name: 'Example ISP', timeZone: 'UTC', currency: 'USD' };
        },
      },
    } as unknown as PortalControl,
    store: portalStore(),
    backoff: { waitMs: () => 0, missed: () => undefined, succeeded: () => undefined },
    decoy: '',
    randomBytes: (octets) => randomBytes(octets),
    clock: { now: () => 0 },
    engineUpSince: 0,
    tenantId: 1,
    folder: 'folder' in more ? more.folder : folder,
    hostNames: ['noc-pc'],
    log: { warn: (fields) => logged.push(fields), error: (fields) => logged.push(fields) },
    onLeftOut: () => undefined,
    every: () => () => undefined,
  });
  const get = (url: string, headers: Record<string, string> = {}) =>
    portal.app.inject({ url, headers: { host: '10.0.0.1', ...headers } });
  return { get, logged, app: portal.app };
}

describe('the files of the page', () => {
  it('travel compressed where the browser takes that, and are kept for ever where their name holds their hash', async () => {
    const { get } = portalWith();
    const plain = await get('/customer/assets/index-1a2b3c.js');
    expect(plain.payload).toBe(script);
    expect(plain.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    const small = await get('/customer/assets/index-1a2b3c.js', { 'accept-encoding': 'gzip, deflate' });
    expect(small.headers['content-encoding']).toBe('gzip');
    expect(small.rawPayload.length).toBeLessThan(200);
    expect(gunzipSync(small.rawPayload).toString()).toBe(script);
    expect(small.headers.etag).not.toBe(plain.headers.etag);
  });

  it('an unchanged page is not sent again', async () => {
    const { get } = portalWith();
    const first = await get('/customer/');
    expect([first.statusCode, first.headers['cache-control']]).toEqual([200, 'no-cache']);
    const again = await get('/customer/dashboard', { 'if-none-match': String(first.headers.etag) });
    expect([again.statusCode, again.payload]).toEqual([304, '']);
  });

  it.each([
    '/customer/../outside.svg',
    '/customer/..%2foutside.svg',
    '/customer/%2e%2e/outside.svg',
    '/customer/notes.txt',
    '/customer/assets/missing.js',
    '/customer/api',
    '/customer/api/nothing',
    '/outside.svg',
  ])('%s is not one of them', async (url) => expect((await portalWith().get(url)).statusCode).toBe(404));

  it('a portal that is not built says so to whoever comes', async () => {
    const { get } = portalWith({ folder: join(folder, 'nowhere') });
    const page = await get('/customer/');
    expect(page.statusCode).toBe(503);
    expect(page.payload).toContain('Your connection is not affected');
  });
});

describe('trouble on our side', () => {
  it.each([
    ['a bug', new TypeError('cannot read properties of undefined'), 500],
    ['the disk', new StorageUnavailable('/var/lib/lastmile/lastmile.db is full'), 503],
  ])('%s is in the log, and not told to a subscriber', async (_case, trouble, status) => {
    const { get, logged } = portalWith({ trouble });
    const answer = await get('/customer/api/about');
    expect(answer.statusCode).toBe(status);
    expect(answer.payload).not.toContain(trouble.message);
    expect(answer.json()).toMatchObject({ detail: expect.stringContaining('Your connection is not affected') });
    expect(JSON.stringify(logged)).toContain(answer.json<{ requestId: string }>().requestId);
  });

  it('a body that is too long or no JSON is refused before it is read', async () => {
    const { app } = portalWith();
    const headers = { host: '10.0.0.1', 'content-type': 'application/json' };
    const url = '/customer/api/login';
    const long = await app.inject({ method: 'POST', url, headers, payload: `{"a":"${'x'.repeat(20_000)}"}` });
    const broken = await app.inject({ method: 'POST', url, headers, payload: '{' });
    expect([long.statusCode, broken.statusCode]).toEqual([413, 400]);
  });
});
