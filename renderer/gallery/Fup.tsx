import { useMemo, useState } from 'react';
import { createChartFeed } from '../ui/chart/chart-data.ts';
import type { ChartModel } from '../ui/chart/series.ts';
import { ChartLegend, TimeChart } from '../ui/chart/TimeChart.tsx';
import { Button, Kbd } from '../ui/controls/controls.tsx';
import { Glyph } from '../ui/controls/Glyph.tsx';
import { IconCheck, IconCsv, IconGraph, IconOpenPage, IconReset } from '../ui/controls/icons.ts';
import { type Filter, FilterBar } from '../ui/filters/FilterBar.tsx';
import { useUrlFilters, useUrlSort } from '../ui/filters/use-url-state.ts';
import { count, integer, quantity } from '../ui/formats/quantity.ts';
import { limitPair } from '../ui/formats/units.ts';
import { Value } from '../ui/formats/Value.tsx';
import { LiveMark, ViewFoot, ViewHead } from '../ui/frame/ViewHead.tsx';
import { Stamp } from '../ui/live/Ages.tsx';
import { QuotaBar } from '../ui/marks/BarCell.tsx';
import { DistributionBars } from '../ui/marks/DistributionBars.tsx';
import { Status } from '../ui/marks/SeverityMark.tsx';
import { Sparkline } from '../ui/marks/Sparkline.tsx';
import { StatCard, Stats } from '../ui/marks/StatCard.tsx';
import { tierSeverity } from '../ui/marks/severity.ts';
import { TierLadder } from '../ui/marks/TierLadder.tsx';
import { confirm } from '../ui/overlay/Confirm.tsx';
import { toast } from '../ui/overlay/toasts.ts';
import { Pane } from '../ui/pane/Pane.tsx';
import type { TableColumn } from '../ui/table/columns.ts';
import { orderOf } from '../ui/table/order.ts';
import { createRecordStore } from '../ui/table/record-store.ts';
import { ALL_SELECTED, NOTHING_SELECTED, selectedCount } from '../ui/table/selection.ts';
import type { RowAction } from '../ui/table/TableRow.tsx';
import { useTableColumns } from '../ui/table/use-columns.ts';
import { VirtualTable } from '../ui/table/VirtualTable.tsx';
import { type SampleCounter, sampleCounters, seeded, wave } from './sample.ts';

const now = Date.now();
const counters = sampleCounters(now);
const store = createRecordStore<SampleCounter>();
store.apply(counters.map((counter) => [counter.id, counter] as const));

const columns: readonly TableColumn<SampleCounter>[] = [
  { id: 'username', title: 'Username', width: 132, look: 'name', sort: 'asc', cell: (c) => c.username },
  { id: 'fullName', title: 'Full name', width: 96, dim: true, leaves: 1, cell: (c) => c.fullName },
  { id: 'service', title: 'Service', width: 108, dim: true, leaves: 3, cell: (c) => c.service },
  { id: 'reseller', title: 'Reseller', width: 92, dim: true, leaves: 2, cell: (c) => c.reseller },
  {
    id: 'dailyBytes',
    title: 'Daily used / quota',
    width: 250,
    sort: 'desc',
    cell: (c) => <QuotaBar usedBytes={c.dailyBytes} quotaBytes={c.dailyQuota} figuresWidth={96} />,
  },
  {
    id: 'monthlyBytes',
    title: 'Monthly used / quota',
    width: 260,
    sort: 'desc',
    cell: (c) => <QuotaBar usedBytes={c.monthlyBytes} quotaBytes={c.monthlyQuota} figuresWidth={104} />,
  },
  { id: 'level', title: 'Level', width: 84, sort: 'desc', cell: (c) => <TierLadder level={c.level} /> },
  {
    id: 'isOnline',
    title: 'Online',
    width: 84,
    cell: (c) => (
      <span className={c.isOnline ? 't1' : 't3'}>
        <Status severity={c.isOnline ? 'ok' : 'none'}>{c.isOnline ? 'Online' : 'Offline'}</Status>
      </span>
    ),
  },
  {
    id: 'lastResetAt',
    title: 'Last reset',
    width: 116,
    dim: true,
    align: 'end',
    cell: (c) => <Stamp at={c.lastResetAt} />,
  },
  {
    id: 'speed',
    title: 'Speed now',
    head: 'Speed now ↓/↑',
    width: 120,
    align: 'end',
    cell: (c) => (
      <span className="row" style={{ gap: 6 }}>
        <Value of={limitPair(c.downKbps, c.upKbps)} />
        <span className="ok" style={{ width: 12 }}>
          {c.isOnline && <Glyph icon={IconCheck} size={12} />}
        </span>
      </span>
    ),
  },
];
const sortable = columns.filter((column) => column.sort).map((column) => column.id);
const ownSort = { column: 'level', direction: 'desc' } as const;

