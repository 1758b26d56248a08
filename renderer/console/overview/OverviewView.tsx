import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { Output } from '../../../shared/contract/contract.ts';
import { type ChartFeed, createChartFeed } from '../../ui/chart/chart-data.ts';
import type { ChartModel } from '../../ui/chart/series.ts';
import { ChartLegend, TimeChart } from '../../ui/chart/TimeChart.tsx';
import { Button, Seg } from '../../ui/controls/controls.tsx';
import { IconSubscribers } from '../../ui/controls/icons.ts';
import { count } from '../../ui/formats/quantity.ts';
import { volume, volumeNote } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { ViewHead } from '../../ui/frame/ViewHead.tsx';
import { Pane, Panes } from '../../ui/pane/Pane.tsx';
import { EmptyState, ErrorState, SkeletonTable } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';
import './overview.css';

const HOUR = 3_600_000;

const volumeModel: ChartModel = {
  label: 'Volume per hour',
  unit: 'bytes',
  format: volume,
  series: [
    { id: 'down', label: 'Download', direction: 'down', colour: 'down', kind: 'bars' },
    { id: 'up', label: 'Upload', direction: 'up', colour: 'up', kind: 'bars', mirrored: true },
  ],
};
const startsModel: ChartModel = {
  label: 'Sessions begun per hour',
  unit: 'count',
  format: count,
  series: [{ id: 'starts', label: 'Sessions begun', colour: 'text-2', kind: 'bars' }],
};

const ranges = [
  { value: '24', label: '24 h' },
  { value: '168', label: '7 d' },
  { value: '720', label: '30 d' },
] as const;
type Range = (typeof ranges)[number]['value'];

type Top = Output<'overview.top'>['items'];
interface Read {
  readonly top: Top;
  readonly downBytes: number;
  readonly upBytes: number;
}
type State =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly why: string }
  | ({ readonly kind: 'ready' } & Read);

/** Reads one range from the engine into the two charts' feeds; hours without traffic were measured and are zero. */
async function readRange(hours: number, volumes: ChartFeed, starts: ChartFeed): Promise<Read> {
  const toAt = Math.floor(Date.now() / HOUR) * HOUR + HOUR;
  const fromAt = toAt - hours * HOUR;
  const [traffic, top] = await Promise.all([
    engine.call('overview.traffic', { query: { from: fromAt, to: toAt } }),
    engine.call('overview.top', { query: { from: fromAt, to: toAt, limit: 15 } }),
  ]);
  const byHour = new Map(traffic.items.map((item) => [item.hourAt, item]));
  const timesMs = Array.from({ length: hours }, (_, place) => fromAt + place * HOUR);
  const row = (pick: (item: (typeof traffic.items)[number]) => number) =>
    timesMs.map((at) => {
      const item = byHour.get(at);
      return item ? pick(item) : 0;
    });
  const down = row((item) => item.downBytes);
  const up = row((item) => item.upBytes);
  const domain = [fromAt, toAt] as const;
  volumes.set({ timesMs, values: [down, up], domain });
  starts.set({ timesMs, values: [row((item) => item.sessionsStarted)], domain });
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  return { top: top.items, downBytes: sum(down), upBytes: sum(up) };
}

/** The first page: what went through, by hour, and through whom. */
export function OverviewView() {
  const [range, setRange] = useState<Range>('24');
  const [round, setRound] = useState(0);
  const [state, setState] = useState<State>({ kind: 'loading' });
  const [volumes] = useState(() => createChartFeed());
  const [starts] = useState(() => createChartFeed());
  // biome-ignore lint/correctness/useExhaustiveDependencies: a round reads again
  useEffect(() => {
    let left = false;
    readRange(Number(range), volumes, starts).then(
      (read) => !left && setState({ kind: 'ready', ...read }),
      (error: unknown) => !left && setState({ kind: 'failed', why: listTrouble(error) }),
    );
    return () => {
      left = true;
    };
  }, [range, round, volumes, starts]);

  if (state.kind === 'failed') {
    return (
      <>
        <ViewHead title="Overview" />
        <ErrorState
          title="The traffic could not be read"
          actions={
            <Button look="primary" onClick={() => setRound(round + 1)}>
              Try again
            </Button>
          }
        >
          {state.why}
        </ErrorState>
      </>
    );
  }
  return (
    <>
      <ViewHead
        title="Overview"
        actions={<Seg label="Range" tall options={ranges} value={range} onChange={setRange} />}
      />
      <Panes template="minmax(0,3fr) minmax(0,2fr) / minmax(0,2fr) minmax(0,1fr)">
        <Pane
          title="Volume"
          legend={
            state.kind === 'ready' && (
              <ChartLegend
                items={[
                  { label: 'Download', colour: 'down', value: volume(state.downBytes) },
                  { label: 'Upload', colour: 'up', value: volume(state.upBytes) },
                ]}
              />
            )
          }
          end={`per hour, ${volumeNote()}`}
        >
          <TimeChart model={volumeModel} feed={volumes} syncKey="overview" />
        </Pane>
        <Pane title="Top subscribers by volume" row="span 2" end={<Link href="/subscribers">All subscribers</Link>}>
          {state.kind === 'loading' ? (
            <SkeletonTable rows={15} columns={[{ width: 40 }, { width: 40 }, { width: 20, end: true }]} />
          ) : (
            <TopSubscribers top={state.top} />
          )}
        </Pane>
        <Pane title="Sessions begun" end="per hour">
          <TimeChart model={startsModel} feed={starts} syncKey="overview" />
        </Pane>
      </Panes>
    </>
  );
}

function TopSubscribers({ top }: { readonly top: Top }) {
  const first = top[0];
  if (!first) {
    return (
      <EmptyState icon={IconSubscribers} title="No traffic in this range">
        The first interim update or router poll fills this list.
      </EmptyState>
    );
  }
  const most = Math.max(1, first.downBytes + first.upBytes);
  return (
    <table className="tbl">
      <colgroup>
        <col className="top-user" />
        <col />
        <col className="top-total" />
      </colgroup>
      <thead>
        <tr>
          <th>User</th>
          <th>Share of the first</th>
          <th className="num sort">Total</th>
        </tr>
      </thead>
      <tbody>
        {top.map((each) => (
          <tr key={each.subscriberId}>
            <td className="name id" title={each.fullName}>
              {each.username}
            </td>
            <td>
              <span className="top-bar" aria-hidden="true">
                <span className="down" style={{ width: `${(each.downBytes / most) * 100}%` }} />
                <span className="up" style={{ width: `${(each.upBytes / most) * 100}%` }} />
              </span>
            </td>
            <td className="num">
              <Value of={volume(each.downBytes + each.upBytes)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
