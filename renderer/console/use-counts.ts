import { useEffect, useState } from 'react';
import { ApiProblem } from '../../shared/contract/client.ts';
import type { Output } from '../../shared/contract/contract.ts';
import { engine } from './engine.ts';
import { sessionEnded } from './session.ts';

export type Counts = Output<'overview.counts'>;

const EVERY_MS = 5000;

/**
 * The figures of strip and rail, asked for every five seconds while the page is visible. `at` is when the engine
 * answered last, so that their age shows by itself when it stops.
 */
export function useCounts(): { readonly counts: Counts | null; readonly at: number | null } {
  const [known, setKnown] = useState<{ readonly counts: Counts | null; readonly at: number | null }>({
    counts: null,
    at: null,
  });
  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const counts = await engine.call('overview.counts');
        if (!left) setKnown({ counts, at: Date.now() });
      } catch (error) {
        if (error instanceof ApiProblem && error.problem.kind === 'unauthenticated') {
          sessionEnded('Your session ended. Sign in again.');
          return;
        }
        // Anything else shows as the growing age of the last figures.
      }
      if (!left) timer = setTimeout(askWhenSeen, EVERY_MS);
    };
    const askWhenSeen = () => {
      if (document.visibilityState === 'visible') void ask();
      else document.addEventListener('visibilitychange', askWhenSeen, { once: true });
    };
    void ask();
    return () => {
      left = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', askWhenSeen);
    };
  }, []);
  return known;
}
