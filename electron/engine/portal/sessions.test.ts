import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPortalSessions } from './sessions.ts';
import { portalStore } from './testing/portal-store.ts';

const hour = 3_600_000;

function lab() {
  let now = 1_000_000;
  const clock = () => now;
  const store = portalStore(() => 'hash', clock);
  const troubles: unknown[] = [];
  const make = (own = store) =>
    createPortalSessions({
      ...{ store: own, tenantId: 1, now: clock, randomBytes: (octets: number) => randomBytes(octets) },
      onTrouble: (error) => troubles.push(error),
    });
  return {
    ...{ store, make, troubles, sessions: make() },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('a portal session', () => {
  it('is found again by another engine on the same store, with the same x-csrf', async () => {
    const { sessions, make } = lab();
    const opened = await sessions.open(7, 'hash');
    expect(await make().find(opened!.token)).toEqual(opened!.session);
    expect(await make().find(`${opened!.token}x`)).toBeUndefined();
  });

  it('is kept as the hash of its token: neither token nor x-csrf can be read from a copy of the database', async () => {
    const { sessions, store } = lab();
    const { token, session } = (await sessions.open(7, 'hash'))!;
    const kept = JSON.stringify([...store.sessions]);
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(session.csrf);
    expect(session.csrf).not.toContain(token);
  });

  it('is over after a month, and at once when it is ended', async () => {
    const { sessions, pass } = lab();
    const [first, second] = [(await sessions.open(7, 'hash'))!, (await sessions.open(7, 'hash'))!];
    await sessions.end(second.token);
    expect(await sessions.find(second.token)).toBeUndefined();
    pass(30 * 24 * hour - 1);
    expect(await sessions.find(first.token)).toBeDefined();
    pass(1);
    expect(await sessions.find(first.token)).toBeUndefined();
  });
});

describe('when sessions are used', () => {
  it('is written once an hour and together, however often a page asks', async () => {
    const { sessions, store, pass } = lab();
    const tokens = [(await sessions.open(7, 'hash'))!.token, (await sessions.open(8, 'hash'))!.token];
    const ask = async (times: number) => {
      for (let i = 0; i < times; i++) for (const token of tokens) await sessions.find(token);
    };
    await ask(100);
    expect(store.seen).toEqual([]);
    pass(hour);
    await ask(100);
    expect(store.seen).toEqual([]); // both wait for others
    pass(60_000);
    await ask(100);
    expect(store.seen.map((seen) => seen.length)).toEqual([2]);
    await sessions.flush();
    expect(store.seen).toHaveLength(1);
  });

  it('is written before the engine stops, and trouble with it costs nobody the page', async () => {
    const { make, store, troubles, pass } = lab();
    const full = { ...store, command: () => Promise.reject(new Error('disk full')) };
    const { token } = (await make().open(7, 'hash'))!;
    pass(hour);
    const sessions = make(full);
    expect(await sessions.find(token)).toBeDefined();
    await sessions.flush();
    expect(troubles).toMatchObject([{ message: 'disk full' }]);
  });
});
