/** What the portal remembers over a restart of the engine: logins and dismissed notices, each subscriber's own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dashboard } from '../../shared/contract/portal/dashboard.ts';
import { type RunningEngine, startEngine, temporaryFolders } from './support/engine-process.ts';
import { PortalSession, portalCall } from './support/portal-session.ts';

const day = 86_400_000;
/** Each test starts an engine anew and looks at several passwords, each a tenth of a second of work on a quiet machine. */
const restartMs = 60_000;
const portalPassword = 'my own page';
const folders = temporaryFolders();
let dataDir: string;
let engine: RunningEngine;
const ids = new Map<string, number>();

beforeAll(async () => {
  dataDir = await folders.make();
  engine = await startEngine({ dataDir });
  const api = await engine.login();
  const plan = { name: 'Fiber 10M', downKbps: 10_000, upKbps: 5_000, priceMinor: 0 };
  const { id: serviceId } = await api.post<{ id: number }>('/services', plan);
  for (const username of ['ali', 'omar']) {
    // Its date is near: a notice that needs no router and no traffic.
    const row = { username, password: 'of the line', serviceId, portalPassword, expiresAt: Date.now() + 2 * day };
    ids.set(username, (await api.post<{ id: number }>('/subscribers', row)).id);
  }
});
afterAll(async () => {
  await engine?.stop();
  await folders.cleanUp();
});

const logIn = (username: string) => PortalSession.login(engine.ready.portal, username, portalPassword);
/** The same device and its cookie, at the portal that runs now. */
const ask = <T>({ cookie, csrf }: PortalSession, method: string, path: string) =>
  portalCall<T>(engine.ready.portal, method, path, { headers: { cookie, 'x-csrf': csrf } });
const dashboard = async (session: PortalSession) => (await ask<Dashboard>(session, 'GET', '/dashboard')).body;
const hiddenUntil = async (session: PortalSession) =>
  (await dashboard(session)).banners.find(({ key }) => key === 'expiring')?.dismissedUntil;

async function restart(end: 'stop' | 'kill'): Promise<void> {
  await engine[end]();
  engine = await startEngine({ dataDir });
}

describe.each(['stop', 'kill'] as const)('an engine that is started again after a %s', (end) => {
  it(
    'knows who is logged in, and F030: which notice this subscriber, and nobody else, has put away',
    async () => {
      const [phone, laptop, stranger] = [await logIn('ali'), await logIn('ali'), await logIn('omar')];
      const put = await ask<{ dismissedUntil: number }>(phone, 'POST', '/banners/expiring/dismiss');
      expect(put.status).toBe(200);
      await ask(laptop, 'POST', '/logout');
      await restart(end);

      expect(await dashboard(phone)).toMatchObject({ username: 'ali', csrf: phone.csrf });
      expect(await hiddenUntil(phone)).toBe(put.body.dismissedUntil);
      expect(await dashboard(stranger)).toMatchObject({ username: 'omar' });
      expect(await hiddenUntil(stranger)).toBeNull();
      expect((await ask(laptop, 'GET', '/dashboard')).status).toBe(401);
      expect((await ask(phone, 'POST', '/logout')).status).toBe(200); // the x-csrf of before is good
    },
    restartMs,
  );
});

it(
  'a password that was changed, and a subscriber that was removed, let nobody in after a restart either',
  async () => {
    const [ali, omar] = [await logIn('ali'), await logIn('omar')];
    const api = await engine.login();
    await api.call('PATCH', `/subscribers/${ids.get('ali')}`, { portalPassword: 'a new secret' });
    await api.call('DELETE', `/subscribers/${ids.get('omar')}`);
    for (const session of [ali, omar]) expect((await ask(session, 'GET', '/dashboard')).status).toBe(401);
    await restart('kill');
    for (const session of [ali, omar]) expect((await ask(session, 'GET', '/dashboard')).status).toBe(401);
  },
  restartMs,
);

it('no token of a portal login is in the files of the data folder', async () => {
  const session = await PortalSession.login(engine.ready.portal, 'ali', 'a new secret');
  const token = session.cookie.split('=')[1]!;
  for (const file of ['lastmile.db', 'lastmile.db-wal']) {
    const octets = readFileSync(join(dataDir, file));
    expect([file, octets.includes(token), octets.includes(session.csrf)]).toEqual([file, false, false]);
  }
});
