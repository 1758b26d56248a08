import { useSyncExternalStore } from 'react';

/** A clock shared by everything on the page that shows an age: one timer, however many cells. */
interface Ticker {
  readonly subscribe: (listener: () => void) => () => void;
  readonly now: () => number;
}

function createTicker(everyMs: number): Ticker {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let now = Date.now();
  return {
    now: () => (listeners.size === 0 ? Math.floor(Date.now() / everyMs) * everyMs : now),
    subscribe: (listener) => {
      listeners.add(listener);
      timer ??= setInterval(() => {
        now = Date.now();
        for (const tell of listeners) tell();
      }, everyMs);
      if (listeners.size === 1) now = Date.now();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

const tickers = { second: createTicker(1000), minute: createTicker(60_000) } as const;

/** The time now, renewed every second or every minute. Use `minute` for ages over an hour: sixty times fewer repaints. */
export function useNow(every: keyof typeof tickers = 'second'): number {
  const ticker = tickers[every];
  return useSyncExternalStore(ticker.subscribe, ticker.now);
}
