/** W4 on a real store: who had an address, how sure that is, and what is left in the audit. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAddressHistory } from '../../electron/engine/sessions/address-service.ts';
import type { SessionRow } from '../../electron/engine/store/fold-commit.ts';
import {
  addSubscribers,
  aFold,
  aSession,
  type TemporaryStore,
  temporaryStore,
  testActor,
} from '../../electron/engine/store/testing/temporary-store.ts';
import { type AddressQuery, parseAddressQuery } from '../../shared/domain/address-query.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = 1000 * day;
const scope = { tenantId: 1 };
const caller = { scope, viewScope: scope, actor: testActor };

let temporary: TemporaryStore;
let ali: number;
let mona: number;
beforeEach(async () => {
  temporary = await temporaryStore({ clock: { now: () => now } });
  [ali, mona] = (await addSubscribers(temporary.store, [{ username: 'ali' }, { username: 'mona' }])) as [
    number,
    number,
  ];
});
afterEach(() => temporary.dispose());

const history = () =>
  createAddressHistory({
    store: temporary.store,
    clock: { now: () => now },
    clockAlerts: { own: 'own', ofNas: (id) => `nas.${id}` },
  });
const queryOf = (text: string): AddressQuery => {
  const parsed = parseAddressQuery(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return parsed.value;
};
const ask = (address: string, from: number, to = from) =>
  history()(caller, { address: queryOf(address), from, to, reason: 'case 7' });
const who = async (address: string, from: number, to = from) =>
  (await ask(address, from, to)).items.map(({ session, confidence }) => [session.username, confidence]);
const closed = (key: string, from: number, to: number, more: Partial<SessionRow> = {}) =>
  aSession({
    ...{ sessionKey: key, subscriberId: ali, startAt: from, updateAt: to, stopAt: to, closedBy: 'stop' as const },
    ...more,
  });
const store = (...sessions: SessionRow[]) => temporary.store.command('fold.commit', aFold({ sessions, at: now }));

describe('W4: who had this address at that time', () => {
  it('the same address on one day belongs to one after the other', async () => {
    await store(
      closed('1:a', now - 10 * hour, now - 8 * hour),
      closed('1:b', now - 6 * hour, now - 4 * hour, { subscriberId: mona, username: 'mona' }),
      aSession({ sessionKey: '1:c', subscriberId: ali, startAt: now - 2 * hour, updateAt: now - hour / 60 }),
    );
    expect(await who('100.64.0.1', now - 9 * hour)).toEqual([['ali', 'certain']]);
    expect(await who('100.64.0.1', now - 5 * hour)).toEqual([['mona', 'certain']]);
    expect(await who('100.64.0.1', now - 7 * hour)).toEqual([]);
    expect(await who('100.64.0.1', now - hour)).toEqual([['ali', 'certain']]);
    expect(await who('100.64.0.1', now - 20 * hour, now)).toEqual([
      ['ali', 'certain'],
      ['mona', 'certain'],
      ['ali', 'certain'],
    ]);
    expect(await who('100.64.0.2', now - 9 * hour)).toEqual([]);
  });

  it('a ghost that overlaps the next session makes both doubtful, and the surest comes first', async () => {
    await store(
      closed('1:ghost', now - 10 * hour, now - 5 * hour, { closedBy: 'sweeper', updateAt: now - 8 * hour }),
      closed('1:real', now - 7 * hour, now - 4 * hour, { subscriberId: mona, username: 'mona' }),
    );
    const { items } = await ask('100.64.0.1', now - 6 * hour);
    expect(
      items.map(({ session, confidence, doubts }) => [session.username, confidence, ...doubts.map((d) => d.kind)]),
    ).toEqual([
      ['mona', 'doubtful', 'shared'],
      ['ali', 'doubtful', 'shared', 'end-unseen'],
    ]);
    expect(await who('100.64.0.1', now - 4.5 * hour)).toEqual([['mona', 'certain']]);
  });

  it('an IPv6 address is found by the prefix that was framed or delegated, and by no other', async () => {
    await store(
      closed('1:a', now - 3 * hour, now - hour, { framedIpv6Prefix: '2001:db8:0:7::/64' }),
      closed('1:b', now - 3 * hour, now - hour, {
        ...{ subscriberId: mona, username: 'mona' },
        ...{ delegatedIpv6Prefix: '2001:db8:100::/56', framedIpAddress: '' },
      }),
    );
    expect(await who('2001:DB8::7:0:0:0:1', now - 2 * hour)).toEqual([['ali', 'certain']]);
    expect(await who('2001:db8:100:ff::1', now - 2 * hour)).toEqual([['mona', 'certain']]);
    expect(await who('2001:db8:100:ab::/64', now - 2 * hour)).toEqual([['mona', 'certain']]);
    expect(await who('2001:db8:101::1', now - 2 * hour)).toEqual([]);
  });

  it('X46: a clock that was wrong during the session is said, one that was wrong before is not', async () => {
    await store(closed('1:a', now - 5 * hour, now - hour));
    const alert = { tenantId: 1, severity: 'warn', title: '', detail: '' } as const;
    await temporary.store.command('alert.raise', { ...alert, key: 'own', at: now - 7 * hour });
    await temporary.store.command('alert.resolve', { tenantId: 1, key: 'own', at: now - 6 * hour });
    expect(await who('100.64.0.1', now - 3 * hour)).toEqual([['ali', 'certain']]);
    await temporary.store.command('alert.raise', { ...alert, key: 'nas.1', at: now - 4 * hour });
    const { items } = await ask('100.64.0.1', now - 3 * hour);
    expect(items[0]).toMatchObject({ confidence: 'likely', doubts: [{ kind: 'nas-clock' }] });
  });

  it('says since when there are records, that an address is private, and refuses the future', async () => {
    expect(await ask('100.64.0.1', now)).toMatchObject({ isPrivate: true, recordsFrom: null, items: [] });
    await store(closed('1:a', now - 5 * hour, now - hour, { framedIpAddress: '203.0.113.9' }));
    expect(await ask('203.0.113.9', now)).toMatchObject({ isPrivate: false, recordsFrom: now - hour, items: [] });
    await expect(ask('100.64.0.1', now + 1)).rejects.toMatchObject({ faults: [{ field: 'at' }] });
    await expect(ask('100.64.0.1', now + 1, now + 2)).rejects.toMatchObject({ faults: [{ field: 'from' }] });
  });

  it('every question is in the audit: who, which address, when, why, and how many it named', async () => {
    await store(closed('1:a', now - 3 * hour, now - hour));
    await ask('100.64.0.1', now - 2 * hour);
    await ask('100.64.0.9', now - 2 * hour);
    const { items } = await temporary.store.reads.audit.list(scope, { action: 'ip-history.searched' });
    expect(items.map(({ actorName, entity, detail }) => [actorName, entity, detail])).toEqual([
      [
        'tester',
        'address',
        { address: '100.64.0.9', from: now - 2 * hour, to: now - 2 * hour, reason: 'case 7', found: 0 },
      ],
      [
        'tester',
        'address',
        { address: '100.64.0.1', from: now - 2 * hour, to: now - 2 * hour, reason: 'case 7', found: 1 },
      ],
    ]);
  });
});
