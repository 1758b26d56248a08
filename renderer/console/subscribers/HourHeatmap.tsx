import { useMemo, useState } from 'react';
import { Heatmap } from '../../ui/chart/Heatmap.tsx';
import { Seg } from '../../ui/controls/controls.tsx';
import { IconHeatmaps } from '../../ui/controls/icons.ts';
import { volume } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { useZone } from '../../ui/live/Ages.tsx';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { HEATMAP_DAYS, heatmapFrom, hourExtremes, hourMeans, type UsageDirection } from './hour-means.ts';
import { ReadPane } from './ReadPane.tsx';
import { useReading } from './use-reading.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const rows = weekdays.map((name) => ({ name, short: name.slice(0, 3) }));
const hourText = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
const columns = Array.from({ length: 24 }, (_, hour) => ({
  name: hourText(hour),
  short: hour % 3 === 0 ? String(hour).padStart(2, '0') : null,
}));

const directions = [
  { value: 'down', label: 'Download' },
  { value: 'up', label: 'Upload' },
  { value: 'both', label: 'Both' },
] as const;

/** When the line is used: the mean of each hour of each weekday over thirty days. */
export function HourHeatmap({ id }: { readonly id: number }) {
  const zone = useZone();
  const [of, setOf] = useState<UsageDirection>('down');
  const reading = useReading(
    `hours ${id}`,
    async () => {
      const toMs = Date.now();
      const fromMs = heatmapFrom(toMs);
      const { items } = await engine.call('subscriber.hours', { params: { id }, query: { from: fromMs, to: toMs } });
      return { items, fromMs, toMs };
    },
    300_000,
  );
  const { data } = reading;
  const cells = useMemo(() => {
    if (!data) return null;
    // Before the first hour with usage nobody was watching: a week-old subscriber has no mean of thirty days.
    const first = Math.min(...data.items.map(({ hourAt }) => hourAt), data.toMs);
    return hourMeans(data.items, of, { fromMs: Math.max(first, data.fromMs), toMs: data.toMs, zone });
  }, [data, of, zone]);
  const extremes = useMemo(() => (cells ? hourExtremes(cells) : null), [cells]);
  return (
    <ReadPane
      title="Hour × day"
      what="The hours"
      reading={reading}
      padded
      skeletonLines={7}
      end={<Seg label="Direction" options={directions} value={of} onChange={setOf} />}
    >
      {() =>
        cells && extremes ? (
          <div className="hours">
            <Heatmap
              label="Usage by weekday and hour"
              rows={rows}
              columns={columns}
              cells={cells}
              format={volume}
              direction={of}
              legend={`Volume in the hour, mean of ${HEATMAP_DAYS} d`}
            />
            <p className="fs12 t2">
              Busiest: {weekdays[extremes.busiest[0]]} {hourText(extremes.busiest[1])},{' '}
              <b className="med t1">
                <Value of={volume(cells[extremes.busiest[0]]?.[extremes.busiest[1]])} />
              </b>
              .{extremes.quiet && ` Quiet ${hourText(extremes.quiet[0])} – ${hourText(extremes.quiet[1])}.`}
            </p>
          </div>
        ) : (
          <EmptyState icon={IconHeatmaps} title="No whole hour was used yet">
            The first appears after the hour in which the subscriber dialled in.
          </EmptyState>
        )
      }
    </ReadPane>
  );
}
