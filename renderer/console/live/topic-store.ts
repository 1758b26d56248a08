import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { Problem } from '../../../shared/contract/problem.ts';
import { type Delta, type Snapshot, type TopicName, topics } from '../../../shared/contract/topics.ts';
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
 * The store of one topic; `fold` makes the next state of a state and a delta, both as the contract reads them, or gives
 * back the state it was given: then nothing is drawn again. `read` takes less of a delta than the contract's own, for
 * who needs less: ten thousand rows a second that nobody looks at are not worth checking.
 */
export function createTopicStore<N extends TopicName, T, D = Delta<N>>(
  name: N,
  begin: (snapshot: Snapshot<N>) => T,
  fold: (now: T, delta: D) => T,
  read: { readonly parse: (data: unknown) => unknown } = topics[name].delta,
): TopicStore<T> {
  const useTold = create<Told<T>>(() => NOTHING_TOLD);
  const { snapshot } = topics[name];
  return {
    useTold,
    sink: {
      snapshot: (data) => useTold.setState({ data: begin(snapshot.parse(data) as Snapshot<N>), refused: null }),
      delta: (data) => {
        const now = useTold.getState().data;
        if (now === null) return;
        const next = fold(now, read.parse(data) as D);
        if (next !== now) useTold.setState({ data: next });
      },
      refused: (refused) => useTold.setState({ refused }),
    },
    reset: () => useTold.setState(NOTHING_TOLD),
  };
}
