import type { ReactNode } from 'react';
import { Button } from '../../ui/controls/controls.tsx';
import { LiveMark } from '../../ui/frame/ViewHead.tsx';
import { ErrorState, SkeletonTable } from '../../ui/states/StateViews.tsx';
import { useFreshness, useLink } from '../live/live.ts';
import type { Told } from '../live/topic-store.ts';
import type { Read } from './use-read.ts';

/** True while what is shown may be old: the socket is down. */
export const useIsStale = (): boolean => useLink(({ state, heardAt }) => heardAt !== null && state.kind !== 'open');

/** In a pane's head: the age of its numbers while the stream is down, otherwise its link. */
export function PaneAge({ children }: { readonly children?: ReactNode }) {
  const isStale = useIsStale();
  const freshness = useFreshness();
  return isStale ? <LiveMark {...freshness} staleAfterMs={0} /> : children;
}

export interface LiveBodyProps<T> {
  readonly told: Told<T>;
  /** What it shows, for the error: `The alerts`. */
  readonly noun: string;
  readonly rows: number;
  readonly children: (data: T) => ReactNode;
}

/** The body of a pane of a live topic: rows, their skeleton, or why there are none. */
export function LiveBody<T>({ told, noun, rows, children }: LiveBodyProps<T>) {
  const isDown = useLink(({ state }) => state.kind === 'waiting');
  if (told.data !== null) return children(told.data);
  if (told.refused) return <ErrorState title={`${noun} are not shown`}>{told.refused.detail}</ErrorState>;
  if (isDown) {
    return (
      <ErrorState title={`${noun} could not be read`}>
        The live stream of the engine does not answer. It is tried again by itself.
      </ErrorState>
    );
  }
  return <SkeletonTable rows={rows} columns={skeleton} />;
}

/** The same for what is read by a request. */
export function ReadBody<T>({
  read,
  noun,
  children,
}: {
  readonly read: Read<T>;
  readonly noun: string;
  readonly children: (data: T) => ReactNode;
}) {
  if (read.data !== null) return children(read.data);
  if (read.trouble === null) return <SkeletonTable rows={6} columns={skeleton} />;
  return (
    <ErrorState title={`${noun} could not be read`} actions={<Button onClick={read.retry}>Try again</Button>}>
      {read.trouble}
    </ErrorState>
  );
}

const skeleton = [{ width: 34 }, { width: 36 }, { width: 30, end: true }];
