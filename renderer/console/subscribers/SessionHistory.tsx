import type { Output } from '../../../shared/contract/contract.ts';
import { Gantt } from '../../ui/chart/Gantt.tsx';
import { ganttFrom } from '../../ui/chart/gantt-model.ts';
import { IconSessions } from '../../ui/controls/icons.ts';
import { plain } from '../../ui/formats/quantity.ts';
import { clock, day, durationText } from '../../ui/formats/times.ts';
import { volume } from '../../ui/formats/units.ts';
import { useZone } from '../../ui/live/Ages.tsx';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { ReadPane } from './ReadPane.tsx';
import { useReading } from './use-reading.ts';

type Session = Output<'subscriber.sessions'>['items'][number];

const DAYS = 7;
/** Closed sessions below this are what a bad line or a wrong password on the second modem looks like. */
const SHORT_MS = 10 * 60_000;

const isShort = ({ startAt, stopAt }: Session): boolean => stopAt !== null && stopAt - startAt < SHORT_MS;

/** The sessions of the last seven days, a row per day. */
export function SessionHistory({ id }: { readonly id: number }) {
  const zone = useZone();
  const reading = useReading(
    `sessions ${id} ${zone}`,
    () => {
      const to = Date.now();
      return engine.call('subscriber.sessions', { params: { id }, query: { from: ganttFrom(to, zone, DAYS), to } });
    },
    30_000,
  );
  return (
    <ReadPane
      title="Sessions"
      what="The sessions"
      note="7 d"
      reading={reading}
      skeletonLines={7}
      end={({ items }) => {
        const short = items.filter(isShort).length;
        return (
          <span>
            {items.length === 1 ? '1 session' : `${items.length} sessions`}
            {short > 0 && `, ${short} under 10 m`}
          </span>
        );
      }}
    >
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={IconSessions} title="No session in 7 days">
            A bar appears with the Accounting Start of the router.
          </EmptyState>
        ) : (
          <Gantt
            label="Sessions, 7 days"
            spans={items.map((session) => ({ ...session, fromMs: session.startAt, toMs: session.stopAt }))}
            days={DAYS}
            zone={zone}
            lookOf={(session) => (session.stopAt === null ? 'open' : isShort(session) ? 'short' : 'usual')}
            titleOf={({ startAt }) => `${day(startAt, Date.now(), zone)}, ${clock(startAt, zone)}`}
            factsOf={(session) => [
              ['Lasted', durationText((session.stopAt ?? Date.now()) - session.startAt)],
              ['↓ / ↑', `${plain(volume(session.downBytes))} / ${plain(volume(session.upBytes))}`],
              ['Router', session.nasName ?? session.nasIpAddress],
              ['Address', session.framedIpAddress],
              ['Ended', session.stopAt === null ? 'still open' : session.terminateCause || closedBy(session)],
            ]}
          />
        )
      }
    </ReadPane>
  );
}

const closedBy = ({ closedBy: by }: Session): string =>
  by === '' || by === 'stop'
    ? 'Stop without a cause'
    : `closed by the ${by === 'nas-reboot' ? 'reboot of the NAS' : by}`;
