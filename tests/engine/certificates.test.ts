/** The authority, issuing, handing over, revoking, and the watch over the ends, on a real database and a clock of the test's. */
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { radsecAlert } from '../../electron/engine/alerts/radius-alerts.ts';
import { createCertificates } from '../../electron/engine/certificates/service.ts';
import { radsecConfig } from '../../electron/engine/certificates/serving.ts';
import { createCertificateCheck } from '../../electron/engine/certificates/watch.ts';
import { Directory } from '../../electron/engine/directory/directory.ts';
import {
  aNas,
  defaultScope,
  type TemporaryStore,
  temporaryStore,
  testActor,
} from '../../electron/engine/store/testing/temporary-store.ts';

const day = 86_400_000;
const t0 = Date.UTC(2026, 10, 20);
const me = { scope: defaultScope, actor: testActor };
const names = ['192.0.2.10', 'radius.example.net'] as const;

let now: number;
let temporary: TemporaryStore;
let directory: Directory;
let certificates: ReturnType<typeof createCertificates>;
let nasId: number;

beforeEach(async () => {
  now = t0;
  temporary = await temporaryStore({ clock: { now: () => now } });
  const { store } = temporary;
  directory = new Directory(store);
  await directory.open((error) => {
    throw error;
  });
  const state = { kind: 'serving', port: 2083 } as const;
  certificates = createCertificates({
    store,
    now: () => now,
    listening: () => ({ state, port: 2083, connections: 0 }),
  });
  const nas = aNas({ name: 'Mast 7 “north”', address: '', secret: 'radsec', mode: 'radsec' });
  ({ id: nasId } = await store.command('nas.create', { ...me, nas, at: now }));
});
afterEach(async () => {
  directory.close();
  await temporary.dispose();
});
afterAll(() => vi.restoreAllMocks());

const config = async () => {
  await directory.follow();
  return radsecConfig(directory);
};

