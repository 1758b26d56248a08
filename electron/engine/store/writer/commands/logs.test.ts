import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DropInput, RejectInput } from '../../commands.ts';
import type { AuthLogView } from '../../reads.ts';
import { addReseller, addTenant } from '../../testing/rows.ts';
import {
  testActor as actor,
  aNas,
  aService,
  aSubscriber,
  defaultScope as scope,
} from '../../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../testing/writer-inside.ts';

const hour = 3_600_000;
const t0 = 490_000 * hour;

let inside: WriterInside;
beforeEach(() => {
  inside = writerInside();
});
afterEach(() => inside.close());

const reject = (of: Partial<RejectInput> = {}): RejectInput => ({
  tenantId: 1,
  username: 'ali',
  nasId: 1,
  nasAddress: '10.0.0.1',
  reason: 'wrong-password',
  detail: 'The password is wrong.',
  method: 'PAP',
  callingStationId: '4C:5E:0C:00:00:01',
  at: t0,
  count: 1,
  ...of,
});
const drop = (of: Partial<DropInput> = {}): DropInput => ({
  source: '203.0.113.9',
  localPort: 1812,
  reason: 'unknown-nas',
  detail: 'unknown NAS: 203.0.113.9',
  nasId: null,
  at: t0,
  count: 1,
  ...of,
});
const append = (rejects: readonly RejectInput[], drops: readonly DropInput[] = []) =>
  inside.run('auth-log.append', { rejects, drops });

describe('the auth log', () => {
  it('W10: folds a storm into one row per hour, with first, last and count', async () => {
    await append([reject({ count: 5000 }), reject({ at: t0 + 60_000, count: 4000, detail: 'Still wrong.' })]);
    await append([reject({ at: t0 + 30_000, count: 7 }), reject({ at: t0 + hour, count: 1 })]);
    const { items, total } = await inside.reads.authLog.all(scope, {});
    expect(total).toBe(2);
    expect(items).toMatchObject([
      { firstAt: t0 + hour, count: 1 },
      { firstAt: t0, lastAt: t0 + 60_000, count: 9007, reason: 'wrong-password' },
    ]);
  });

  it('X61: looks like FreeRADIUS radpostauth and holds no password', async () => {
    await append([reject()]);
    expect(inside.rows('SELECT username, pass, reply, authdate FROM radpostauth')).toEqual([
      { username: 'ali', pass: '', reply: 'Access-Reject', authdate: '2025-11-24 16:00:00' },
    ]);
    expect(() => inside.context.db.exec("UPDATE radpostauth SET pass = 'secret'")).toThrow(/CHECK/);
  });

  it('keeps other reasons, methods and devices apart, and finds them by any of their words', async () => {
    await inside.run('nas.create', { scope, actor, nas: aNas(), at: 0 });
    await inside.run('service.create', { scope, actor, service: aService(), at: 0 });
    const rows = [aSubscriber({ fullName: 'Ali Hassan' })];
    await inside.run('subscriber.create', { scope, actor, rows, rates: [''], at: 0, dryRun: false });
    await append([reject(), reject({ reason: 'expired', detail: 'Expired.' }), reject({ method: 'MS-CHAPv2' })]);
    await append([reject({ username: 'stranger', callingStationId: '' })]);
    const find = async (query: object) => (await inside.reads.authLog.all(scope, query)).total;
    expect(await find({})).toBe(4);
    expect(await find({ reason: 'expired' })).toBe(1);
    expect(await find({ q: 'HASSAN' })).toBe(3);
    expect(await find({ q: '4c:5e' })).toBe(3);
    expect(await find({ subscriberId: 1 })).toBe(3);
    expect(await find({ nasId: 2 })).toBe(0);
    expect(await find({ from: t0 + 1 })).toBe(0);
    expect((await inside.reads.authLog.all(scope, { q: 'stranger' })).items[0]).toMatchObject({
      subscriberId: null,
      nasName: 'tower-1',
    });
  });

  it('is one list of rejects and drops, newest last sighting first', async () => {
    await inside.run('nas.create', { scope, actor, nas: aNas(), at: 0 });
    await append([reject({ at: t0 + 2 })], [drop({ at: t0 + 1 }), drop({ at: t0 + 3, reason: 'bad', nasId: 1 })]);
    const { items, total } = await inside.reads.authLog.all(scope, {});
    expect(total).toBe(3);
    const dropped = { result: 'drop', username: '', method: '', callingStationId: '', subscriberId: null };
    expect(items).toMatchObject([
      { ...dropped, reason: 'bad', nasId: 1, nasName: 'tower-1', nasAddress: '203.0.113.9' },
      { result: 'reject', username: 'ali', reason: 'wrong-password' },
      { ...dropped, reason: 'unknown-nas', nasId: null, nasName: null, nasAddress: '203.0.113.9', lastAt: t0 + 1 },
    ]);
    const idsOf = async (query: object) => (await inside.reads.authLog.all(scope, query)).items.map(({ id }) => id);
    const [bad, ali, unknown] = items.map(({ id }) => id);
    expect(await idsOf({ result: 'reject' })).toEqual([ali]);
    expect(await idsOf({ result: 'drop' })).toEqual([bad, unknown]);
    expect(await idsOf({ reason: 'bad' })).toEqual([bad]);
    expect(await idsOf({ nasId: 1 })).toEqual([bad, ali]);
    expect(await idsOf({ q: 'TOWER-1' })).toEqual([bad, ali]);
    expect(await idsOf({ q: '203.0.113' })).toEqual([bad, unknown]);
    expect(await idsOf({ subscriberId: 1 })).toEqual([]);
    expect(await idsOf({ from: t0 + 2 })).toEqual([bad, ali]);
    expect(await idsOf({ to: t0 + 3 })).toEqual([ali, unknown]);
  });

  it('is read page by page without a gap or a repeat, also where rejects and drops share a millisecond', async () => {
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    const at = (n: number): number => t0 + Math.floor(n / 7);
    await append(
      numbers.map((n) => reject({ username: `user${n}`, at: at(n) })),
      numbers.map((n) => drop({ source: `203.0.113.${n}`, at: at(n) })),
    );
    const read: AuthLogView[] = [];
    let cursor: string | undefined;
    do {
      const page = await inside.reads.authLog.all(scope, { limit: 7, cursor });
      expect(page.total).toBe(80);
      read.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(read.map(({ id }) => id)).size).toBe(80);
    expect(read.map(({ lastAt }) => lastAt)).toEqual(read.map(({ lastAt }) => lastAt).toSorted((a, b) => b - a));
    expect((await inside.reads.authLog.all(scope, {})).items.map(({ id }) => id)).toEqual(read.map(({ id }) => id));
  });

  it('X32: shows a reseller the rejects of its own subscribers and no drop at all', async () => {
    const resellerId = addReseller(inside.context.db, 1, 'north');
    await inside.run('nas.create', { scope, actor, nas: aNas(), at: 0 });
    await inside.run('service.create', { scope, actor, service: aService(), at: 0 });
    const rows = [aSubscriber({ resellerId }), aSubscriber({ username: 'house' })];
    await inside.run('subscriber.create', { scope, actor, rows, rates: ['', ''], at: 0, dryRun: false });
    await append(
      [reject(), reject({ username: 'house' }), reject({ username: 'nobody' })],
      [drop(), drop({ reason: 'bad', nasId: 1 })],
    );
    const seen = async (query: object) => (await inside.reads.authLog.all({ tenantId: 1, resellerId }, query)).items;
    expect(await seen({})).toMatchObject([{ result: 'reject', username: 'ali' }]);
    expect(await seen({ result: 'drop' })).toEqual([]);
    expect(await seen({ nasId: 1 })).toMatchObject([{ username: 'ali' }]);
    expect((await inside.reads.authLog.all(scope, {})).total).toBe(5);
  });

  it('X32: shows datagrams of nobody to the operator of the machine only', async () => {
    addTenant(inside.context.db, 2);
    await inside.run('nas.create', { scope: { tenantId: 2 }, actor, nas: aNas(), at: 0 });
    await append([], [drop({ count: 3 }), drop({ at: t0 + 1, count: 2 }), drop({ reason: 'bad', nasId: 1 })]);
    const of = async (tenantId: number, resellerId?: number) =>
      (await inside.reads.authLog.drops(resellerId ? { tenantId, resellerId } : { tenantId }, {})).items;
    expect(await of(1)).toMatchObject([{ reason: 'unknown-nas', count: 5 }]);
    expect(await of(2)).toMatchObject([{ reason: 'bad', nasId: 1 }]);
    expect(await of(1, 1)).toEqual([]);
    const together = async (tenantId: number) => (await inside.reads.authLog.all({ tenantId }, {})).items;
    expect(await together(1)).toMatchObject([{ result: 'drop', reason: 'unknown-nas', count: 5 }]);
    expect(await together(2)).toMatchObject([{ result: 'drop', reason: 'bad', nasName: 'tower-1' }]);
  });
});

