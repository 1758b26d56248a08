import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SubscriberInput } from '../../commands.ts';
import { addReseller, addTenant } from '../../testing/rows.ts';
import { testActor as actor, aService, aSubscriber, defaultScope as scope } from '../../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../testing/writer-inside.ts';

let inside: WriterInside;
beforeEach(async () => {
  inside = writerInside();
  await inside.run('service.create', { scope, actor, service: aService(), at: 1 });
});
afterEach(() => inside.close());

const create = (rows: readonly Partial<SubscriberInput>[], own = scope, dryRun = false) =>
  inside.run('subscriber.create', {
    scope: own,
    actor,
    rows: rows.map((row) => aSubscriber(row)),
    rates: rows.map(() => '2M/10M'),
    at: 100,
    dryRun,
  });
const update = (id: number, row: Partial<SubscriberInput>, own = scope) =>
  inside.run('subscriber.update', {
    scope: own,
    actor,
    id,
    subscriber: aSubscriber({ password: undefined, ...row }),
    rate: '1M/4M',
    at: 200,
  });

/** Resellers 1 and 2 of tenant 1, and a second tenant. */
function addResellersAndTenant(): void {
  addReseller(inside.context.db, 1, 'North');
  addReseller(inside.context.db, 1, 'South');
  addTenant(inside.context.db, 2);
}

describe('a MAC that another subscriber has', () => {
  const macs = ['4C:5E:0C:00:00:01'];
  const logInByMac = (tenantId = 1) =>
    inside.run('settings.set', { tenantId, actor, values: { macAuth: { nasIds: [1], password: 'mac' } }, at: 5 });

  it('W9: is refused by name where routers log in by MAC, because there it is nobody’s login', async () => {
    await create([{ macs }]);
    await logInByMac();
    const refused = { field: 'macs', message: expect.stringContaining('4C:5E:0C:00:00:01 is a device of ali') };
    await expect(create([{ username: 'sara', macs }])).rejects.toMatchObject(refused);
    await create([{ username: 'sara' }]);
    await expect(update(2, { username: 'sara', macs })).rejects.toMatchObject(refused);
    await expect(
      create([
        { username: 'omar', macs: ['4C:5E:0C:00:00:02'] },
        { username: 'li', macs: ['4C:5E:0C:00:00:02'] },
      ]),
    ).rejects.toMatchObject({ faults: [{ field: 'rows[1].macs', message: expect.stringContaining('omar') }] });
  });

  it('may be shared where they do not, and what is shared keeps nobody from other changes', async () => {
    await create([{ macs }, { username: 'sara', macs }]);
    await logInByMac();
    await expect(update(2, { username: 'sara', phone: '7', macs })).resolves.toEqual({ id: 2 });
    await inside.run('subscriber.remove', { scope, actor, ids: [1], at: 6 });
    await expect(create([{ username: 'omar', macs: ['4C:5E:0C:00:00:02'] }])).resolves.toEqual({ ids: [3] });
  });

  it('Z6: a reseller is not told whose it is, and another tenant’s is no concern', async () => {
    addResellersAndTenant();
    await create([{ macs }]);
    await logInByMac();
    const mine = create([{ username: 'sara', macs, resellerId: 1 }], { tenantId: 1, resellerId: 1 });
    await expect(mine).rejects.toThrow('a device of another subscriber');
    await inside.run('service.create', { scope: { tenantId: 2 }, actor, service: aService(), at: 1 });
    await logInByMac(2);
    await expect(create([{ serviceId: 2, macs }], { tenantId: 2 })).resolves.toEqual({ ids: [2] });
  });
});

