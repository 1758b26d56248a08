import { useState } from 'react';
import { DrawerSection } from '../../ui/overlay/Drawer.tsx';
import { SkeletonLines } from '../../ui/states/StateViews.tsx';
import { useIsStale } from '../overview/LivePane.tsx';
import { TraceList } from '../trace/TraceList.tsx';
import { TraceTools } from '../trace/TraceTools.tsx';
import { useTrace } from '../trace/use-trace.ts';

const SHOWN = 30;

/** The last RADIUS packets of one router, whoever they were about. */
export function RouterTrace({ id }: { readonly id: number }) {
  const [paused, setPaused] = useState(false);
  const { entries, refused } = useTrace('nas-trace', id, paused);
  const isStale = useIsStale();
  return (
    <DrawerSection title="RADIUS trace">
      <div className="row">
        <TraceTools of="nas" id={id} paused={paused} onPause={setPaused} />
      </div>
      {refused && <p className="fs12">The trace is not shown: {refused.detail}</p>}
      {isStale && (
        <p className="fs12">The live stream does not answer, so nothing new is shown. It is tried again by itself.</p>
      )}
      {entries === null && !refused && !isStale && <SkeletonLines lines={3} />}
      {entries?.length === 0 && <p className="t3 fs12">No packet of it since the engine started.</p>}
      {entries && entries.length > 0 && <TraceList entries={entries.slice(0, SHOWN)} withUser />}
    </DrawerSection>
  );
}
