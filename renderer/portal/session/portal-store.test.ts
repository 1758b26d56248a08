import { describe, expect, it } from 'vitest';
import type { Dashboard, Live } from '../../../shared/contract/portal/dashboard.ts';
import { sample } from '../gallery/sample.ts';
import { CallFailed, type CallFault, type PortalApi } from './portal-api.ts';
import { createPortalStore } from './portal-store.ts';

/** The device's clock is ten minutes behind the engine's. */
const behindMs = 600_000;

/** An engine that answers at once, a clock of the test's, and a page that can be hidden. */
function lab(change: Partial<Dashboard> = {}) {
  let now = 1_000_000;
  let isVisible = true;
  let fault: CallFault | undefined;
  let timer: { readonly at: number; readonly run: () => void } | undefined;
  const calls: string[] = [];
  let reloads = 0;
  const engine =
    <T>(name: string, answer: () => T) =>
    async (): Promise<T> => {
      calls.push(name);
      if (fault) throw new CallFailed(fault);
      return answer();
    };
  const live = (): Live => ({ ...sample.live, at: now + behindMs });
  const api: PortalApi = {
    about: async () => ({ provider: 'Example ISP' }),
    login: engine('login', () => undefined),
    logout: engine('logout', () => undefined),
    dashboard: engine('dashboard', () => ({ ...sample, ...change, live: live() })),
    live: engine('live', live),
    dismiss: engine('dismiss', () => now + behindMs + 86_400_000),
  };
  const portal = createPortalStore({
    api,
    now: () => now,
    after: (ms, run) => {
      const mine = { at: now + ms, run };
      timer = mine;
      return () => {
        if (timer === mine) timer = undefined;
      };
    },
    isVisible: () => isVisible,
    reload: () => {
      reloads += 1;
    },
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    portal,
    calls,
    get: () => portal.store.getState(),
    get reloads() {
      return reloads;
    },
    fail: (next: CallFault | undefined) => {
      fault = next;
    },
    show: (visible: boolean) => {
      isVisible = visible;
      portal.visibilityChanged();
      return settle();
    },
    async pass(ms: number) {
      const until = now + ms;
      while (timer && timer.at <= until) {
        const { at, run } = timer;
        timer = undefined;
        now = at;
        run();
        await settle();
      }
      now = until;
    },
  };
}

const count = (calls: readonly string[], name: string) => calls.filter((call) => call === name).length;

describe('what the page asks, and when (F036)', () => {
  it('everything at once, then live every 3 s and everything every 30 s', async () => {
    const { portal, pass, calls, get } = lab();
    await portal.open();
    expect(get()).toMatchObject({ screen: 'home', provider: 'Example ISP' });
    await pass(60_000);
    expect(count(calls, 'dashboard')).toBe(3);
    expect(count(calls, 'live')).toBe(18);
  });

  it('nothing while nobody looks; everything at once when somebody does again (F037)', async () => {
    const { portal, pass, calls, show } = lab();
    await portal.open();
    await show(false);
    calls.length = 0;
    await pass(600_000);
    expect(calls).toEqual([]);
    await show(true);
    expect(calls).toEqual(['dashboard']);
    await pass(3_000);
    expect(calls).toEqual(['dashboard', 'live']);
  });

  it('goes by the engine’s clock, whatever the phone’s says', async () => {
    const { portal, get } = lab();
    await portal.open();
    expect(get().clockOffsetMs).toBe(behindMs);
  });
});

describe('when a call fails', () => {
  it('old numbers stay, with what is the matter, and go when an answer comes', async () => {
    const { portal, pass, fail, get } = lab();
    await portal.open();
    fail({ kind: 'unreachable' });
    await pass(9_000);
    expect(get()).toMatchObject({ screen: 'home', fault: { kind: 'unreachable' }, live: { downBps: 42.1e6 } });
    fail(undefined);
    await pass(3_000);
    expect(get().fault).toBeNull();
  });

  it('nothing to show yet: says so, and tries again by itself', async () => {
    const { portal, pass, fail, get } = lab();
    fail({ kind: 'unreachable' });
    await portal.open();
    expect(get().screen).toBe('failed');
    fail(undefined);
    await pass(3_000);
    expect(get().screen).toBe('home');
  });

  it('a session that ended leads to the sign-in page, which says so, keeps nothing and asks nothing', async () => {
    const { portal, pass, fail, get, calls } = lab();
    await portal.open();
    fail({ kind: 'signed-out' });
    await pass(3_000);
    expect(get()).toMatchObject({ screen: 'sign-in', isEnded: true, dashboard: null, live: null, samples: [] });
    calls.length = 0;
    await pass(600_000);
    expect(calls).toEqual([]);
  });

  it('the first visit leads there without a word about an end', async () => {
    const { portal, fail, get } = lab();
    fail({ kind: 'signed-out' });
    await portal.open();
    expect(get()).toMatchObject({ screen: 'sign-in', isEnded: false });
  });

  it('an engine that is newer than the page makes it load again', async () => {
    const world = lab();
    world.fail({ kind: 'outdated' });
    await world.portal.open();
    expect(world.reloads).toBe(1);
  });
});

describe('signing in and out', () => {
  it('a wrong password is told to the form; the right one opens the page', async () => {
    const { portal, fail, get } = lab();
    fail({ kind: 'signed-out' });
    await portal.open();
    expect(await portal.signIn('ali', 'wrong')).toEqual({ kind: 'signed-out' });
    expect(get().screen).toBe('sign-in');
    fail(undefined);
    expect(await portal.signIn('ali', 'right')).toBeNull();
    expect(get().screen).toBe('home');
  });

  it('an answer that comes after signing out shows nobody’s numbers', async () => {
    const { portal, get } = lab();
    await portal.open();
    const late = portal.refresh();
    await portal.signOut();
    await late;
    expect(get()).toMatchObject({ screen: 'sign-in', dashboard: null, live: null });
  });

  it('a session that could not be ended is still there, and the page says what is the matter', async () => {
    const { portal, fail, get } = lab();
    await portal.open();
    fail({ kind: 'unreachable' });
    await portal.signOut();
    expect(get()).toMatchObject({ screen: 'home', fault: { kind: 'unreachable' } });
  });
});

describe('F030: putting a notice away', () => {
  const shown = (dashboard: Dashboard | null, at: number) =>
    dashboard?.banners.filter(({ dismissedUntil }) => (dismissedUntil ?? 0) <= at).length;

  it('hides it at once', async () => {
    const { portal, get } = lab();
    await portal.open();
    const done = portal.dismiss('daily-cap');
    expect(shown(get().dashboard, sample.at)).toBe(0);
    await done;
    expect(get().dashboard?.banners[0]?.dismissedUntil).toBe(1_000_000 + behindMs + 86_400_000);
  });

  it('it is back when the engine did not hear of it', async () => {
    const { portal, fail, get } = lab();
    await portal.open();
    fail({ kind: 'unreachable' });
    await portal.dismiss('daily-cap');
    expect(shown(get().dashboard, sample.at)).toBe(1);
  });
});
