import { useEffect, useMemo, useState } from 'react';
import type { Output } from '../../../shared/contract/contract.ts';
import { createChartFeed } from '../../ui/chart/chart-data.ts';
import type { ChartModel } from '../../ui/chart/series.ts';
import { ChartLegend, TimeChart } from '../../ui/chart/TimeChart.tsx';
import { volume } from '../../ui/formats/units.ts';
import { useZone } from '../../ui/live/Ages.tsx';
import { engine } from '../engine.ts';
import { ReadPane } from './ReadPane.tsx';
import { dayBars, dayRange } from './usage-days.ts';
import { useReading } from './use-reading.ts';

const DAYS = 30;

/** Raw bytes of the last thirty quota days, one bar each, against the daily quota. */
export function UsageDays({ id, detail }: { readonly id: number; readonly detail: Output<'subscriber.get'> | null }) {
  const zone = useZone();
  const reading = useReading(
    `days ${id} ${zone}`,
    () => engine.call('subscriber.usage', { params: { id }, query: dayRange(Date.now(), zone, DAYS) }),
    60_000,
  );
  const quotaBytes = detail?.daily.quotaBytes ?? 0;
  const [feed] = useState(() => createChartFeed());
  const model = useMemo<ChartModel>(
    () => ({
      label: 'Usage by day',
      unit: 'bytes',
      format: volume,
      series: [
        { id: 'down', label: 'Download', direction: 'down', colour: 'down', kind: 'bars' },
        { id: 'up', label: 'Upload', direction: 'up', colour: 'up', kind: 'bars', stackedOn: 'down' },
      ],
      limits: quotaBytes > 0 ? [{ value: quotaBytes, label: '', colour: 'text-1' }] : [],
      axisWidth: 56,
    }),
    [quotaBytes],
  );
  const { data } = reading;
  const daily = detail?.daily;
  useEffect(() => {
    if (!data) return;
    const today = { downBytes: daily?.downBytes ?? 0, upBytes: daily?.upBytes ?? 0 };
    feed.set(dayBars(data.items, today, { nowMs: Date.now(), zone, days: DAYS }));
  }, [data, daily?.downBytes, daily?.upBytes, zone, feed]);
  return (
    <ReadPane
      title="Days"
      what="The days"
      reading={reading}
      skeletonLines={6}
      legend={
        <ChartLegend
          items={[
            { colour: 'down', label: 'Download' },
            { colour: 'up', label: 'Upload' },
            ...(quotaBytes > 0
              ? [{ colour: 'text-1', dash: true, label: 'Quota', value: volume(quotaBytes) } as const]
              : []),
          ]}
        />
      }
      end={<span>30 d, one bar = one quota day</span>}
    >
      {() => <TimeChart model={model} feed={feed} />}
    </ReadPane>
  );
}
