import { useEffect, useState } from 'react';
import { createChartFeed } from '../../ui/chart/chart-data.ts';
import type { ChartModel } from '../../ui/chart/series.ts';
import { ChartLegend, TimeChart } from '../../ui/chart/TimeChart.tsx';
import { type Measured, percent, type Quantity, quantity, threeFigures, ZERO } from '../../ui/formats/quantity.ts';
import { latency } from '../../ui/formats/units.ts';
import { Pane } from '../../ui/pane/Pane.tsx';
import { ReadBody } from '../overview/LivePane.tsx';
import type { Read } from '../overview/use-read.ts';
import { chartOf, type Fleet } from './fleet-data.ts';

/** 98.1 % from the API's 98.1. */
export const percentOf = (value: Measured): Quantity => percent(value == null ? value : value / 100);

/** 0.13/s, 1,240/s. */
export const perSecond = (value: Measured): Quantity =>
  value === 0 ? ZERO : value == null ? percent(value) : quantity(threeFigures(value), '/s');

const requests: ChartModel = {
  ...{ label: 'Requests per second', unit: 'count', format: perSecond, axisWidth: 56 },
  series: [{ id: 'requests', label: 'Answered', colour: 'text-2', kind: 'area' }],
};
const answers: ChartModel = {
  ...{ label: 'RADIUS latency', unit: 'ms', format: latency, axisWidth: 56 },
  series: [
    { id: 'p50', label: 'p50', colour: 'text-2', kind: 'line' },
    { id: 'p99', label: 'p99', colour: 'sev-high', kind: 'line' },
  ],
};
const share = { unit: 'percent', format: percentOf, top: 100, axisWidth: 56 } as const;
const success: ChartModel = {
  ...{ label: 'Logins accepted', ...share },
  series: [{ id: 'success', label: 'Accepted', colour: 'sev-ok', kind: 'line' }],
};
const uptime: ChartModel = {
  ...{ label: 'Routers up', ...share },
  series: [{ id: 'uptime', label: 'Up', colour: 'sev-ok', kind: 'line' }],
};

/** Four charts with one crosshair: how much, how fast, how many accepted, how many routers there. */
export function FleetCharts({ read, steps }: { readonly read: Read<Fleet>; readonly steps: string }) {
  const [feeds] = useState(() => ({
    requests: createChartFeed(),
    answers: createChartFeed(),
    success: createChartFeed(),
    uptime: createChartFeed(),
  }));
  useEffect(() => {
    if (!read.data) return;
    feeds.requests.set(chartOf(read.data, ['requestsPerSecond']));
    feeds.answers.set(chartOf(read.data, ['p50Ms', 'p99Ms']));
    feeds.success.set(chartOf(read.data, ['successPercent']));
    feeds.uptime.set(chartOf(read.data, ['uptimePercent']));
  }, [read.data, feeds]);
  const last = read.data?.series.at(-1);
  const isStale = read.trouble !== null && read.data !== null;
  return (
    <>
      <Pane
        title="Requests"
        column="span 6"
        stale={isStale}
        end={steps}
        legend={<ChartLegend items={[{ label: 'now', value: perSecond(last?.requestsPerSecond) }]} />}
      >
        <ReadBody read={read} noun="The requests">
          {() => <TimeChart model={requests} feed={feeds.requests} syncKey="fleet" />}
        </ReadBody>
      </Pane>
      <Pane
        title="Latency"
        column="span 6"
        stale={isStale}
        end="receipt to reply"
        legend={
          <ChartLegend
            items={[
              { colour: 'text-2', label: 'p50', value: latency(last?.p50Ms) },
              { colour: 'sev-high', label: 'p99', value: latency(last?.p99Ms) },
            ]}
          />
        }
      >
        <ReadBody read={read} noun="The latency">
          {() => <TimeChart model={answers} feed={feeds.answers} syncKey="fleet" />}
        </ReadBody>
      </Pane>
      <Pane
        title="Logins accepted"
        column="span 6"
        stale={isStale}
        end="of those answered"
        legend={<ChartLegend items={[{ label: 'now', value: percentOf(last?.successPercent) }]} />}
      >
        <ReadBody read={read} noun="The logins">
          {() => <TimeChart model={success} feed={feeds.success} syncKey="fleet" />}
        </ReadBody>
      </Pane>
      <Pane
        title="Up"
        column="span 6"
        stale={isStale}
        end="heard, or answering its API"
        legend={<ChartLegend items={[{ label: 'now', value: percentOf(last?.uptimePercent) }]} />}
      >
        <ReadBody read={read} noun="The uptime">
          {() => <TimeChart model={uptime} feed={feeds.uptime} syncKey="fleet" />}
        </ReadBody>
      </Pane>
    </>
  );
}
