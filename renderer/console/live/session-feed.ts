import { create } from 'zustand';
import type { Problem } from '../../../shared/contract/problem.ts';
import type { TopicSink } from './connection.ts';
import { createSessionFold } from './session-fold.ts';
import { createSessionRows } from './session-rows.ts';

/** Apart from the rows, which have listeners of their own. */
export interface SessionsTold {
  /** Some of the first snapshot is here: enough for a screen of rows while the rest comes. */
  readonly isBegun: boolean;
  /** The snapshot is here in full. */
  readonly isReady: boolean;
  /** Rises when sessions came, went or changed beyond their numbers. */
  readonly version: number;
  readonly refused: Problem | null;
}

export const useSessions = create<SessionsTold>(() => ({ isBegun: false, isReady: false, version: 0, refused: null }));
export const sessionRows = createSessionRows();

const { reset, ...fold } = createSessionFold({
  rows: sessionRows,
  onPart: () => {
    if (!useSessions.getState().isBegun) useSessions.setState({ isBegun: true });
  },
  onReady: () =>
    useSessions.setState(({ version }) => ({ isBegun: true, isReady: true, version: version + 1, refused: null })),
  onChanged: () => useSessions.setState(({ version }) => ({ version: version + 1 })),
});

/** The topic `sessions` into its rows. */
export const sessionFeed: { readonly sink: TopicSink; readonly reset: () => void } = {
  sink: { ...fold, refused: (refused) => useSessions.setState({ refused }) },
  reset: () => {
    reset();
    useSessions.setState({ isBegun: false, isReady: false, version: 0, refused: null });
  },
};
