import { type ReactNode, useState } from 'react';
import { IconAuthLog } from '../../ui/controls/icons.ts';
import { Pane } from '../../ui/pane/Pane.tsx';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import { LiveBody, PaneAge, useIsStale } from '../overview/LivePane.tsx';
import { TraceList } from './TraceList.tsx';
import { TraceTools } from './TraceTools.tsx';
import { useTrace } from './use-trace.ts';

/** The last RADIUS packets of one subscriber, followed as they come. `end` is what the page adds to the head. */
export function TracePane({ id, end }: { readonly id: number; readonly end?: ReactNode }) {
  const [paused, setPaused] = useState(false);
  const { entries, refused } = useTrace('trace', id, paused);
  const isStale = useIsStale();
  return (
    <Pane
      title="RADIUS trace"
      stale={isStale}
      end={
        <>
          <PaneAge />
          <TraceTools of="subscriber" id={id} paused={paused} onPause={setPaused} />
          {end}
        </>
      }
    >
      <LiveBody told={{ data: entries, refused }} noun="The packets" rows={6}>
        {(items) =>
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
      </LiveBody>
    </Pane>
  );
}
