import { useCallback, useEffect, useState } from 'react';
import { engine } from '../engine.ts';
import type { FupStats } from './fup-words.ts';

const EVERY_MS = 5_000;

/** The figures of cards and bars, asked for every five seconds while the page is visible; `refresh` asks at once. */
export function useFupStats(): {
  readonly stats: FupStats | null;
  readonly at: number | null;
  readonly refresh: () => void;
} {
  const [known, setKnown] = useState<{ readonly stats: FupStats | null; readonly at: number | null }>({
    stats: null,
    at: null,
  });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a round asks again at once
  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      if (document.visibilityState === 'visible') {
        // What fails shows as the growing age beside the title; the list below says why.
        const stats = await engine.call('fup.stats').catch(() => null);
        if (left) return;
        if (stats) setKnown({ stats, at: Date.now() });
      }
      timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [round]);
  return { ...known, refresh: useCallback(() => setRound((n) => n + 1), []) };
}