describe('alerts', () => {
  const raise = (key: string, at: number, severity: 'warn' | 'crit' = 'warn') =>
    inside.run('alert.raise', { tenantId: 1, key, severity, title: 'Disk full', detail: 'x', at });
  const news = () => inside.rows("SELECT entity_id, kind FROM changes WHERE entity = 'alert'");

  it('are one row while open, however often they are raised, and news only when they change', async () => {
    expect(await raise('disk', 1)).toEqual({ id: 1 });
    expect(await raise('disk', 2)).toEqual({ id: 1 });
    expect(await raise('disk', 3, 'crit')).toEqual({ id: 1 });
    expect((await inside.reads.alerts.list(scope, { open: true })).items).toMatchObject([
      { key: 'disk', severity: 'crit', raisedAt: 1, lastAt: 3, count: 3, resolvedAt: null },
    ]);
    expect(await inside.run('alert.resolve', { tenantId: 1, key: 'disk', at: 4 })).toEqual({ resolved: 1 });
    expect(await inside.run('alert.resolve', { tenantId: 1, key: 'disk', at: 5 })).toEqual({ resolved: 0 });
    expect(news().map(({ kind }) => kind)).toEqual(['created', 'updated', 'removed']);
    expect(await raise('disk', 6)).toEqual({ id: 2 });
    expect((await inside.reads.alerts.list(scope, {})).total).toBe(2);
  });
});

describe('the audit', () => {
  it('is found by entity, action, time and words, newest first, page by page', async () => {
    const rows = Array.from({ length: 25 }, (_, n) => ({
      ...{ tenantId: 1, actor, action: 'coa.sent', entity: 'session', entityId: n % 5, detail: { n }, at: n },
    }));
    await inside.run('audit.append', { rows });
    const first = await inside.reads.audit.list(scope, { limit: 10 });
    expect(first.items.map(({ at }) => at)).toEqual([24, 23, 22, 21, 20, 19, 18, 17, 16, 15]);
    const second = await inside.reads.audit.list(scope, { limit: 10, cursor: first.nextCursor });
    expect(second.items[0]?.at).toBe(14);
    expect((await inside.reads.audit.list(scope, { entity: 'session', entityId: 3 })).total).toBe(5);
    expect((await inside.reads.audit.list(scope, { q: 'TESTER', from: 20, to: 23 })).total).toBe(3);
    expect((await inside.reads.audit.list({ tenantId: 2 }, {})).total).toBe(0);
  });
});
