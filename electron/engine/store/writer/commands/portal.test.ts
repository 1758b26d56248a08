import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addTenant } from '../../testing/rows.ts';
import { testActor as actor, aService, aSubscriber, defaultScope as scope } from '../../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../testing/writer-inside.ts';

const day = 86_400_000;

let inside: WriterInside;
beforeEach(async () => {
  inside = writerInside();
  await inside.run('service.create', { scope, actor, service: aService(), at: 0 });
  const rows = ['ali', 'omar'].map((username) => aSubscriber({ username, portalPasswordHash: `hash of ${username}` }));
  await inside.run('subscriber.create', { scope, actor, rows, rates: ['', ''], at: 0, dryRun: false });
});
afterEach(() => inside.close());

const logIn = (tokenHash: string, more: Partial<Parameters<typeof inside.run<'portal.login'>>[1]> = {}) =>
  inside.run('portal.login', {
    ...{ tenantId: 1, subscriberId: 1, passwordHash: 'hash of ali', tokenHash, at: 0, expiresAt: 30 * day, ...more },
  });
const logInOmar = (tokenHash: string) => logIn(tokenHash, { subscriberId: 2, passwordHash: 'hash of omar' });
const open = () =>
  inside.rows<{ token_hash: string }>('SELECT token_hash FROM portal_sessions').map((r) => r.token_hash);
const session = (tokenHash: string) => inside.reads.portal.session(scope, tokenHash);
const dismiss = (subscriberId: number, key: string, at = 0) =>
  inside.run('portal.dismiss', { tenantId: 1, subscriberId, key, at, until: at + day });
const hidden = async (subscriberId: number) =>
  (await inside.reads.portal.dismissals(scope, subscriberId)).map(({ key }) => key);
const update = (change: Partial<Parameters<typeof aSubscriber>[0]>) =>
  inside.run('subscriber.update', {
    ...{ scope, actor, id: 1, subscriber: aSubscriber({ password: undefined, ...change }), rate: '', at: 1 },
  });

describe('portal sessions', () => {
  it('are found until they are over, by the tenant of their subscriber', async () => {
    expect(await logIn('a')).toEqual({ isOpen: true });
    expect(await session('a')).toEqual({ subscriberId: 1, expiresAt: 30 * day, lastUsedAt: 0 });
    addTenant(inside.context.db, 2);
    expect(await inside.reads.portal.session({ tenantId: 2 }, 'a')).toBeUndefined();
    inside.clock.at = 30 * day;
    expect(await session('a')).toBeUndefined();
  });

  it.each([
    ['another password by now', { passwordHash: 'the one before' }],
    ['another tenant', { tenantId: 2 }],
    ['nobody', { subscriberId: 9 }],
  ])('are not opened for %s', async (_case, more) => {
    expect(await logIn('a', more)).toEqual({ isOpen: false });
    expect(open()).toEqual([]);
  });

  it('the eleventh device logs out the one that was not used for the longest', async () => {
    for (let n = 0; n < 10; n++) await logIn(`a${n}`, { at: n });
    await logInOmar('b');
    const seen = [
      { tokenHash: 'a0', at: 50 },
      { tokenHash: 'gone', at: 50 },
    ];
    expect(await inside.run('portal.seen', { seen })).toEqual({ marked: 1 });
    await logIn('a10', { at: 1 }); // a clock that was set back does not cost the new device its own login
    expect(open().toSorted()).toEqual(['a0', 'a10', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9', 'b']);
  });

  it('a use that is told late does not take time back', async () => {
    await logIn('a', { at: 100 });
    await inside.run('portal.seen', { seen: [{ tokenHash: 'a', at: 50 }] });
    expect((await session('a'))?.lastUsedAt).toBe(100);
  });

  it('a new portal password ends those of the subscriber, another edit does not', async () => {
    await logIn('a');
    await logInOmar('b');
    await update({ fullName: 'Another name' });
    expect(open()).toEqual(['a', 'b']);
    await update({ portalPasswordHash: 'a new hash' });
    expect(open()).toEqual(['b']);
  });

  it('logging out ends one', async () => {
    await logIn('a');
    await logIn('b');
    expect(await inside.run('portal.logout', { tokenHash: 'a' })).toEqual({ removed: 1 });
    expect(open()).toEqual(['b']);
  });
});

describe('F030: notices that were put away', () => {
  it('are hidden until then, from this subscriber only', async () => {
    await dismiss(1, 'daily-cap');
    expect([await hidden(1), await hidden(2)]).toEqual([['daily-cap'], []]);
    expect(await inside.reads.portal.dismissals({ tenantId: 2 }, 1)).toEqual([]);
    inside.clock.at = day;
    expect(await hidden(1)).toEqual([]);
  });

  it('are a bounded number, the newest', async () => {
    for (let n = 0; n < 40; n++) await dismiss(1, `key-${n}`, n);
    expect(await hidden(1)).toHaveLength(32);
    expect(await hidden(1)).toEqual(expect.arrayContaining(['key-8', 'key-39']));
  });

  it('are not kept of nobody', async () => {
    expect(await dismiss(9, 'daily-cap')).toEqual({ isKept: false });
    expect(inside.rows('SELECT * FROM portal_dismissals')).toEqual([]);
  });
});

it('with a subscriber that is removed goes all that the portal knew of it', async () => {
  await logIn('a');
  await logInOmar('b');
  await dismiss(1, 'daily-cap');
  await dismiss(2, 'daily-cap');
  await inside.run('subscriber.remove', { scope, actor, ids: [1], at: 1 });
  expect(open()).toEqual(['b']);
  expect(inside.rows('SELECT subscriber_id FROM portal_dismissals')).toEqual([{ subscriber_id: 2 }]);
});

it('housekeeping takes away what is over, and only that', async () => {
  await logIn('a', { expiresAt: 5 });
  await logIn('b', { expiresAt: 6 });
  await dismiss(1, 'old', 0);
  await dismiss(2, 'young', 1);
  while ((await inside.run('retention.sweep', { at: day })).more);
  expect(open()).toEqual([]);
  expect(inside.rows('SELECT key FROM portal_dismissals')).toEqual([{ key: 'young' }]);
});
