import { useEffect, useState } from 'react';
import type { TraceEntry } from '../../../shared/contract/operations/trace.ts';
import type { Problem } from '../../../shared/contract/problem.ts';
import { takeTold } from '../answers.ts';
import { useLink, watchTopic } from '../live/live.ts';
import { withExchanges } from './trace-fold.ts';

export interface WatchedTrace {
  /** Newest first; null before the first answer. */
  readonly entries: readonly TraceEntry[] | null;
  readonly refused: Problem | null;
  /** False while the stream is down or paused: what is shown is of before. */
  readonly isLive: boolean;
}

/** `topic` is what `entries` are of: another one starts from nothing. */
interface Known {
  readonly topic: string;
  readonly entries: readonly TraceEntry[] | null;
  readonly refused: Problem | null;
}

/** The packets of one subscriber or router as they come; `paused` keeps what is there. */
export function useTrace(of: 'trace' | 'nas-trace', id: number, paused: boolean): WatchedTrace {
  const topic = `${of}:${id}`;
  const [known, setKnown] = useState<Known>({ topic, entries: null, refused: null });
  const isOpen = useLink(({ state }) => state.kind === 'open');
  useEffect(() => {
    if (paused) return;
    return watchTopic(topic, {
      snapshot: (data) => setKnown({ topic, entries: takeTold(of, 'snapshot', data).entries, refused: null }),
      delta: (data) => {
        const told = takeTold(of, 'delta', data);
        setKnown((now) => (now.entries ? { ...now, entries: withExchanges(now.entries, told) } : now));
      },
      refused: (refused) => setKnown((now) => ({ topic, entries: now.topic === topic ? now.entries : null, refused })),
    });
  }, [of, topic, paused]);
  const { entries, refused } = known.topic === topic ? known : { entries: null, refused: null };
  return { entries, refused, isLive: isOpen && !paused && refused === null };
}
