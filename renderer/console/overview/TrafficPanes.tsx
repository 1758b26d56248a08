import { type Ref, useCallback, useEffect, useState } from 'react';
import { createChartFeed } from '../../ui/chart/chart-data.ts';
import type { ChartModel } from '../../ui/chart/series.ts';
import { type ChartHandle, ChartLegend, TimeChart } from '../../ui/chart/TimeChart.tsx';
import { count } from '../../ui/formats/quantity.ts';
import { rate, volume, volumeNote } from '../../ui/formats/units.ts';
import { useZone } from '../../ui/live/Ages.tsx';
import { Pane, PaneStack } from '../../ui/pane/Pane.tsx';
import { ErrorState } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { useLiveStatus, useStatus } from '../live/live.ts';
import { PaneAge, ReadBody, useIsStale } from './LivePane.tsx';
import { HOUR_MS, meanRates, midnight, perHour, sumSince, type TrafficHour } from './traffic.ts';
import { useRead } from './use-read.ts';

const rates = (label: string): ChartModel => ({
  label,
  unit: 'bps',
  format: rate,
  axisWidth: 48,
  series: [
    { id: 'down', label: 'Download', direction: 'down', colour: 'down', kind: 'area' },
    { id: 'up', label: 'Upload', direction: 'up', colour: 'up', kind: 'area', mirrored: true },
  ],
});
const liveModel = rates('Traffic now');
const meanModel = rates('Traffic, mean of each hour');
const onlineModel: ChartModel = {
  label: 'Subscribers online',
  base: 'data',
  unit: 'count',
  format: count,
  axisWidth: 48,
  series: [{ id: 'online', label: 'Online', colour: 'text-2', kind: 'line' }],
};
const startsModel: ChartModel = {
  label: 'Sessions begun per hour',
  unit: 'count',
  format: count,
  axisWidth: 48,
  series: [{ id: 'starts', label: 'Sessions begun', colour: 'text-2', kind: 'bars' }],
};
const volumeModel: ChartModel = {
  label: 'Volume today, by hour',
  unit: 'bytes',
  format: volume,
  axisWidth: 48,
  series: [
    { id: 'down', label: 'Download', direction: 'down', colour: 'down', kind: 'bars' },
    { id: 'up', label: 'Upload', direction: 'up', colour: 'up', kind: 'bars', mirrored: true },
  ],
};

const READ_EVERY_MS = 60_000;
/** Width of the live chart: it grows with what there is, so that a page just opened is not an empty chart. */
const LIVE_LEAST_MS = 120_000;
const LIVE_MOST_MS = 600_000;

interface TrafficRead {
  readonly items: readonly TrafficHour[];
  readonly nowMs: number;
  readonly fromMs: number;
  readonly todayMs: number;
}

export interface TrafficPanesProps {
  /** Hours back from now; null shows the live minutes. */
  readonly hours: number | null;
  readonly chart: Ref<ChartHandle>;
}

/** What went through: rates over the range, sessions beside them, today's volume by hour. */
export function TrafficPanes({ hours, chart }: TrafficPanesProps) {
  const zone = useZone();
  const isStale = useIsStale();
  const read = useRead(
    useCallback(async (): Promise<TrafficRead> => {
      const nowMs = Date.now();
      const todayMs = midnight(nowMs, zone);
      const fromMs = nowMs - (hours ?? 24) * HOUR_MS;
      const { items } = await engine.call('overview.traffic', {
        query: { from: Math.min(fromMs, todayMs), to: nowMs },
      });
      return { items, nowMs, fromMs, todayMs };
    }, [hours, zone]),
    READ_EVERY_MS,
  );
  const [feeds] = useState(() => ({
    means: createChartFeed(),
    starts: createChartFeed(),
    today: createChartFeed(),
    live: createChartFeed(),
    online: createChartFeed(),
  }));
  useEffect(() => {
    if (!read.data) return;
    const { items, nowMs, fromMs, todayMs } = read.data;
    feeds.means.set(meanRates(items, fromMs, nowMs));
    feeds.starts.set(perHour(items, fromMs, nowMs, [({ sessionsStarted }) => sessionsStarted]));
    feeds.today.set(
      perHour(items, todayMs, todayMs + 24 * HOUR_MS, [({ downBytes }) => downBytes, ({ upBytes }) => upBytes]),
    );
  }, [read.data, feeds]);
  useEffect(() => {
    const draw = () => {
      const samples = useStatus.getState().data?.samples ?? [];
      const toMs = samples.at(-1)?.at ?? Date.now();
      const timesMs = samples.map(({ at }) => at);
      const spanMs = Math.min(LIVE_MOST_MS, Math.max(LIVE_LEAST_MS, toMs - (timesMs[0] ?? toMs)));
      const domain = [toMs - spanMs, toMs] as const;
      feeds.live.set({
        timesMs,
        values: [samples.map(({ downBps }) => downBps), samples.map(({ upBps }) => upBps)],
        domain,
      });
      feeds.online.set({ timesMs, values: [samples.map(({ online }) => online)], domain });
    };
    draw();
    return useStatus.subscribe(draw);
  }, [feeds]);

  const isLive = hours === null;
  const today = read.data;
  return (
    <>
      <Pane
        title="Traffic"
        column="span 8"
        stale={isStale && isLive}
        legend={<TrafficLegend />}
        end={<PaneAge>{isLive ? 'bit/s, every second' : 'bit/s, mean of each hour'}</PaneAge>}
      >
        {isLive ? (
          <TimeChart key="live" ref={chart} model={liveModel} feed={feeds.live} syncKey="overview" />
        ) : (
          <ReadBody read={read} noun="The traffic">
            {() => <TimeChart key="means" ref={chart} model={meanModel} feed={feeds.means} syncKey="overview" />}
          </ReadBody>
        )}
      </Pane>
      <PaneStack column="span 4">
        <Pane title="Sessions" legend={<OnlineLegend />} end={isLive ? 'online' : 'begun per hour'} stale={isStale}>
          {isLive ? (
            <TimeChart key="online" model={onlineModel} feed={feeds.online} syncKey="overview" />
          ) : (
            <ReadBody read={read} noun="The sessions">
              {() => <TimeChart key="starts" model={startsModel} feed={feeds.starts} syncKey="overview" />}
            </ReadBody>
          )}
        </Pane>
        <Pane
          title="Volume today"
          legend={
            today && (
              <ChartLegend
                items={[
                  { colour: 'down', value: volume(sumSince(today.items, today.todayMs, (hour) => hour.downBytes)) },
                  { colour: 'up', value: volume(sumSince(today.items, today.todayMs, (hour) => hour.upBytes)) },
                ]}
              />
            )
          }
          end={`since 00:00, ${volumeNote()}`}
        >
          {read.trouble !== null && !today ? (
            <ErrorState title="The volume could not be read">{read.trouble}</ErrorState>
          ) : (
            <TimeChart model={volumeModel} feed={feeds.today} />
          )}
        </Pane>
      </PaneStack>
    </>
  );
}

function TrafficLegend() {
  const now = useLiveStatus()?.now;
  return (
    <ChartLegend
      items={[
        { label: 'Download', colour: 'down', value: rate(now?.downBps), note: 'now' },
        { label: 'Upload', colour: 'up', value: rate(now?.upBps), note: 'now' },
      ]}
    />
  );
}

function OnlineLegend() {
  const now = useLiveStatus()?.now;
  return <ChartLegend items={[{ value: count(now?.online), note: 'online now' }]} />;
}
