/**
 * What the page knows, and when it asks. Live every 3 s and everything every 30 s (F036), nothing while nobody looks at
 * the page, everything at once when somebody does again (F037). Old numbers stay with their age; nothing is kept on the
 * device but the choice of a language.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Dashboard, Live } from '../../../shared/contract/portal/dashboard.ts';
import { CallFailed, type CallFault, type PortalApi } from './portal-api.ts';
import { type Sample, stepMs, withSample } from './samples.ts';

export interface PortalState {
  readonly screen: 'loading' | 'sign-in' | 'failed' | 'home';
  /** Of the provider; null until it is known. */
  readonly provider: string | null;
  /** The last call's, while there is one; on the home screen the old numbers stay. */
  readonly fault: CallFault | null;
  /** On the sign-in screen: the session ended by itself. */
  readonly isEnded: boolean;
  readonly dashboard: Dashboard | null;
  readonly live: Live | null;
  readonly samples: readonly Sample[];
  /** The engine's clock less the device's, ms: phones are minutes off, and every time is the engine's. */
  readonly clockOffsetMs: number;
}

export interface PortalStorePorts {
  readonly api: PortalApi;
  readonly now: () => number;
  /** Runs once after `ms`; returns the way to stop it. */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly isVisible: () => boolean;
  /** Loads the page again: the engine is newer than it. */
  readonly reload: () => void;
}

export const everythingMs = 30_000;

export interface PortalStore {
  readonly store: StoreApi<PortalState>;
  /** The page was opened. */
  open(): Promise<void>;
  signIn(username: string, password: string): Promise<CallFault | null>;
  signOut(): Promise<void>;
  /** Hides a notice at once; it is back if the engine did not hear of it. */
  dismiss(key: string): Promise<void>;
  /** Asks everything now: the page was shown again, or somebody pressed "try again". */
  refresh(): Promise<void>;
  /** The page was shown or hidden. */
  visibilityChanged(): void;
}

const nobody = { dashboard: null, live: null, samples: [] } as const;

export function createPortalStore({ api, now, after, isVisible, reload }: PortalStorePorts): PortalStore {
  const store = createStore<PortalState>(() => ({
    screen: 'loading',
    provider: null,
    fault: null,
    isEnded: false,
    clockOffsetMs: 0,
    ...nobody,
  }));
  const set = (change: Partial<PortalState>) => store.setState(change);
  let stopTimer = () => {};
  /** Counts what is begun anew: an answer to an older question changes nothing. */
  let turn = 0;
  let everythingAt = Number.NEGATIVE_INFINITY;

  const engineClock = (at: number) => ({ clockOffsetMs: at - now() });

  function takeLive(live: Live): void {
    set({ ...engineClock(live.at), live, samples: withSample(store.getState().samples, live) });
  }

  function takeEverything(dashboard: Dashboard): void {
    everythingAt = now();
    takeLive(dashboard.live);
    set({ screen: 'home', dashboard, provider: dashboard.provider, fault: null, isEnded: false });
  }

  function takeFault(error: unknown): void {
    if (!(error instanceof CallFailed)) throw error;
    const { screen } = store.getState();
    if (error.fault.kind === 'outdated') reload();
    if (error.fault.kind === 'signed-out') showSignIn(screen === 'home');
    else if (screen === 'home') set({ fault: error.fault });
    else set({ screen: 'failed', fault: error.fault });
  }

  function showSignIn(isEnded: boolean): void {
    turn += 1;
    stopTimer();
    set({ screen: 'sign-in', fault: null, isEnded, ...nobody });
  }

  async function ask(everything: boolean): Promise<void> {
    turn += 1;
    const mine = turn;
    stopTimer();
    try {
      const answer = everything ? await api.dashboard() : await api.live();
      if (mine !== turn) return;
      if ('banners' in answer) takeEverything(answer);
      else {
        takeLive(answer);
        set({ fault: null });
      }
    } catch (error) {
      if (mine !== turn) return;
      takeFault(error);
    }
    schedule();
  }

  function schedule(): void {
    const { screen, dashboard } = store.getState();
    if (!isVisible() || screen === 'sign-in') return;
    stopTimer = after(stepMs, () => void ask(dashboard === null || now() - everythingAt >= everythingMs));
  }

  return {
    store,

    async open() {
      // Whose page this is stands above the sign-in form; it is not waited for.
      void api.about().then(
        ({ provider }) => set({ provider }),
        () => undefined,
      );
      await ask(true);
    },

    async signIn(username, password) {
      try {
        await api.login(username, password);
      } catch (error) {
        if (error instanceof CallFailed) return error.fault;
        throw error;
      }
      set({ screen: 'loading', isEnded: false });
      await ask(true);
      return null;
    },

    async signOut() {
      const { dashboard } = store.getState();
      turn += 1;
      stopTimer();
      try {
        if (dashboard) await api.logout(dashboard.csrf);
        showSignIn(false);
      } catch (error) {
        takeFault(error); // the session is still good: the page stays, and says that it could not be ended
        schedule();
      }
    },

    async dismiss(key) {
      const { dashboard } = store.getState();
      if (!dashboard) return;
      const mark = (until: number | null) => {
        const shown = store.getState().dashboard;
        if (!shown) return;
        const banners = shown.banners.map((one) => (one.key === key ? { ...one, dismissedUntil: until } : one));
        set({ dashboard: { ...shown, banners } });
      };
      mark(Number.MAX_SAFE_INTEGER);
      try {
        mark(await api.dismiss(key, dashboard.csrf));
      } catch (error) {
        mark(null);
        takeFault(error);
      }
    },

    refresh: () => ask(true),

    visibilityChanged() {
      if (!isVisible()) {
        turn += 1; // what is under way is old when somebody looks again
        stopTimer();
      } else if (store.getState().screen !== 'sign-in') void ask(true);
    },
  };
}
