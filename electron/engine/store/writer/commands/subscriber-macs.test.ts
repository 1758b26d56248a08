import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SubscriberInput } from '../../commands.ts';
import { addReseller, addTenant } from '../../testing/rows.ts';
import { testActor as actor, aService, aSubscriber, defaultScope as scope } from '../../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../testing/writer-inside.ts';

const A = '4C:5E:0C:00:00:0A';
const B = '4C:5E:0C:00:00:0B';

let inside: WriterInside;
beforeEach(async () => {
  inside = writerInside();
  await inside.run('service.create', { scope, actor, service: aService({ macMode: 'learn' }), at: 1 });
});
afterEach(() => inside.close());

async function add(over: Partial<SubscriberInput> = {}): Promise<number> {
  const rows = [aSubscriber(over)];
  const { ids } = await inside.run('subscriber.create', { scope, actor, rows, rates: [''], at: 100, dryRun: false });
  return ids[0]!;
}
const seen = (subscriberId: number, mac: string, at: number, isNew = true) =>
  inside.run('subscriber.macs-seen', { seen: [{ subscriberId, mac, at, isNew }] });
const macsOf = (id: number) => inside.reads.subscribers.macs(scope, id);
const actions = () =>
  inside.rows<{ action: string }>('SELECT action FROM audit ORDER BY id').map(({ action }) => action);
const changes = () => inside.rows<{ n: number }>("SELECT count(*) AS n FROM changes WHERE entity = 'subscriber'")[0]!.n;

describe('W9: devices of logins', () => {
  it('a new one is kept with its times, audited, told to the feed, and found by a search', async () => {
    const id = await add();
    const before = changes();
    expect(await seen(id, A, 200)).toEqual({ learned: 1, refused: [] });
    expect(await macsOf(id)).toEqual([{ mac: A, isLearned: true, firstSeenAt: 200, lastSeenAt: 200 }]);
    expect(actions().at(-1)).toBe('subscriber.mac-learned');
    expect(changes()).toBe(before + 1);
    expect(await inside.reads.subscribers.ids(scope, { q: '5e:0c:00:00:0a' })).toEqual([id]);
  });

  it('a known one is seen again: its times alone change, and never backwards', async () => {
    const id = await add({ macs: [A] });
    const before = changes();
    await seen(id, A, 300, false);
    await seen(id, A, 250, false);
    expect(await macsOf(id)).toEqual([{ mac: A, isLearned: false, firstSeenAt: 300, lastSeenAt: 300 }]);
    expect(changes()).toBe(before);
  });

  it.each([
    ['a full list', {}, 200],
    ['a list that is locked since', { macMode: 'locked' }, 200],
    ['a subscriber that is bound no more', { macMode: 'off' }, 200],
  ] as const)('%s takes none', async (_case, over, at) => {
    const id = await add({ macs: [A], ...over });
    expect(await seen(id, B, at)).toMatchObject({ learned: 0, refused: [{ isNew: true }] });
    expect((await macsOf(id)).map(({ mac }) => mac)).toEqual([A]);
  });

  it('one of a login before the list was cleared is not kept, nor one of a subscriber that is gone', async () => {
    const id = await add();
    await inside.run('subscriber.clear-macs', { scope, actor, id, at: 300 });
    expect(await seen(id, A, 300)).toMatchObject({ learned: 0, refused: [{ isNew: true }] });
    expect(await seen(id, A, 301)).toEqual({ learned: 1, refused: [] });
    expect(await seen(99, A, 301)).toMatchObject({ learned: 0, refused: [{ isNew: true }] });
  });
});

describe('subscriber.clear-macs', () => {
  it('forgets all of them, says which, and is audited', async () => {
    const id = await add({ macs: [B, A] });
    expect(await inside.run('subscriber.clear-macs', { scope, actor, id, at: 300 })).toEqual({ macs: [A, B] });
    expect(await macsOf(id)).toEqual([]);
    expect(actions().at(-1)).toBe('subscriber.macs-cleared');
    expect(await inside.reads.subscribers.ids(scope, { q: '5e:0c' })).toEqual([]);
  });

  it('is refused outside the scope', async () => {
    addReseller(inside.context.db, 1, 'North');
    addTenant(inside.context.db, 2);
    const id = await add({ macs: [A] });
    for (const foreign of [{ tenantId: 2 }, { tenantId: 1, resellerId: 1 }]) {
      await expect(inside.run('subscriber.clear-macs', { scope: foreign, actor, id, at: 300 })).rejects.toThrow(
        `There is no subscriber ${id}.`,
      );
    }
    expect(await macsOf(id)).toHaveLength(1);
  });
});

it('an edit of the list keeps what is known of the devices that stay', async () => {
  const id = await add({ macMode: 'learn', macLimit: 2 });
  await seen(id, A, 200);
  const subscriber = aSubscriber({ password: undefined, macs: [A, B], macMode: 'locked' });
  await inside.run('subscriber.update', { scope, actor, id, subscriber, rate: '', at: 300 });
  expect(await macsOf(id)).toEqual([
    { mac: A, isLearned: true, firstSeenAt: 200, lastSeenAt: 200 },
    { mac: B, isLearned: false, firstSeenAt: null, lastSeenAt: null },
  ]);
  expect(await inside.reads.subscribers.byId(scope, id)).toMatchObject({ macMode: 'locked', macLimit: null });
});
