import { useEffect, useState } from 'react';
import { ApiProblem } from '../../shared/contract/client.ts';
import type { Output } from '../../shared/contract/contract.ts';
import { engine } from './engine.ts';
import { useLiveLink, useTopic } from './live/live.ts';
import { sessionEnded } from './session.ts';

export type Counts = Output<'overview.counts'>;

/** While the live socket is down the strip lives from these as well. */
const EVERY_MS = 5000;

/**
 * The figures of rail and strip that no topic carries, asked for while the page is visible; also keeps the live socket
 * and its `status`. `at` is when they were answered last.
 */
export function useCounts(): { readonly counts: Counts | null; readonly at: number | null } {
  useLiveLink();
  useTopic('status');
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
