import type { ReactNode } from 'react';
import { Button } from '../../ui/controls/controls.tsx';
import { LiveMark } from '../../ui/frame/ViewHead.tsx';
import { Pane, type PaneProps } from '../../ui/pane/Pane.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states/StateViews.tsx';
import { listTrouble } from '../list/use-list.ts';
import type { Reading } from './use-reading.ts';

export interface ReadPaneProps<T> extends Omit<PaneProps, 'children' | 'stale' | 'end' | 'note' | 'legend'> {
  readonly reading: Reading<T>;
  /** In the error's title: `The sessions`. */
  readonly what: string;
  readonly skeletonLines?: number;
  readonly note?: ReactNode | ((data: T) => ReactNode);
  readonly legend?: ReactNode | ((data: T) => ReactNode);
  readonly end?: ReactNode | ((data: T) => ReactNode);
  readonly children: (data: T) => ReactNode;
}

/** A pane over one reading: skeleton, error with a retry, data, or old data with their age in the head. */
export function ReadPane<T>({ reading, what, skeletonLines, children, ...pane }: ReadPaneProps<T>) {
  const { data, at, error, read } = reading;
  const of = (part: ReactNode | ((data: T) => ReactNode)): ReactNode =>
    typeof part === 'function' ? data !== null && part(data) : part;
  const stale = data !== null && error !== null;
  return (
    <Pane
      {...pane}
      note={of(pane.note)}
      legend={of(pane.legend)}
      stale={stale}
      end={
        <>
          {stale && <LiveMark at={at} staleAfterMs={0} />}
          {of(pane.end)}
        </>
      }
    >
      {data !== null ? (
        children(data)
      ) : error !== null ? (
        <ErrorState
          title={`${what} could not be read`}
          actions={
            <Button look="primary" onClick={read}>
              Try again
            </Button>
          }
        >
          {listTrouble(error)}
        </ErrorState>
      ) : (
        <SkeletonLines lines={skeletonLines ?? 4} />
      )}
    </Pane>
  );
}