describe('certificates', () => {
  it('nothing is served until the authority is made, and then it is, by the names that were given', async () => {
    expect(await config()).toBeUndefined();
    await certificates.createAuthority(me, names);
    const served = (await config())!;
    expect(served.clients).toEqual([]);
    const server = new X509Certificate(served.certificate);
    expect(server.checkIssued(new X509Certificate(served.authority))).toBe(true);
    expect(server.checkHost('radius.example.net')).toBeDefined();
    await expect(certificates.createAuthority(me, names)).rejects.toThrow(/its authority already/);
  });

  it('no key is in the clear in the database', async () => {
    await certificates.createAuthority(me, names);
    await certificates.issueClient(me, nasId);
    const keys = (await temporary.store.reads.engine.certificates()).map(({ key }) => key);
    expect(keys).toHaveLength(3);
    const list = JSON.stringify(await certificates.list(defaultScope));
    const audit = JSON.stringify(await temporary.store.reads.audit.list(defaultScope, {}));
    const files = readdirSync(temporary.dataDir).map((name) => readFileSync(join(temporary.dataDir, name)));
    expect(files.some((octets) => octets.includes('BEGIN CERTIFICATE'))).toBe(true);
    for (const key of keys) {
      const line = key.split('\n')[2]!;
      expect(key).toContain('BEGIN PRIVATE KEY');
      expect(list + audit).not.toContain(line);
      expect(files.some((octets) => octets.includes(line))).toBe(false);
    }
  });

  it('a NAS gets its own, in one file with the lines to paste; renewing overlaps, revoking does not', async () => {
    await certificates.createAuthority(me, names);
    const first = await certificates.issueClient(me, nasId);
    const { fileName, pem, commands } = await certificates.bundle(me, first.id);
    expect(fileName).toBe(`lastmile-mast-7-north-${first.id}.pem`);
    expect(pem.match(/BEGIN [A-Z ]+/g)).toEqual(['BEGIN CERTIFICATE', 'BEGIN PRIVATE KEY', 'BEGIN CERTIFICATE']);
    expect(commands.join('\n')).toContain('address=192.0.2.10 protocol=radsec');
    expect(commands.join('\n')).toContain(`fingerprint="${first.fingerprint256}"`);
    const second = await certificates.issueClient(me, nasId);
    const fingerprints = async () => (await config())!.clients.map(({ fingerprint256 }) => fingerprint256);
    expect(await fingerprints()).toEqual([first.fingerprint256, second.fingerprint256]);

    await certificates.revoke(me, first.id, 'stolen');
    expect(await fingerprints()).toEqual([second.fingerprint256]);
    await expect(certificates.bundle(me, first.id)).rejects.toThrow(/revoked/);
    await expect(certificates.revoke(me, first.id, 'again')).rejects.toThrow(/revoked already/);
    const nas = await temporary.store.reads.nas.byId(defaultScope, nasId);
    expect(nas?.certificate).toEqual({ fingerprint256: second.fingerprint256, expiresAt: second.notAfter });
    const { items } = await temporary.store.reads.audit.list(defaultScope, { entity: 'certificate' });
    expect(items.map(({ action }) => action)).toEqual([
      'certificate.removed',
      'certificate.created',
      'certificate.handed-over',
      'certificate.created',
      'certificate.created',
      'certificate.created',
    ]);
  });

  it('a NAS that is removed, or goes back to UDP, is let in by certificate no more', async () => {
    await certificates.createAuthority(me, names);
    const { id } = await certificates.issueClient(me, nasId);
    const udp = aNas({ name: 'Mast 7', address: '10.0.0.7', mode: 'udp' });
    await temporary.store.command('nas.update', { ...me, id: nasId, nas: udp, at: now });
    expect((await config())?.clients).toEqual([]);
    await temporary.store.command('nas.remove', { ...me, id: nasId, at: now });
    const [removed] = (await certificates.list(defaultScope)).filter((one) => one.id === id);
    expect(removed).toMatchObject({ revokedAt: now, revokeReason: 'its NAS was removed' });
  });

  it('only for a NAS of mode RadSec, only with an authority, never the served one revoked, the authority not at all', async () => {
    await expect(certificates.issueClient(me, nasId)).rejects.toThrow(/no authority yet/);
    await certificates.createAuthority(me, names);
    const { id: udp } = await temporary.store.command('nas.create', { ...me, nas: aNas(), at: now });
    await expect(certificates.issueClient(me, udp)).rejects.toMatchObject({ faults: [{ field: 'nasId' }] });
    await expect(certificates.issueClient(me, 4711)).rejects.toThrow(/no NAS 4711/);
    const list = await certificates.list(defaultScope);
    const idOf = (kind: string) => list.find((one) => one.kind === kind)!.id;
    await expect(certificates.revoke(me, idOf('server'), 'x')).rejects.toThrow(/the one that is served/);
    await expect(certificates.revoke(me, idOf('authority'), 'x')).rejects.toThrow(/cannot be revoked/);
    await expect(certificates.bundle(me, idOf('server'))).rejects.toThrow(/Only the certificate of a NAS/);
    const before = idOf('server');
    await certificates.issueServer(me, ['198.51.100.1']);
    await certificates.revoke(me, before, 'moved');
    expect(new X509Certificate((await config())!.certificate).checkIP('198.51.100.1')).toBeDefined();
  });

  it('Z6: another tenant and a reseller neither see, nor make, nor revoke', async () => {
    await certificates.createAuthority(me, names);
    const { id } = await certificates.issueClient(me, nasId);
    for (const scope of [{ tenantId: 2 }, { tenantId: 1, resellerId: 1 }]) {
      const other = { scope, actor: testActor };
      expect(await certificates.list(scope)).toEqual([]);
      await expect(certificates.revoke(other, id, 'x')).rejects.toThrow(/no certificate|reseller/);
      await expect(certificates.bundle(other, id)).rejects.toThrow(/no certificate/);
      await expect(certificates.issueClient(other, nasId)).rejects.toThrow(/no NAS|reseller/);
      await expect(certificates.issueServer(other, ['192.0.2.1'])).rejects.toThrow(/operator of this installation/);
      await expect(certificates.createAuthority(other, names)).rejects.toThrow(/operator of this installation/);
    }
  });
});

