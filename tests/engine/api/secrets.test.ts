/**
 * Goal: what goes in as a secret never comes out, by any operation. Method: secrets that are found anywhere are stored,
 * every operation of the contract is called, and every answer (also of failures) is searched for them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken } from '../../../electron/engine/operators/service.ts';
import { operationUrl } from '../../../shared/contract/client.ts';
import { operationNames, operations } from '../../../shared/contract/contract.ts';
import { addService, type Harness, passwordOf, startApi, startOfTest } from './harness.ts';

const secrets = {
  subscriberPassword: 'canary-subscriber-password',
  portalPassword: 'canary-portal-password',
  nasSecret: 'canary-nas-secret-0123456789',
  apiPassword: 'canary-router-api-password',
  operatorPassword: 'canary-operator-password',
  changedPassword: 'canary-changed-password',
};

let harness: Harness;
let serviceId: number;
const answers: { name: string; status: number; body: string }[] = [];

const day = 86_400_000;
const period = { from: startOfTest - day, to: startOfTest + day };

/** Right input of each operation, so that its full answer is seen. */
const inputs: Partial<Record<string, { query?: object; body?: object; id?: number }>> = {
  'auth.login': { body: { username: 'admin', password: passwordOf('admin') } },
  'auth.exchange': { body: { token: 'canary-window-token' } },
  'auth.password': { body: { current: secrets.operatorPassword, next: secrets.changedPassword } },
  'overview.traffic': { query: period },
  'overview.top': { query: period },
  'ip-history.find': { query: { address: '100.64.0.1', at: startOfTest, reason: 'case 7' } },
  'subscriber.usage': { query: { fromDay: '2026-11-01', toDay: '2026-11-30' } },
  'subscriber.hours': { query: period },
  'subscriber.sessions': { query: period },
  'subscriber.receipts': { query: period },
  'nas.update': {
    body: {
      secret: `${secrets.nasSecret}-2`,
      api: { host: '10.0.0.1', port: 8729, username: 'api', password: secrets.apiPassword, tls: true },
    },
  },
  'nas.test': {
    body: { id: 1, api: { host: '127.0.0.1', port: 9, username: 'api', password: secrets.apiPassword } },
  },
  'service.update': { body: { priceMinor: 5 } },
  'subscriber.update': {
    body: { password: `${secrets.subscriberPassword}-2`, portalPassword: secrets.portalPassword },
  },
  'operator.create': { body: { username: 'x', password: secrets.operatorPassword, role: 'viewer' } },
  'operator.update': { id: 2, body: { password: secrets.changedPassword } },
  'service.remove': { id: 2 },
  'operator.remove': { id: 3 },
  'settings.set': { body: { name: 'North Net' } },
  'session.disconnect-many': { body: { ids: [1] } },
  'change.push': { body: {} },
  'fup.reset': { body: { subscriberIds: [1] } },
  'fup.undo': { body: { id: 'a-reset' } },
  'finding.decide': { body: { decision: 'void' } },
  'group.update': { body: { name: 'Night shift' } },
  'realm.update': { body: { isActive: true } },
  'realm.remove': { id: 2 },
  'pool.update': { body: { coolDownSeconds: 60 } },
  'subscriber.set-attributes': { body: { groupIds: [] } },
  'certificate.create-authority': { body: { names: ['192.0.2.10'] } },
  'certificate.issue-server': { body: { names: ['192.0.2.10'] } },
  'certificate.issue': { body: { nasId: 2 } },
  'certificate.bundle': { id: 4 },
  'certificate.revoke': { id: 4, body: { reason: 'lost' } },
  'api-key.create': { body: { name: 'billing', scopes: ['nas.view'] } },
  'api-key.revoke': { id: 1 },
};

