import { useCallback, useEffect, useState } from 'react';
import { listTrouble } from '../list/use-list.ts';

export interface Read<T> {
  /** What was read last; stays while a later read fails. */
  readonly data: T | null;
  /** Why the last read failed, null when it did not. */
  readonly trouble: string | null;
  readonly retry: () => void;
}

/** Reads now, every `everyMs`, and when `read` changes; make it with useCallback. */
export function useRead<T>(read: () => Promise<T>, everyMs: number): Read<T> {
  const [known, setKnown] = useState<Pick<Read<T>, 'data' | 'trouble'>>({ data: null, trouble: null });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a round reads again
  useEffect(() => {
    let left = false;
    const go = () => {
      if (document.visibilityState === 'hidden') return;
      read().then(
        (data) => !left && setKnown({ data, trouble: null }),
        (error: unknown) => !left && setKnown(({ data }) => ({ data, trouble: listTrouble(error) })),
      );
    };
    go();
    const timer = setInterval(go, everyMs);
    document.addEventListener('visibilitychange', go);
    return () => {
      left = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', go);
    };
  }, [read, everyMs, round]);
  const retry = useCallback(() => setRound((n) => n + 1), []);
  return { ...known, retry };
}
