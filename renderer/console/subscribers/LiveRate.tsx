import { useMemo, useState } from 'react';
import type { Output } from '../../../shared/contract/contract.ts';
import type { ChartModel } from '../../ui/chart/series.ts';
import { TimeChart } from '../../ui/chart/TimeChart.tsx';
import { Seg } from '../../ui/controls/controls.tsx';
import { IconSessions } from '../../ui/controls/icons.ts';
import { plain } from '../../ui/formats/quantity.ts';
import { limitInFull, rate, rateInFull } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { LiveMark } from '../../ui/frame/ViewHead.tsx';
import { Ago } from '../../ui/live/Ages.tsx';
import { Pane } from '../../ui/pane/Pane.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states/StateViews.tsx';
import { useFreshness } from '../live/live.ts';
import { useSessionGraph } from '../live/session-graph.ts';
import { pairOf } from './speed-chain.ts';

type Detail = Output<'subscriber.get'>;

const spans = [
  { value: '2', label: '2 min' },
  { value: '10', label: '10 min' },
] as const;

const chartOf = (limitKbps: number | undefined): ChartModel => ({
  label: 'Live rate',
  unit: 'bps',
  format: rate,
  series: [
    { id: 'down', label: 'Download', direction: 'down', colour: 'down', kind: 'area' },
    { id: 'up', label: 'Upload', direction: 'up', colour: 'up', kind: 'line' },
  ],
  limits:
    limitKbps === undefined
      ? []
      : [
          {
            value: limitKbps * 1000,
            label: `${plain(limitInFull(limitKbps))} applied`,
            colour: 'text-2',
            side: 'start',
          },
        ],
  timeAxis: 'ago',
});

/** What flows now: the rate of the newest session, from the live socket. */
export function LiveRate({
  detail,
  session,
}: {
  readonly detail: Detail | null;
  readonly session: Output<'session.get'> | null;
}) {
  const sessionId = detail?.sessions[0]?.id;
  if (sessionId === undefined) {
    return (
      <Pane title="Live">
        {detail ? (
          <EmptyState icon={IconSessions} title="Offline">
            {detail.lastSeenAt === null ? (
              'Never seen online. '
            ) : (
              <>
                Last seen <Ago at={detail.lastSeenAt} />.{' '}
              </>
            )}
            The graph starts with the next session.
          </EmptyState>
        ) : (
          <SkeletonLines lines={6} />
        )}
      </Pane>
    );
  }
  return (
    <SessionRate
      key={sessionId}
      sessionId={sessionId}
      sessionCount={detail?.sessions.length ?? 1}
      limitKbps={pairOf(session?.appliedRateLimit ?? null)?.downKbps}
    />
  );
}

interface SessionRateProps {
  readonly sessionId: number;
  readonly sessionCount: number;
  readonly limitKbps: number | undefined;
}

function SessionRate({ sessionId, sessionCount, limitKbps }: SessionRateProps) {
  const [span, setSpan] = useState<(typeof spans)[number]['value']>('2');
  const graph = useSessionGraph(sessionId, Number(span) * 60_000);
  const { retryAt } = useFreshness();
  const model = useMemo(() => chartOf(limitKbps), [limitKbps]);
  const { last, intervalMs, refused } = graph;
  return (
    <Pane
      title="Live"
      note={sessionCount > 1 ? `newest of ${sessionCount} sessions` : undefined}
      legend={
        <div className="live-now">
          <Value of={rateInFull(last?.downBps)} direction="down" />
          <Value of={rateInFull(last?.upBps)} direction="up" />
        </div>
      }
      end={
        <>
          {!refused && (
            <LiveMark at={last?.at ?? null} staleAfterMs={Math.max(12_000, (intervalMs ?? 4000) * 3)} retryAt={retryAt}>
              Live
            </LiveMark>
          )}
          <Seg label="Range" options={spans} value={span} onChange={setSpan} />
        </>
      }
    >
      {refused ? (
        <ErrorState title="The live rate is not available">{refused.detail}</ErrorState>
      ) : last === null ? (
        <SkeletonLines lines={6} />
      ) : (
        <TimeChart model={model} feed={graph.feed} />
      )}
    </Pane>
  );
}
