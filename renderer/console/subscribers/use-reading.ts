import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../../../shared/contract/client.ts';
import { sessionEnded } from '../session.ts';

/** What was read last and how the newest attempt went. Old data stay readable when a later attempt fails. */
export interface Reading<T> {
  readonly data: T | null;
  /** When `data` arrived, epoch ms. */
  readonly at: number | null;
  /** Why the newest attempt failed; null after one that worked. */
  readonly error: unknown;
  readonly read: () => void;
}

interface Known<T> {
  readonly key: string;
  readonly data: T | null;
  readonly at: number | null;
  readonly error: unknown;
}

const nothing = (key: string): Known<never> => ({ key, data: null, at: null, error: null });

/**
 * Reads now, and again every `everyMs` while the page is visible (null: only when `read` is called). `key` names what
 * is read: another key starts from nothing, and answers to the old one are dropped.
 */
export function useReading<T>(key: string, ask: () => Promise<T>, everyMs: number | null): Reading<T> {
  const [known, setKnown] = useState<Known<T>>(nothing(key));
  const [round, setRound] = useState(0);
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a round reads again
  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const since = (before: Known<T>): Known<T> => (before.key === key ? before : nothing(key));
    const again = () => {
      if (!left && everyMs !== null) timer = setTimeout(() => void attempt(), everyMs);
    };
    const attempt = async () => {
      if (document.hidden) return again();
      try {
        const data = await latest.current();
        if (!left) setKnown({ key, data, at: Date.now(), error: null });
      } catch (error) {
        if (left) return;
        if (error instanceof ApiProblem && error.problem.kind === 'unauthenticated') {
          sessionEnded('Your session ended. Sign in again.');
          return;
        }
        setKnown((before) => ({ ...since(before), error }));
      }
      again();
    };
    void attempt();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [key, everyMs, round]);
  const read = useCallback(() => setRound((n) => n + 1), []);
  const { data, at, error } = known.key === key ? known : nothing(key);
  return { data, at, error, read };
}
