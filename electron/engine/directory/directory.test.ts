import { beforeEach, describe, expect, it } from 'vitest';
import type { Committed, Store } from '../store/client.ts';
import type { Change, EngineReads, RealmView, SubscriberSnapshot } from '../store/reads.ts';
import { Directory, type DirectoryChange } from './directory.ts';

/** The reads that the directory makes, over maps; each can be delayed or made to fail. */
class Feed {
  readonly subscribers = new Map<number, SubscriberSnapshot>();
  readonly services = new Map<number, { id: number; name: string }>();
  readonly realms = new Map<number, RealmView>();
  changes: Change[] = [];
  seq = 0;
  /** Runs before each read, by its name. */
  before: (read: keyof EngineReads) => Promise<void> | void = () => undefined;
  reads = 0;
  readonly #listeners = new Set<(committed: Committed) => void>();

  put(id: number, username: string): void {
    this.subscribers.set(id, { id, tenantId: 1, username } as SubscriberSnapshot);
    this.changed('subscriber', id);
  }

  remove(id: number): void {
    this.subscribers.delete(id);
    this.changed('subscriber', id, 'removed');
  }

  changed(entity: Change['entity'], entityId: number, kind: Change['kind'] = 'updated'): void {
    this.changes.push({ seq: ++this.seq, at: 0, tenantId: 1, entity, entityId, kind });
  }

