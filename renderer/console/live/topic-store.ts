import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { Problem } from '../../../shared/contract/problem.ts';
import type { Delta, Snapshot, TopicName } from '../../../shared/contract/topics.ts';
import { takeTold } from '../answers.ts';
import type { TopicSink } from './connection.ts';

/** What a topic says now; null before its first snapshot. Views read it and never write. */
export interface Told<T> {
  readonly data: T | null;
  /** Why the engine does not give it. */
  readonly refused: Problem | null;
}

export type ToldStore<T> = UseBoundStore<StoreApi<Told<T>>>;

export interface TopicStore<T> {
  readonly useTold: ToldStore<T>;
  readonly sink: TopicSink;
  /** Forgets everything: another operator may sign in. */
  readonly reset: () => void;
}

const NOTHING_TOLD = { data: null, refused: null };

/**
 * The store of one topic; `fold` makes the next state of a state and a delta, or gives back the state it was given: then
 * nothing is drawn again.
 */
export function createTopicStore<N extends TopicName, T>(
  name: N,
  begin: (snapshot: Snapshot<N>) => T,
  fold: (now: T, delta: Delta<N>) => T,
): TopicStore<T> {
  const useTold = create<Told<T>>(() => NOTHING_TOLD);
  return {
    useTold,
    sink: {
      snapshot: (data) => useTold.setState({ data: begin(takeTold(name, 'snapshot', data)), refused: null }),
      delta: (data) => {
        const now = useTold.getState().data;
        if (now === null) return;
        const next = fold(now, takeTold(name, 'delta', data));
        if (next !== now) useTold.setState({ data: next });
      },
      refused: (refused) => useTold.setState({ refused }),
    },
    reset: () => useTold.setState(NOTHING_TOLD),
  };
}
