import { useState } from 'react';
import { Button } from '../../ui/controls/controls.tsx';
import { DrawerSection } from '../../ui/overlay/Drawer.tsx';
import { SkeletonLines } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';
import { useReading } from '../subscribers/use-reading.ts';
import { TraceList } from '../trace/TraceList.tsx';
import { TraceTools } from '../trace/TraceTools.tsx';

const SHOWN = 30;

/** The last RADIUS packets of one router, whoever they were about. */
export function RouterTrace({ id }: { readonly id: number }) {
  const [paused, setPaused] = useState(false);
  const { data, error, read } = useReading(
    `trace of NAS ${id}`,
    () => engine.call('nas.trace', { params: { id } }),
    paused ? null : 3000,
  );
  return (
    <DrawerSection title="RADIUS trace">
      <div className="row">
        <TraceTools of="nas" id={id} paused={paused} onPause={setPaused} />
      </div>
      {error !== null && (
        <p className="fs12">
          {data ? 'No longer followed: ' : 'The trace could not be read: '}
          {listTrouble(error)}{' '}
          <Button small onClick={read}>
            Try again
          </Button>
        </p>
      )}
      {data === null && error === null && <SkeletonLines lines={3} />}
      {data?.items.length === 0 && <p className="t3 fs12">No packet of it since the engine started.</p>}
      {data && data.items.length > 0 && <TraceList entries={data.items.slice(0, SHOWN)} withUser />}
    </DrawerSection>
  );
}
