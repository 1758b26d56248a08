import { type ReactNode, useState } from 'react';
import { IconAuthLog } from '../../ui/controls/icons.ts';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { ReadPane } from '../subscribers/ReadPane.tsx';
import { useReading } from '../subscribers/use-reading.ts';
import { TraceList } from './TraceList.tsx';
import { TraceTools } from './TraceTools.tsx';

/** The last RADIUS packets of one subscriber, followed as they come. `end` is what the page adds to the head. */
export function TracePane({ id, end }: { readonly id: number; readonly end?: ReactNode }) {
  const [paused, setPaused] = useState(false);
  const reading = useReading(
    `trace ${id}`,
    () => engine.call('subscriber.trace', { params: { id } }),
    paused ? null : 3000,
  );
  return (
    <ReadPane
      title="RADIUS trace"
      what="The trace"
      reading={reading}
      skeletonLines={6}
      end={
        <>
          <TraceTools of="subscriber" id={id} paused={paused} onPause={setPaused} />
          {end}
        </>
      }
    >
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={IconAuthLog} title="No packet since the engine started">
            The next login, accounting or CoA stands here as it went.
          </EmptyState>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keys
          <section className="scroll-table" aria-label="RADIUS trace" tabIndex={0}>
            <TraceList entries={items} />
          </section>
        )
      }
    </ReadPane>
  );
}
