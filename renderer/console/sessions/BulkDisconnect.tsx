import { Button } from '../../ui/controls/controls.tsx';
import { JobProgress } from '../../ui/states/JobProgress.tsx';
import { bulkWords, cancelBulk, closeBulk, useBulkDisconnect } from './bulk-disconnect.ts';

/** How far the last bulk disconnect is, and what came of it until it is put away. */
export function BulkDisconnect() {
  const run = useBulkDisconnect((state) => state.run);
  if (!run) return null;
  const { title, detail, severity } = bulkWords(run);
  return (
    <section className="bulk-disconnect" aria-label="Disconnecting sessions" aria-live="polite">
      <JobProgress
        title={title}
        done={run.done / run.total}
        detail={detail}
        {...(severity ? { result: severity } : {})}
        action={
          run.isRunning ? (
            <Button small onClick={cancelBulk}>
              Stop
            </Button>
          ) : (
            <Button small look="ghost" onClick={closeBulk}>
              Close
            </Button>
          )
        }
      />
    </section>
  );
}
