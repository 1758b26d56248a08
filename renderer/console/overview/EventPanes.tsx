import { Link } from 'wouter';
import { reasonLabel } from '../../../shared/domain/auth-reasons.ts';
import { ChartLegend } from '../../ui/chart/TimeChart.tsx';
import { IconAuthLog, IconCheck } from '../../ui/controls/icons.ts';
import { count, integer } from '../../ui/formats/quantity.ts';
import { Unit } from '../../ui/formats/Value.tsx';
import { Ago, ClockTime } from '../../ui/live/Ages.tsx';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { Pane } from '../../ui/pane/Pane.tsx';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import { useAlerts, useAuthLog, useTopic } from '../live/live.ts';
import { LiveBody, PaneAge, useIsStale } from './LivePane.tsx';

const ALERTS_SHOWN = 4;
const ENTRIES_SHOWN = 12;

/** What is open, the worst first. */
export function AlertsPane() {
  useTopic('alerts');
  const told = useAlerts();
  const isStale = useIsStale();
  return (
    <Pane
      title="Alerts"
      stale={isStale}
      legend={told.data && <ChartLegend items={[{ value: count(told.data.length), note: 'open' }]} />}
      end={<PaneAge />}
    >
      <LiveBody told={told} noun="The alerts" rows={3}>
        {(open) =>
          open.length === 0 ? (
            <p className="quiet">
              <IconCheck size={14} aria-hidden /> Nothing is wrong that Lastmile knows of.
            </p>
          ) : (
            <table className="tbl">
              <colgroup>
                <col className="w8" />
                <col />
                <col className="w20" />
              </colgroup>
              <tbody>
                {open.slice(0, ALERTS_SHOWN).map((alert) => (
                  <tr key={alert.id}>
                    <td>
                      <SeverityMark severity={alert.severity} size={10} label="" />
                    </td>
                    <td title={alert.detail}>{alert.title}</td>
                    <td className="num dim">
                      <Ago at={alert.raisedAt} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </LiveBody>
    </Pane>
  );
}

/** Logins that failed, the newest first. */
export function RejectsPane() {
  useTopic('auth-log');
  const told = useAuthLog();
  const isStale = useIsStale();
  return (
    <Pane
      title="Recent rejects"
      stale={isStale}
      end={
        <PaneAge>
          <Link href="/auth-log">Auth log</Link>
        </PaneAge>
      }
    >
      <LiveBody told={told} noun="The rejects" rows={6}>
        {(entries) =>
          entries.length === 0 ? (
            <EmptyState icon={IconAuthLog} title="Nobody was rejected">
              A login that fails stands here with the reason.
            </EmptyState>
          ) : (
            <table className="tbl">
              <colgroup>
                <col className="w14" />
                <col className="w24" />
                <col />
                <col className="w22" />
              </colgroup>
              <thead>
                <tr>
                  <th>Time</th>
                  <th>User</th>
                  <th>Reason</th>
                  <th>NAS</th>
                </tr>
              </thead>
              <tbody>
                {entries.slice(0, ENTRIES_SHOWN).map((entry) => (
                  <tr key={entry.id}>
                    <td className="dim">
                      <ClockTime at={entry.lastAt} />
                    </td>
                    <td className="id">{entry.username || entry.callingStationId || '–'}</td>
                    <td title={entry.detail}>
                      {reasonLabel(entry.reason)}
                      {entry.count > 1 && <Unit> ×{integer(entry.count)}</Unit>}
                    </td>
                    <td className="dim">{entry.nasName ?? entry.nasAddress}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </LiveBody>
    </Pane>
  );
}
