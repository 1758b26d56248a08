import { Button } from '../../ui/controls/controls.tsx';
import { IconCopy } from '../../ui/controls/icons.ts';
import { Ago } from '../../ui/live/Ages.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import { DrawerSection } from '../../ui/overlay/Drawer.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { SkeletonLines } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';
import { useReading } from '../subscribers/use-reading.ts';
import './doctor.css';

/** What is wrong between this router and us, by its packets, with what to paste. */
export function RouterDoctor({ id }: { readonly id: number }) {
  const { data, error, read } = useReading(
    `doctor of NAS ${id}`,
    () => engine.call('nas.doctor', { params: { id } }),
    3000,
  );
  return (
    <DrawerSection title="Doctor">
      {error !== null && (
        <p className="fs12">
          {data ? 'Not as of now: ' : 'It could not be examined: '}
          {listTrouble(error)}{' '}
          <Button small onClick={read}>
            Try again
          </Button>
        </p>
      )}
      {data === null && error === null && <SkeletonLines lines={2} />}
      {data?.items.length === 0 && (
        <p className="fs12">
          {data.heardAt === null ? (
            <span className="t3">Nothing was heard of it since the engine started; the next packet tells.</span>
          ) : (
            <Status severity="ok">Nothing is wrong that its packets could tell</Status>
          )}
        </p>
      )}
      <ul className="doctor">
        {data?.items.map(({ name, severity, title, detail, command, evidence, since }) => (
          <li key={name}>
            <Status severity={severity}>{title}</Status>
            <p>{detail}.</p>
            {command !== null && (
              <p className="doctor-command">
                <code>{command}</code>
                <Button small icon={IconCopy} onClick={() => void copy(command)}>
                  Copy
                </Button>
              </p>
            )}
            <p className="t3">
              {evidence}; since <Ago at={since} />
            </p>
          </li>
        ))}
      </ul>
    </DrawerSection>
  );
}

async function copy(command: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(command);
    toast({ severity: 'ok', title: 'Copied for the router’s terminal' });
  } catch {
    toast({ severity: 'warn', title: 'The browser did not allow copying', detail: command });
  }
}