const filters: readonly Filter[] = [
  { kind: 'text', id: 'q', label: 'Search' },
  {
    kind: 'one',
    id: 'fup',
    label: 'FUP status',
    options: [
      { value: 'Active', label: 'Active' },
      { value: 'Normal', label: 'Normal' },
    ],
  },
  {
    kind: 'one',
    id: 'quota',
    label: 'Quota',
    options: [
      { value: 'exceeded', label: 'Exceeded' },
      { value: 'warning', label: 'Warning' },
    ],
  },
  {
    kind: 'many',
    id: 'service',
    label: 'Service',
    options: ['Business 30M', 'Fiber 100M', 'Fiber 50M'].map((value) => ({ value, label: value })),
  },
  {
    kind: 'many',
    id: 'reseller',
    label: 'Reseller',
    options: ['Direct', 'north-shop', 'east-shop'].map((value) => ({ value, label: value })),
  },
  { kind: 'flag', id: 'online', label: 'Online', more: true },
];

const actions: readonly RowAction[] = [
  { id: 'reset', label: 'Reset FUP', icon: IconReset, key: 'r' },
  { id: 'graph', label: 'Live graph', icon: IconGraph, key: 'g' },
  { id: 'open', label: 'Open the page', icon: IconOpenPage },
];

const throttled: ChartModel = {
  label: 'Throttled through the day',
  unit: 'count',
  format: count,
  axisWidth: 40,
  series: [
    { id: 'last', label: 'Last Friday', colour: 'text-3', kind: 'dash' },
    { id: 'now', label: 'Throttled', colour: 'sev-high', kind: 'area' },
  ],
};

function throttledFeed() {
  const random = seeded(404);
  const midnight = now - 21.08 * 3_600_000;
  const timesMs = Array.from({ length: 211 }, (_, i) => midnight + (i / 210) * 21.08 * 3_600_000);
  const values = timesMs.map((_, i) => {
    const hour = (i / 210) * 21.08;
    return hour < 0.1 ? 166 : Math.round(20 + 196 * (hour / 21) ** 1.9 + (random() - 0.5) * 5);
  });
  const last = values.map((v, i) => Math.round(v * 0.92 + Math.sin(i / 12) * 5));
  return createChartFeed({ timesMs, values: [last, values], events: [{ atMs: timesMs[1]!, label: 'reset 00:05' }] });
}

const levels = [
  [11070, 96, 48, 31, 19, 12, 8],
  [11118, 71, 40, 28, 14, 9, 4],
] as const;
const rowsOf = (counts: readonly number[]) =>
  counts.map((n, level) => ({
    id: String(level),
    name: `Level ${level}`,
    label: <TierLadder level={level} />,
    count: n,
    fill: `var(--sev-${tierSeverity(level)}-fill)`,
  }));
const trend = (base: number, amplitude: number) => (
  <Sparkline values={wave(seeded(base * 7), 24, base, amplitude)} width={72} height={28} tone="text-2" />
);