describe('subscriber.create', () => {
  it('writes the subscriber, its MACs, its rate, its audit and its change together', async () => {
    const { ids } = await create([{ fullName: 'Ali Hassan', macs: ['4C:5E:0C:00:00:01'], staticIp: '100.64.0.9' }]);
    expect(ids).toEqual([1]);
    expect(inside.rows('SELECT username, attribute, op, value FROM radreply')).toEqual([
      { username: 'ali', attribute: 'Mikrotik-Rate-Limit', op: ':=', value: '2M/10M' },
    ]);
    expect(inside.rows('SELECT mac FROM subscriber_macs')).toEqual([{ mac: '4C:5E:0C:00:00:01' }]);
    expect(inside.rows("SELECT entity_id, kind FROM changes WHERE entity = 'subscriber'")).toEqual([
      { entity_id: 1, kind: 'created' },
    ]);
    const [audit] = inside.rows<{ detail: string }>("SELECT * FROM audit WHERE entity = 'subscriber'");
    expect(audit).toMatchObject({ action: 'subscriber.created', actor_name: 'tester', address: '127.0.0.1', at: 100 });
    expect(JSON.parse(audit!.detail)).toMatchObject({ after: { username: 'ali', staticIp: '100.64.0.9' } });
    expect(audit!.detail).not.toContain('pass');
    expect((await inside.reads.subscribers.byId(scope, 1))?.counters).toMatchObject({
      lastDailyReset: 100,
      lastMonthlyReset: 100,
      fupLevel: 0,
    });
  });

  it('is all or nothing, and names the field of every row that is wrong', async () => {
    await create([{ username: 'taken', staticIp: '10.0.0.5' }]);
    const rows = [
      { username: 'fine' },
      { username: 'taken' },
      { username: 'twin' },
      { username: 'twin' },
      { username: 'a', staticIp: '10.0.0.5' },
      { username: 'b', serviceId: 77 },
      { username: 'c', password: undefined },
      { username: 'd', resellerId: 9 },
      { username: '' },
    ];
    await expect(create(rows)).rejects.toMatchObject({
      name: 'Invalid',
      faults: expect.arrayContaining(
        ['rows[1].username', 'rows[3].username', 'rows[4].staticIp', 'rows[5].serviceId', 'rows[6].password']
          .concat(['rows[7].resellerId', 'rows[8].username'])
          .map((field) => expect.objectContaining({ field })),
      ),
    });
    expect(inside.rows('SELECT username FROM subscribers')).toEqual([{ username: 'taken' }]);
  });

  it('answers a single collision as a Conflict with its field', async () => {
    await create([{ staticIp: '10.0.0.5' }]);
    await expect(create([{}])).rejects.toMatchObject({ name: 'Conflict', field: 'username' });
    const sameAddress = create([{ username: 'b', staticIp: '10.0.0.5' }]);
    await expect(sameAddress).rejects.toMatchObject({ name: 'Conflict', field: 'staticIp' });
  });

  it('checks a dry run the same way and writes nothing', async () => {
    expect(await create([{ username: 'a' }, { username: 'b' }], scope, true)).toEqual({ ids: [] });
    await expect(create([{ username: 'a' }, { username: 'a' }], scope, true)).rejects.toMatchObject({
      name: 'Invalid',
    });
    expect(inside.rows('SELECT * FROM subscribers')).toEqual([]);
  });

  it('gives the rows of a reseller to that reseller, and refuses to give them to another', async () => {
    addResellersAndTenant();
    await create([{ username: 'n' }], { tenantId: 1, resellerId: 1 });
    expect(inside.rows('SELECT reseller_id FROM subscribers')).toEqual([{ reseller_id: 1 }]);
    const foreign = create([{ username: 'm', resellerId: 2 }], { tenantId: 1, resellerId: 1 });
    await expect(foreign).rejects.toMatchObject({ name: 'Invalid', faults: [{ field: 'rows[0].resellerId' }] });
  });

  it('X32: knows neither the services nor the usernames of another tenant', async () => {
    addResellersAndTenant();
    await create([{}]);
    await expect(create([{ username: 'b' }], { tenantId: 2 })).rejects.toMatchObject({
      faults: [{ field: 'rows[0].serviceId' }],
    });
    const { id } = await inside.run('service.create', { scope: { tenantId: 2 }, actor, service: aService(), at: 1 });
    await expect(create([{ serviceId: id }], { tenantId: 2 })).resolves.toEqual({ ids: [2] });
  });
});

