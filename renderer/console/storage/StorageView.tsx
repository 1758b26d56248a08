import { useCallback, useState } from 'react';
import { Button } from '../../ui/controls/controls.tsx';
import { IconReset } from '../../ui/controls/icons.ts';
import { ViewHead } from '../../ui/frame/ViewHead.tsx';
import { Ago } from '../../ui/live/Ages.tsx';
import { useNow } from '../../ui/live/ticker.ts';
import { Stats } from '../../ui/marks/StatCard.tsx';
import { Pane, Panes } from '../../ui/pane/Pane.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { useRead } from '../overview/use-read.ts';
import { useSession } from '../session.ts';
import { Copies } from './Copies.tsx';
import { FamilyTable } from './FamilyTable.tsx';
import { RetentionForm } from './RetentionForm.tsx';
import { StorageCards } from './StorageCards.tsx';
import './storage.css';

/** While it is measured the answer is seconds away. */
const everyMs = 3_000;

/** What the database takes, what it grows by, until when the disk holds it, and how long things are kept. */
export function StorageView() {
  const mayEdit = useSession(
    ({ session }) => session.kind === 'signed-in' && session.operator.permissions.includes('settings.edit'),
  );
  const now = useNow('minute');
  const [saves, setSaves] = useState(0);
  const { data, trouble, retry } = useRead(
    useCallback(() => engine.call('storage.get', {}), []),
    everyMs,
  );
  const measure = () => void engine.call('storage.get', { query: { measure: 'true' } }).then(retry, retry);
  const again = (action: () => void) => (
    <Button look="primary" onClick={action}>
      Try again
    </Button>
  );
  const head = (
    <ViewHead
      title="Storage"
      note={
        data?.measuredAt ? (
          <>
            measured <Ago at={data.measuredAt} />
          </>
        ) : undefined
      }
      actions={
        data && (
          <Button look="ghost" icon={IconReset} disabled={data.isMeasuring} onClick={measure}>
            {data.isMeasuring ? 'Measuring' : 'Measure again'}
          </Button>
        )
      }
    />
  );
  if (!data) {
    return (
      <>
        {head}
        {trouble === null ? (
          <SkeletonLines lines={8} />
        ) : (
          <ErrorState title="The storage could not be read" actions={again(retry)}>
            {trouble}
          </ErrorState>
        )}
      </>
    );
  }
  return (
    <>
      {head}
      <Stats>
        <StorageCards storage={data} now={now} />
      </Stats>
      <Panes template="minmax(0, 1fr) 232px / minmax(0, 1fr) 400px" narrow="auto auto 200px / minmax(0, 1fr)">
        <Pane title="What takes the room" note="with indexes" stale={trouble !== null} row="1 / 3">
          {data.families.length > 0 ? (
            <FamilyTable families={data.families} />
          ) : data.trouble !== null ? (
            <ErrorState title="The database could not be measured" actions={again(measure)}>
              {data.trouble}
            </ErrorState>
          ) : (
            <SkeletonLines lines={8} />
          )}
        </Pane>
        <Pane title="How long things are kept" padded>
          <RetentionForm
            key={`${saves} ${JSON.stringify(data.retention)}`}
            retention={data.retention}
            mayEdit={mayEdit}
            onSaved={() => {
              setSaves((n) => n + 1);
              retry();
            }}
          />
        </Pane>
        <Pane title="Copies in the data folder" note="made before an update">
          <Copies copies={data.backups} />
        </Pane>
      </Panes>
    </>
  );
}
