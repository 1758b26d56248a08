import { create } from 'zustand';
import { LiveSession } from '../../../shared/contract/operations/sessions.ts';
import { type Problem, problem } from '../../../shared/contract/problem.ts';
import { topics } from '../../../shared/contract/topics.ts';
import type { TopicSink } from './connection.ts';
import { createSessionRows } from './session-rows.ts';

/** Apart from the rows, which have listeners of their own. */
export interface SessionsTold {
  /** The snapshot is here in full. */
  readonly isReady: boolean;
  /** Rises when sessions came, went or changed beyond their numbers. */
  readonly version: number;
  readonly refused: Problem | null;
}

export const useSessions = create<SessionsTold>(() => ({ isReady: false, version: 0, refused: null }));
export const sessionRows = createSessionRows();

/** Sessions read per task: ten thousand at once would hold the page for a tenth of a second. */
const SLICE = 200;
const SnapshotFrame = topics.sessions.snapshot.extend({ sessions: LiveSession.array().length(0) });

/** Counts snapshots, so that the slices of one that was overtaken are dropped. */
let round = 0;
/** Changes that came while a snapshot was still being read. */
let waiting: unknown[] | null = null;

const nextTask = () =>
  new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

function applyDelta(data: unknown): void {
  const delta = topics.sessions.delta.parse(data);
  sessionRows.apply(delta);
  if (delta.opened.length + delta.changed.length + delta.closed.length > 0) {
    useSessions.setState(({ version }) => ({ version: version + 1 }));
  }
}

async function readSnapshot(data: unknown): Promise<void> {
  const own = ++round;
  waiting = [];
  const given = (data as { readonly sessions?: unknown }).sessions;
  if (!Array.isArray(given)) throw new TypeError('a snapshot of the sessions without sessions');
  SnapshotFrame.parse({ ...(data as object), sessions: [] });
  const read: LiveSession[] = [];
  for (let from = 0; from < given.length; from += SLICE) {
    if (from > 0) await nextTask();
    if (own !== round) return;
    for (const session of given.slice(from, from + SLICE)) read.push(LiveSession.parse(session));
  }
  sessionRows.replace(read);
  const missed = waiting;
  waiting = null;
  useSessions.setState(({ version }) => ({ isReady: true, version: version + 1, refused: null }));
  for (const delta of missed ?? []) applyDelta(delta);
}

/** The topic `sessions` into its rows. The contract reads every session of it, a slice at a time. */
export const sessionFeed: { readonly sink: TopicSink; readonly reset: () => void } = {
  sink: {
    snapshot: (data) =>
      void readSnapshot(data).catch(() => {
        waiting = null;
        useSessions.setState({ refused: unreadable });
      }),
    delta: (data) => {
      if (waiting) waiting.push(data);
      else applyDelta(data);
    },
    refused: (refused) => useSessions.setState({ refused }),
  },
  reset: () => {
    round += 1;
    waiting = null;
    sessionRows.replace([]);
    useSessions.setState({ isReady: false, version: 0, refused: null });
  },
};

const unreadable = problem(
  'bug',
  'This page does not understand what the engine says about the sessions. Load it again.',
);