export function Fup() {
  const url = useUrlFilters(filters);
  const [sort, setSort] = useUrlSort(sortable, ownSort);
  const layout = useTableColumns('gallery-fup', columns, { sort, onSort: setSort });
  const [selection, setSelection] = useState(NOTHING_SELECTED);
  const [visible, setVisible] = useState({ start: 0, end: 0 });
  const [level, setLevel] = useState<string | null>(null);
  const feed = useMemo(throttledFeed, []);
  const order = useMemo(() => {
    const sign = sort.direction === 'asc' ? 1 : -1;
    const field = sort.column as keyof SampleCounter;
    const kept = counters.filter((c) => level === null || c.level === Number(level));
    kept.sort(
      (a, b) =>
        sign * (Number(a[field]) - Number(b[field])) ||
        b.monthlyBytes / b.monthlyQuota - a.monthlyBytes / a.monthlyQuota,
    );
    return orderOf(kept.map((counter) => counter.id));
  }, [sort, level]);
  const ticked = selectedCount(selection, order.count);
  const active = url.state.fup?.[0] === 'Active';
  const reset = () => {
    toast({
      severity: 'ok',
      title: 'hana.m13 is back at 50/10 M',
      detail: 'Level 6 → 0. Router edge-north-02 read back after 1.1 s.',
      action: { label: 'Undo', run: () => {} },
      stayMs: null,
    });
  };
  const resetAll = () =>
    void confirm({
      title: 'Reset FUP of all 11,284?',
      body: '214 go back to full speed; about +0.9 Gbit/s by 21:06. Daily counters become 0, monthly stay. Undo for 10 min.',
      action: 'Reset all',
      typed: '11284',
    });
  return (
    <>
      <ViewHead
        title="FUP counters"
        status={<LiveMark at={now} staleAfterMs={1e9} />}
        note={<span className="t3">Cycle every 30 s, last 21:04:12 in 1.4 s</span>}
        actions={
          <>
            <span className="fs12 t2">Daily reset at 00:05, in 3 h</span>
            <Button look="ghost" icon={IconCsv}>
              CSV of 214
            </Button>
            <Button look="danger" icon={IconReset} onClick={resetAll}>
              Reset all
            </Button>
          </>
        }
      />
      <Stats>
        <StatCard label="Subscribers" value="11,284" note="in scope, 8,412 online" onToggle={() => {}} />
        <StatCard
          label="Active FUP"
          severity="high"
          value="214"
          note="1.9 %, +6 in an hour"
          trend={trend(214, 40)}
          on={active}
          onToggle={() => url.set(active ? {} : { ...url.state, fup: ['Active'] })}
        />
        <StatCard
          label="Daily quota exceeded"
          severity="crit"
          value="173"
          note="1.5 %, +9 in an hour"
          trend={trend(173, 40)}
          onToggle={() => {}}
        />
        <StatCard
          label="Monthly quota exceeded"
          severity="crit"
          value="166"
          note="1.5 %, −2 since yesterday"
          trend={trend(166, 14)}
          onToggle={() => {}}
        />
        <StatCard
          label="Warning, 80 % and more"
          severity="warn"
          value="418"
          note="41 will cross before 00:05"
          trend={trend(418, 60)}
          onToggle={() => {}}
        />
        <StatCard label="Unlimited" value="1,902" note="16.9 %, no quota set" onToggle={() => {}} />
      </Stats>
      <div
        className="panes fixed"
        style={{ gridTemplate: '232px / 1fr 1fr 1fr', flex: 'none', borderBottom: '1px solid var(--line)' }}
      >
        <Pane title="Daily level" note="subscribers, log scale; click filters">
          <DistributionBars rows={rowsOf(levels[0])} selected={level} onSelect={setLevel} />
        </Pane>
        <Pane title="Monthly level" note="subscribers, log scale; click filters">
          <DistributionBars rows={rowsOf(levels[1])} />
        </Pane>
        <Pane
          title="Throttled through the day"
          legend={
            <ChartLegend
              items={[
                { value: quantity('214'), note: 'now' },
                { label: 'Last Friday', colour: 'text-2', dash: true },
              ]}
            />
          }
        >
          <TimeChart model={throttled} feed={feed} />
        </Pane>
      </div>
      <FilterBar filters={filters} url={url} searchHint="Username or name" searchWidth={232}>
        {ticked > 0 && (
          <>
            <span className="fs12 t2">
              <b className="t1 med">{integer(ticked)}</b> selected of {integer(order.count)}
            </span>
            <Button look="ghost" onClick={() => setSelection(ALL_SELECTED)}>
              Select all {integer(order.count)}
            </Button>
            <Button look="primary" icon={IconReset} onClick={reset}>
              Reset FUP of {integer(ticked)}
            </Button>
          </>
        )}
      </FilterBar>
      <VirtualTable
        label="FUP counters"
        columns={layout}
        order={order}
        useRecord={store.useRecord}
        query={`${url.key} ${sort.column} ${level}`}
        selection={selection}
        onSelection={setSelection}
        actions={actions}
        onAction={reset}
        onVisible={setVisible}
        primary
      />
      <ViewFoot
        keys={
          <>
            <Kbd>Space</Kbd> select <Kbd>R</Kbd> reset <Kbd>Enter</Kbd> open <Kbd>?</Kbd> all keys
          </>
        }
      >
        <span>
          Rows {visible.start + 1}–{visible.end + 1} of {order.count}
        </span>
        <span>Counted bytes; 1 GB = 10⁹</span>
        <span>Level down, then monthly used down</span>
      </ViewFoot>
    </>
  );
}
