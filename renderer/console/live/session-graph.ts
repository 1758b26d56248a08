import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { Problem } from '../../../shared/contract/problem.ts';
import { type ChartFeed, createChartFeed, withGaps } from '../../ui/chart/chart-data.ts';
import { takeTold } from '../answers.ts';
import type { TopicSink } from './connection.ts';
import { watchTopic } from './live.ts';
import type { RateSample } from './rate-samples.ts';
import { withSamples } from './rate-samples.ts';

export interface SessionGraph {
  /** Download and upload, for a chart of these two series. */
  readonly feed: ChartFeed;
  readonly last: RateSample | null;
  /** How far apart samples are expected; null before the first answer. */
  readonly intervalMs: number | null;
  readonly refused: Problem | null;
}

interface GraphState {
  readonly samples: readonly RateSample[];
  readonly intervalMs: number | null;
  readonly refused: Problem | null;
}

const createGraph = () => create<GraphState>(() => ({ samples: [], intervalMs: null, refused: null }));
type GraphStore = ReturnType<typeof createGraph>;

/** One store for each session that is looked at; two parts of the page may look at the same one. */
const graphs = new Map<number, { readonly store: GraphStore; readonly sink: TopicSink; users: number }>();

function graphOf(id: number) {
  const known = graphs.get(id);
  if (known) return known;
  const store = createGraph();
  const sink: TopicSink = {
    snapshot: (data) => {
      const { intervalMs, samples } = takeTold('session', 'snapshot', data);
      store.setState({ intervalMs, samples, refused: null });
    },
    delta: (data) => {
      const { samples } = takeTold('session', 'delta', data);
      store.setState((now) => ({ samples: withSamples(now.samples, samples) }));
    },
    refused: (refused) => store.setState({ refused }),
  };
  const made = { store, sink, users: 0 };
  graphs.set(id, made);
  return made;
}

/**
 * The live graph of one session while it is looked at. The engine asks the router for it, so watch no more than is
 * drawn. `spanMs` is the width of the time axis.
 */
export function useSessionGraph(id: number, spanMs: number): SessionGraph {
  const graph = graphOf(id);
  useEffect(() => {
    graph.users += 1;
    const leave = watchTopic(`session:${id}`, graph.sink);
    return () => {
      leave();
      graph.users -= 1;
      if (graph.users === 0) setTimeout(() => graph.users === 0 && graphs.delete(id), 10_000);
    };
  }, [id, graph]);
  const [feed] = useState(() => createChartFeed());
  const { samples, intervalMs, refused } = graph.store();
  useEffect(() => {
    const toMs = samples.at(-1)?.at ?? Date.now();
    const domain = [toMs - spanMs, toMs] as const;
    const shown = samples.filter(({ at }) => at >= domain[0] - 60_000);
    feed.set(
      withGaps(
        {
          timesMs: shown.map(({ at }) => at),
          values: [shown.map(({ downBps }) => downBps), shown.map(({ upBps }) => upBps)],
          domain,
        },
        Math.max(5_000, (intervalMs ?? 1000) * 2),
      ),
    );
  }, [samples, intervalMs, spanMs, feed]);
  return { feed, last: samples.at(-1) ?? null, intervalMs, refused };
}