beforeAll(async () => {
  harness = await startApi();
  serviceId = await addService(harness);
  const bodies = {
    'nas.create': {
      name: 'tower-1',
      address: '10.0.0.1',
      secret: secrets.nasSecret,
      api: { host: '10.0.0.1', port: 8728, username: 'api', password: secrets.apiPassword },
    },
    'service.create': { name: 'Other', downKbps: '1M', upKbps: '1M' },
    'subscriber.create': {
      username: 'ali',
      password: secrets.subscriberPassword,
      portalPassword: secrets.portalPassword,
      serviceId,
    },
    'group.create': { name: 'Night' },
    'realm.create': { name: 'north.example' },
    'pool.create': { name: 'home', ranges: ['100.64.0.0/24'] },
    'subscriber.bulk': { rows: [{ username: 'zein', password: secrets.subscriberPassword, serviceId }] },
  };
  // The first realm is the default one, which stays; the second can go.
  for (const name of ['default.example', 'south.example']) {
    await harness.admin({ method: 'POST', url: '/api/v1/realms', payload: { name } });
  }
  // Creates first, removals last, the rest in between: every answer has something to show.
  const rank = (name: string) =>
    name.endsWith('create') || name === 'subscriber.bulk' ? 0 : /remove|revoke|logout/.test(name) ? 2 : 1;
  for (const name of operationNames.toSorted((a, b) => rank(a) - rank(b))) {
    const { query, body, id = 1 } = inputs[name] ?? {};
    const payload = bodies[name as keyof typeof bodies] ?? body;
    const asked = await (name === 'auth.logout' ? harness.as.bind(null, await harness.login('admin')) : harness.admin)({
      method: operations[name].method,
      url: operationUrl(operations[name], {
        params: { id },
        ...(query ? { query: query as Record<string, unknown> } : {}),
      }),
      ...(payload ? { payload } : {}),
    });
    answers.push({ name, status: asked.statusCode, body: asked.body });
    // Certificates are for a NAS over TLS: number 2, because the one over UDP is number 1.
    if (name === 'nas.create') {
      await harness.admin({ method: 'POST', url: '/api/v1/nas', payload: { name: 'tls-1', mode: 'radsec' } });
    }
  }
});
afterAll(() => harness.dispose());

describe('secrets', () => {
  it('every operation gave its full answer, except where a right input cannot exist here', () => {
    const failed = answers.filter(({ status }) => status >= 400).map(({ name, status }) => `${name} ${status}`);
    expect(failed.sort()).toEqual(['auth.exchange 401', 'auth.password 422', 'lease.release 404', 'session.get 404']);
  });

  it.each(Object.keys(secrets) as (keyof typeof secrets)[])(
    '%s is in no answer, audit and errors included',
    (which) => {
      expect(answers.filter(({ body }) => body.includes(secrets[which])).map(({ name }) => name)).toEqual([]);
    },
  );

  it('nor is any hash, nor the session cookie', async () => {
    const { cookie } = await harness.login('admin');
    const hashes = ['scrypt$', hashToken(cookie), cookie];
    expect(answers.filter(({ body }) => hashes.some((hash) => body.includes(hash))).map(({ name }) => name)).toEqual(
      [],
    );
  });

  it('a created API key is shown once and nowhere else', () => {
    const shown = answers.filter(({ body }) => /lm_live_[\w-]{43}/.test(body)).map(({ name }) => name);
    expect(shown).toEqual(['api-key.create']);
  });

  it('a password that is refused is not repeated in the refusal', async () => {
    const bad = { username: 'new', password: `${secrets.subscriberPassword}\u0007`, serviceId };
    const response = await harness.admin({ method: 'POST', url: '/api/v1/subscribers', payload: bad });
    expect(response.statusCode).toBe(422);
    expect(response.body).not.toContain(secrets.subscriberPassword);
  });

  it('every change left its row in the audit, with who and from where', async () => {
    const { items } = await harness.store.reads.audit.list({ tenantId: 1 }, { limit: 500 });
    const actions = new Set(items.map(({ action }) => action));
    for (const action of [
      'nas.created',
      'nas.updated',
      'nas.removed',
      'service.created',
      'service.updated',
      'service.removed',
      'subscriber.created',
      'subscriber.updated',
      'subscriber.removed',
      'operator.created',
      'operator.updated',
      'operator.login',
      'api-key.created',
      'api-key.removed',
      'settings.updated',
    ]) {
      expect(actions).toContain(action);
    }
    const byAdmin = items.filter(({ actorName }) => actorName === 'admin');
    expect(byAdmin.every(({ actorKind, address }) => actorKind === 'operator' && address === '127.0.0.1')).toBe(true);
  });
});
