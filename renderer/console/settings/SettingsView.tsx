import { useCallback, useState } from 'react';
import type { Settings } from '../../../shared/contract/operations/settings.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { ViewHead } from '../../ui/frame/ViewHead.tsx';
import { Pane } from '../../ui/pane/Pane.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { useRead } from '../overview/use-read.ts';
import { useSession } from '../session.ts';
import { SettingsForm } from './SettingsForm.tsx';
import '../form/form.css';
import './settings.css';

/** Another operator's change is seen when the view is opened or what was typed is dropped; a form must not move. */
const NEVER_MS = 2 ** 31 - 1;

/** What holds for the whole installation: whose it is, its calendar, its money, and the downtime that it announces. */
export function SettingsView() {
  const mayEdit = useSession(
    ({ session }) => session.kind === 'signed-in' && session.operator.permissions.includes('settings.edit'),
  );
  const { data, trouble, retry } = useRead(
    useCallback(() => engine.call('settings.get'), []),
    NEVER_MS,
  );
  const [saved, setSaved] = useState<Settings | null>(null);
  const shown = saved ?? data;
  if (shown) return <SettingsForm key={JSON.stringify(shown)} settings={shown} mayEdit={mayEdit} onSaved={setSaved} />;
  return (
    <>
      <ViewHead title="Settings" />
      <Pane title="Settings" padded>
        {trouble === null ? (
          <SkeletonLines lines={6} />
        ) : (
          <ErrorState
            title="The settings could not be read"
            actions={
              <Button look="primary" onClick={retry}>
                Try again
              </Button>
            }
          >
            {trouble}
          </ErrorState>
        )}
      </Pane>
    </>
  );
}