  nudge(): void {
    for (const listener of this.#listeners) listener({ factSeq: 0, changeSeq: this.seq });
  }

  get store(): Pick<Store, 'reads' | 'onCommitted'> {
    const read = async <T>(name: keyof EngineReads, answer: () => T): Promise<T> => {
      this.reads++;
      await this.before(name);
      return answer();
    };
    const engine: Partial<EngineReads> = {
      subscribers: () =>
        read('subscribers', () => ({ changeSeq: this.seq, subscribers: [...this.subscribers.values()] })),
      subscribersByIds: (ids) => read('subscribersByIds', () => ids.flatMap((id) => this.subscribers.get(id) ?? [])),
      changes: (after, limit) =>
        read('changes', () => {
          const first = this.changes[0]?.seq;
          const gap = first === undefined ? after > 0 : first > after + 1;
          return gap
            ? { changes: [], gap }
            : { changes: this.changes.filter(({ seq }) => seq > after).slice(0, limit), gap };
        }),
      services: () => read('services', () => [...this.services.values()] as never),
      nas: () => read('nas', () => []),
      certificates: () => read('certificates', () => []),
      realms: () => read('realms', () => [...this.realms.values()]),
      groups: () => read('groups', () => []),
      pools: async () => [],
      leases: async () => [],
      areLeasesOpen: async () => false,
      retentionAt: async () => null,
      tenants: () => read('tenants', () => [{ id: 1, name: 'ISP' }] as never),
      settings: () => read('settings', () => ({ a: 1 })),
    };
    return {
      reads: { engine } as Store['reads'],
      onCommitted: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }
}

let feed: Feed;
let directory: Directory;
let told: DirectoryChange[];
let troubles: string[];

beforeEach(async () => {
  feed = new Feed();
  feed.put(1, 'ali');
  feed.put(2, 'mona');
  directory = new Directory(feed.store);
  told = [];
  troubles = [];
  await directory.open((error) => troubles.push(String(error)));
  directory.onChange((change) => told.push(change));
});

const turns = async (n = 10): Promise<void> => {
  for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe('the directory', () => {
  it('has everybody after it was opened, and tells nothing of that', () => {
    expect(directory.subscriberCount).toBe(2);
    expect(directory.subscriberByName(1, 'ali')?.id).toBe(1);
    expect(directory.subscriberByName(2, 'ali')).toBeUndefined();
    expect(directory.settings(1)).toEqual({ a: 1 });
    expect(() => directory.tenant(7)).toThrow('no tenant 7');
    expect(told).toEqual([]);
  });

  it('follows a nudge: what is new, renamed and removed', async () => {
    feed.put(3, 'omar');
    feed.put(1, 'ali2');
    feed.remove(2);
    feed.nudge();
    await turns();
    expect(directory.subscriberByName(1, 'ali')).toBeUndefined();
    expect(directory.subscriberByName(1, 'ali2')?.id).toBe(1);
    expect(directory.subscriber(2)).toBeUndefined();
    expect(told).toMatchObject([
      {
        ...{ subscribers: [{ id: 3 }, { id: 1 }], removedSubscriberIds: [2], services: [] },
        ...{ nas: false, certificates: false, settings: false },
      },
    ]);
  });

  it('takes two names that were exchanged', async () => {
    feed.put(1, 'mona');
    feed.put(2, 'ali');
    await directory.follow();
    expect([directory.subscriberByName(1, 'ali')?.id, directory.subscriberByName(1, 'mona')?.id]).toEqual([2, 1]);
  });

  it('F059: finds who logs in with the default realm or without it, and follows a realm that is added', async () => {
    const realm = { tenantId: 1, methods: ['PAP' as const], isActive: true, createdAt: 0 };
    feed.realms.set(1, { ...realm, id: 1, name: 'default', isDefault: true });
    feed.put(3, 'omar@north');
    feed.changed('realm', 1);
    await directory.follow();
    expect(told.at(-1)).toMatchObject({ realms: true, groups: false });
    expect(directory.subscriberByName(1, 'ali@DEFAULT')?.id).toBe(1);
    expect(directory.realmName(1, 'omar@north')).toBe('default');
    feed.realms.set(2, { ...realm, id: 2, name: 'north', isDefault: false });
    feed.changed('realm', 2, 'created');
    await directory.follow();
    expect([directory.realmName(1, 'omar@north'), directory.realmName(1, 'ali')]).toEqual(['north', 'default']);
    expect(directory.subscriberByName(1, 'omar@North')?.id).toBe(3);
  });

  it('reads the small tables again when one of them changed, and not otherwise', async () => {
    const seen: string[] = [];
    feed.before = (name) => void seen.push(name);
    feed.put(1, 'ali');
    await directory.follow();
    expect(seen).not.toContain('services');
    feed.services.set(5, { id: 5, name: 'Fiber' });
    feed.changed('service', 5);
    await directory.follow();
    expect(directory.service(5)?.name).toBe('Fiber');
    expect(told.at(-1)).toMatchObject({ services: [5], settings: false });
    feed.changed('tenant', 1);
    await directory.follow();
    expect(told.at(-1)).toMatchObject({ services: [], settings: true });
  });

  it('tells nobody of changes that are none of its own', async () => {
    feed.changed('alert', 1);
    await directory.follow();
    expect(told).toEqual([]);
  });

  it('reads a long feed page by page', async () => {
    for (let i = 0; i < 2_500; i++) feed.put(100 + i, `u${i}`);
    await directory.follow();
    expect(directory.subscriberCount).toBe(2_502);
    expect(told).toHaveLength(3);
  });

  it('reloads everything over a gap, and tells who is gone', async () => {
    feed.remove(2);
    feed.put(4, 'sara');
    feed.changes = feed.changes.slice(-1);
    await directory.follow();
    expect(directory.subscriber(2)).toBeUndefined();
    expect(told).toMatchObject([
      { subscribers: [{ id: 1 }, { id: 4 }], removedSubscriberIds: [2], nas: true, settings: true },
    ]);
  });

  it('reloads everything when all subscribers of a tenant changed', async () => {
    feed.subscribers.set(9, { id: 9, tenantId: 1, username: 'nine' } as SubscriberSnapshot);
    feed.changed('subscriber', 0);
    await directory.follow();
    expect(directory.subscriber(9)?.username).toBe('nine');
    expect(told).toHaveLength(1);
  });
});

describe('following', () => {
  it('resolves only when what was committed before the call is in, also while another pass runs', async () => {
    feed.put(3, 'omar');
    let release: () => void = () => undefined;
    feed.before = (name) => (name === 'subscribersByIds' ? new Promise((resolve) => (release = resolve)) : undefined);
    const first = directory.follow();
    await turns();
    // The running pass has read the feed already.
    feed.put(4, 'sara');
    const second = directory.follow();
    const third = directory.follow();
    feed.before = () => undefined;
    release();
    await first;
    expect(directory.subscriber(3)?.username).toBe('omar');
    await Promise.all([second, third]);
    expect(directory.subscriber(4)?.username).toBe('sara');
  });

  it('a pass that is waited for by many is one pass', async () => {
    const before = feed.reads;
    await Promise.all(Array.from({ length: 50 }, () => directory.follow()));
    expect(feed.reads - before).toBeLessThanOrEqual(2);
  });

  it('a read that fails is thrown to who waits, loses nothing and wedges nothing', async () => {
    feed.put(3, 'omar');
    let left = 1;
    feed.before = (name) => {
      if (name === 'subscribersByIds' && left-- > 0) throw new Error('database is locked');
    };
    await expect(directory.follow()).rejects.toThrow('locked');
    expect(directory.subscriber(3)).toBeUndefined();
    await directory.follow();
    expect(directory.subscriber(3)?.username).toBe('omar');
    expect(told).toHaveLength(1);
  });

  it('a read that fails behind a nudge is told as trouble, and the next nudge heals it', async () => {
    feed.put(3, 'omar');
    let left = 1;
    feed.before = (name) => {
      if (name === 'changes' && left-- > 0) throw new Error('database is locked');
    };
    feed.nudge();
    await turns();
    expect(troubles).toEqual(['Error: database is locked']);
    feed.nudge();
    await turns();
    expect(directory.subscriber(3)?.username).toBe('omar');
  });

  it('a reload that fails half-way leaves the directory as it was, and who is gone is told later', async () => {
    feed.remove(2);
    feed.changed('service', 1);
    feed.changes = feed.changes.slice(-1);
    let left = 1;
    feed.before = (name) => {
      if (name === 'nas' && left-- > 0) throw new Error('database is locked');
    };
    await expect(directory.follow()).rejects.toThrow('locked');
    expect(directory.subscriber(2)?.username).toBe('mona');
    await directory.follow();
    expect(told).toMatchObject([{ removedSubscriberIds: [2] }]);
  });

  it('a listener that throws is trouble; the others hear, and the feed goes on', async () => {
    directory.onChange(() => {
      throw new Error('listener');
    });
    const heard: DirectoryChange[] = [];
    directory.onChange((change) => heard.push(change));
    feed.put(3, 'omar');
    await directory.follow();
    feed.put(4, 'sara');
    await directory.follow();
    expect(troubles).toEqual(['Error: listener', 'Error: listener']);
    expect(heard.flatMap(({ subscribers }) => subscribers.map(({ id }) => id))).toEqual([3, 4]);
  });

  it('a listener that left, and everything after close, hears nothing', async () => {
    const heard: DirectoryChange[] = [];
    const leave = directory.onChange((change) => heard.push(change));
    leave();
    feed.put(3, 'omar');
    await directory.follow();
    expect(heard).toEqual([]);
    directory.close();
    feed.put(4, 'sara');
    feed.nudge();
    await directory.follow();
    expect(directory.subscriber(4)).toBeUndefined();
    expect(told).toHaveLength(1);
  });
});