describe('the watch over the ends of certificates', () => {
  const watch = () => {
    const log = { warn: vi.fn(), info: vi.fn() };
    return createCertificateCheck({ store: temporary.store, directory, certificates, now: () => now, log });
  };
  const alerts = async () =>
    (await temporary.store.reads.alerts.list(defaultScope, { open: true })).items.map(({ key, severity, title }) => ({
      key,
      severity,
      title,
    }));

  it('tells a NAS’s end 30, 7 and 1 day before, each more severe, and is quiet once there is a newer one', async () => {
    await certificates.createAuthority(me, names);
    const { notAfter } = await certificates.issueClient(me, nasId);
    await directory.follow();
    const check = watch();
    const key = `certificate.nas.${nasId}`;
    now = notAfter - 31 * day;
    await check();
    expect(await alerts()).toEqual([]);
    for (const [left, severity, words] of [
      [30 * day, 'warn', 'within 30 days'],
      [7 * day, 'high', 'within 7 days'],
      [day, 'crit', 'within a day'],
      [0, 'crit', 'has expired'],
    ] as const) {
      now = notAfter - left;
      await directory.follow();
      await check();
      await check();
      const told = (await alerts()).filter((one) => one.key === key);
      expect(told).toEqual([{ key, severity, title: expect.stringContaining(words) }]);
    }
    await certificates.issueClient(me, nasId);
    await directory.follow();
    await check();
    expect((await alerts()).filter((one) => one.key === key)).toEqual([]);
  });

  it('renews ours by itself 30 days before its end, with its names, and no router notices', async () => {
    await certificates.createAuthority(me, names);
    const first = (await config())!;
    const check = watch();
    now = t0 + 2 * 365 * day - 31 * day;
    await check();
    expect((await config())?.certificate).toBe(first.certificate);
    now += 2 * day;
    await check();
    const renewed = (await config())!;
    expect(renewed.certificate).not.toBe(first.certificate);
    expect(renewed.authority).toBe(first.authority);
    const names2 = new X509Certificate(renewed.certificate).subjectAltName;
    expect(names2).toBe('IP Address:192.0.2.10, DNS:radius.example.net');
    await check();
    expect((await config())?.certificate).toBe(renewed.certificate);
  });

  it('an alert about a certificate that was revoked is resolved', async () => {
    await certificates.createAuthority(me, names);
    const { id, notAfter } = await certificates.issueClient(me, nasId);
    now = notAfter - 3 * day;
    await directory.follow();
    const check = watch();
    await check();
    expect((await alerts()).some(({ key }) => key === `certificate.nas.${nasId}`)).toBe(true);
    await certificates.revoke(me, id, 'stolen');
    await directory.follow();
    await check();
    expect((await alerts()).some(({ key }) => key === `certificate.nas.${nasId}`)).toBe(false);
  });
});

it('a port that is taken is an alert that names it; serving and being off are none', () => {
  const failed = { kind: 'failed', port: 2083, code: 'EADDRINUSE', message: 'listen EADDRINUSE' } as const;
  expect(radsecAlert(failed)).toMatchObject({
    title: expect.stringContaining('2083'),
    detail: expect.stringContaining('--radsec-port'),
  });
  expect(radsecAlert({ ...failed, code: 'EACCES', message: 'permission denied' })?.detail).toContain(
    'permission denied',
  );
  expect(radsecAlert({ kind: 'off' })).toBeUndefined();
  expect(radsecAlert({ kind: 'serving', port: 2083 })).toBeUndefined();
});