describe('subscriber.update', () => {
  it('keeps what is not given: the password, the counters', async () => {
    await create([{ password: 'first' }]);
    inside.context.db.exec('UPDATE subscribers SET daily_quota_used = 5, fup_level = 2');
    await update(1, { fullName: 'New Name' });
    expect(await inside.reads.subscribers.revealPassword(scope, 1)).toBe('first');
    expect((await inside.reads.subscribers.byId(scope, 1))?.counters).toMatchObject({ dailyQuotaUsed: 5, fupLevel: 2 });
    await update(1, { password: 'second' });
    expect(await inside.reads.subscribers.revealPassword(scope, 1)).toBe('second');
  });

  it('carries a new username through, and writes the rate that the next Access-Accept says (X42)', async () => {
    await create([{ macs: ['4C:5E:0C:00:00:01'] }]);
    await update(1, { username: 'omar', macs: ['4C:5E:0C:00:00:02'] });
    expect(inside.rows('SELECT username, value FROM radreply')).toEqual([{ username: 'omar', value: '1M/4M' }]);
    expect((await inside.reads.subscribers.byUsername(scope, 'omar'))?.macs).toEqual(['4C:5E:0C:00:00:02']);
    expect((await inside.reads.subscribers.list(scope, { q: '00:02' })).total).toBe(1);
    expect((await inside.reads.subscribers.list(scope, { q: '00:01' })).total).toBe(0);
    const [audit] = inside.rows<{ detail: string }>("SELECT detail FROM audit WHERE action = 'subscriber.updated'");
    expect(JSON.parse(audit!.detail)).toMatchObject({
      before: { username: 'ali', macs: ['4C:5E:0C:00:00:01'] },
      after: { username: 'omar', macs: ['4C:5E:0C:00:00:02'] },
      passwordChanged: false,
    });
  });

  it('refuses a username or address of somebody else, but not its own', async () => {
    await create([{ staticIp: '10.0.0.5' }, { username: 'b' }]);
    await expect(update(2, { username: 'ali' })).rejects.toMatchObject({ name: 'Conflict', field: 'username' });
    const address = update(2, { username: 'b', staticIp: '10.0.0.5' });
    await expect(address).rejects.toMatchObject({ name: 'Conflict', field: 'staticIp' });
    await expect(update(1, { staticIp: '10.0.0.5' })).resolves.toEqual({ id: 1 });
    await expect(update(1, { serviceId: 9 })).rejects.toMatchObject({ faults: [{ field: 'serviceId' }] });
  });

  it('finds nobody outside the scope', async () => {
    addResellersAndTenant();
    await create([{ resellerId: 1 }]);
    await expect(update(1, {}, { tenantId: 2 })).rejects.toMatchObject({ name: 'NotFound' });
    await expect(update(1, {}, { tenantId: 1, resellerId: 2 })).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('subscriber.remove', () => {
  it('frees the username and forgets the password; the row stays for its history', async () => {
    await create([{ staticIp: '10.0.0.5' }]);
    const remove = () => inside.run('subscriber.remove', { scope, actor, ids: [1, 1, 50], at: 300 });
    expect(await remove()).toEqual({ removed: 1 });
    expect(await remove()).toEqual({ removed: 0 });
    expect(inside.rows('SELECT length(password_sealed) AS octets, deleted_at FROM subscribers')).toEqual([
      { octets: 0, deleted_at: 300 },
    ]);
    expect(inside.rows('SELECT * FROM radreply')).toEqual([]);
    expect((await inside.reads.engine.subscribers()).subscribers).toEqual([]);
    expect(await create([{ staticIp: '10.0.0.5' }])).toEqual({ ids: [2] });
  });

  it('does not touch the subscribers of another reseller', async () => {
    addResellersAndTenant();
    await create([{ username: 'n', resellerId: 1 }]);
    const remove = inside.run('subscriber.remove', { scope: { tenantId: 1, resellerId: 2 }, actor, ids: [1], at: 3 });
    expect(await remove).toEqual({ removed: 0 });
  });
});

describe('subscriber.rates', () => {
  it('tells the feed of the rates that changed, and only of those', async () => {
    await create([{ username: 'a' }, { username: 'b' }]);
    const before = inside.context.changeSeq;
    const rates = [
      { id: 1, rate: '512k/4M' },
      { id: 2, rate: '2M/10M' },
    ];
    expect(await inside.run('subscriber.rates', { rates, at: 5 })).toEqual({ changed: 1 });
    expect((await inside.reads.engine.changes(before, 10)).changes).toMatchObject([
      { entity: 'subscriber', entityId: 1, kind: 'rate' },
    ]);
    const [first] = await inside.reads.engine.subscribersByIds([1]);
    expect(first?.reply).toEqual([['Mikrotik-Rate-Limit', '512k/4M']]);
  });

  it('removes a rate that became empty and adds one that was missing', async () => {
    await create([{ username: 'a' }]);
    await inside.run('subscriber.rates', { rates: [{ id: 1, rate: '' }], at: 5 });
    expect(inside.rows('SELECT * FROM radreply')).toEqual([]);
    await inside.run('subscriber.rates', { rates: [{ id: 1, rate: '1M/1M' }], at: 5 });
    expect(inside.rows('SELECT username, value FROM radreply')).toEqual([{ username: 'a', value: '1M/1M' }]);
    expect(await inside.run('subscriber.rates', { rates: [{ id: 9, rate: '1M/1M' }], at: 5 })).toEqual({ changed: 0 });
  });
});
