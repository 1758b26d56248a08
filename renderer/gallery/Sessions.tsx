import { useEffect, useMemo, useState } from 'react';
import { createChartFeed } from '../ui/chart/chart-data.ts';
import type { ChartModel } from '../ui/chart/series.ts';
import { TimeChart } from '../ui/chart/TimeChart.tsx';
import { Button, Kbd, Seg } from '../ui/controls/controls.tsx';
import { Glyph } from '../ui/controls/Glyph.tsx';
import {
  IconBoost,
  IconCheck,
  IconCsv,
  IconDisconnect,
  IconGraph,
  IconReset,
  IconRouters,
} from '../ui/controls/icons.ts';
import { type Filter, FilterBar } from '../ui/filters/FilterBar.tsx';
import { useUrlFilters, useUrlParam, useUrlSort } from '../ui/filters/use-url-state.ts';
import { integer } from '../ui/formats/quantity.ts';
import { limitPair, rate, rateInFull, volume } from '../ui/formats/units.ts';
import { Arrow, Unit, Value } from '../ui/formats/Value.tsx';
import { LiveMark, ViewFoot, ViewHead } from '../ui/frame/ViewHead.tsx';
import { Since } from '../ui/live/Ages.tsx';
import { QuotaBar } from '../ui/marks/BarCell.tsx';
import { Badge, SeverityMark } from '../ui/marks/SeverityMark.tsx';
import { Sparkline } from '../ui/marks/Sparkline.tsx';
import { TierLadder } from '../ui/marks/TierLadder.tsx';
import { confirm } from '../ui/overlay/Confirm.tsx';
import { Drawer, DrawerSection, Facts, WithDrawer } from '../ui/overlay/Drawer.tsx';
import { toast } from '../ui/overlay/toasts.ts';
import { NoMatch } from '../ui/states/StateViews.tsx';
import { ColumnChooser } from '../ui/table/ColumnChooser.tsx';
import type { TableColumn } from '../ui/table/columns.ts';
import { orderOf, type RowKey } from '../ui/table/order.ts';
import { createRecordStore } from '../ui/table/record-store.ts';
import { NOTHING_SELECTED } from '../ui/table/selection.ts';
import type { RowAction } from '../ui/table/TableRow.tsx';
import { useTableColumns } from '../ui/table/use-columns.ts';
import { VirtualTable } from '../ui/table/VirtualTable.tsx';
import { type SampleSession, sampleSessions, seeded, wave } from './sample.ts';

const columns: readonly TableColumn<SampleSession>[] = [
  {
    id: 'username',
    title: 'User',
    width: 110,
    look: 'name',
    sort: 'asc',
    cell: (s) => s.username,
    csv: (s) => s.username,
  },
  {
    id: 'service',
    title: 'Service',
    width: 98,
    dim: true,
    sort: 'asc',
    leaves: 5,
    cell: (s) => s.service,
    csv: (s) => s.service,
  },
  {
    id: 'nas',
    title: 'NAS',
    width: 104,
    dim: true,
    look: 'id',
    sort: 'asc',
    leaves: 4,
    cell: (s) => s.nas,
    csv: (s) => s.nas,
  },
  {
    id: 'framedIp',
    title: 'Framed IP',
    width: 108,
    dim: true,
    sort: 'asc',
    cell: (s) => s.framedIp,
    copy: (s) => s.framedIp,
  },
  { id: 'mac', title: 'MAC', width: 130, dim: true, look: 'id', leaves: 1, cell: (s) => s.mac, copy: (s) => s.mac },
  {
    id: 'startAt',
    title: 'Up since',
    head: 'Up',
    width: 78,
    dim: true,
    align: 'end',
    sort: 'desc',
    cell: (s) => <Since at={s.startAt} />,
  },
  {
    id: 'downBps',
    title: 'Download now',
    head: '↓ now',
    width: 120,
    align: 'end',
    sort: 'desc',
    cell: (s) => (
      <span className="vt-pair">
        <Sparkline values={s.trend} width={52} height={20} max={s.downKbps * 1000} />
        <Value of={rate(s.downBps)} />
      </span>
    ),
  },
  {
    id: 'upBps',
    title: 'Upload now',
    head: '↑ now',
    width: 66,
    align: 'end',
    sort: 'desc',
    cell: (s) => <Value of={rate(s.upBps)} />,
  },
  {
    id: 'downBytes',
    title: 'Download total',
    head: '↓ total',
    width: 68,
    align: 'end',
    sort: 'desc',
    leaves: 3,
    cell: (s) => <Value of={volume(s.downBytes)} />,
  },
  {
    id: 'upBytes',
    title: 'Upload total',
    head: '↑ total',
    width: 66,
    align: 'end',
    dim: true,
    sort: 'desc',
    leaves: 2,
    cell: (s) => <Value of={volume(s.upBytes)} />,
  },
  {
    id: 'level',
    title: 'FUP level',
    head: 'FUP',
    width: 66,
    sort: 'desc',
    cell: (s) => <TierLadder level={s.level} />,
  },
  {
    id: 'applied',
    title: 'Applied speed',
    head: 'Applied ↓/↑',
    width: 110,
    align: 'end',
    cell: (s) => (
      <span className="row" style={{ gap: 6 }}>
        <Value of={limitPair(s.downKbps, s.upKbps)} />
        <span className={s.isVerified ? 'ok' : undefined} style={{ width: 12 }}>
          {s.isVerified ? (
            <Glyph icon={IconCheck} size={12} />
          ) : (
            <SeverityMark severity="warn" size={10} label="not read back" />
          )}
        </span>
      </span>
    ),
  },
];
const sortable = columns.filter((column) => column.sort).map((column) => column.id);
const ownSort = { column: 'downBps', direction: 'desc' } as const;

const filters: readonly Filter[] = [
  { kind: 'text', id: 'q', label: 'Search' },
  {
    kind: 'many',
    id: 'service',
    label: 'Service',
    options: ['Home 10M', 'Home 20M', 'Fiber 50M', 'Fiber 100M', 'Business 30M', 'Night 8M'].map((value) => ({
      value,
      label: value,
    })),
  },
  {
    kind: 'one',
    id: 'nas',
    label: 'NAS',
    options: [
      'edge-north-01',
      'edge-north-02',
      'edge-south-01',
      'edge-south-02',
      'edge-east-01',
      'edge-west-01',
      'tower-04',
      'tower-07',
      'tower-11',
      'core-bng-01',
    ].map((value) => ({ value, label: value })),
  },
  {
    kind: 'one',
    id: 'level',
    label: 'FUP level',
    options: [1, 2, 3, 4, 5, 6].map((n) => ({ value: `${n}`, label: `Level ${n}` })),
  },
  { kind: 'flag', id: 'throttled', label: 'Throttled', count: 214 },
  { kind: 'flag', id: 'unverified', label: 'Unverified rate', count: 31 },
  { kind: 'flag', id: 'orphan', label: 'Orphans', count: 2, more: true },
  {
    kind: 'one',
    id: 'realm',
    label: 'Realm',
    more: true,
    options: [
      { value: 'home', label: 'home' },
      { value: 'biz', label: 'biz' },
    ],
  },
];

const actions: readonly RowAction[] = [
  { id: 'graph', label: 'Live graph', icon: IconGraph, key: 'g' },
  { id: 'reset', label: 'Reset FUP', icon: IconReset, key: 'r' },
  { id: 'boost', label: 'Boost', icon: IconBoost, key: 'b' },
  { id: 'router', label: 'Open the router', icon: IconRouters },
  { id: 'kick', label: 'Disconnect', icon: IconDisconnect, key: 'd' },
];

const live: ChartModel = {
  label: 'Live rate',
  unit: 'bps',
  format: rate,
  axisWidth: 44,
  timeAxis: 'ago',
  series: [
    { id: 'down', label: 'Download', direction: 'down', colour: 'down', kind: 'area' },
    { id: 'up', label: 'Upload', direction: 'up', colour: 'up', kind: 'line' },
  ],
  limits: [{ value: 100e6, label: 'limit', colour: 'text-3' }],
};

const howMany = Number(new URLSearchParams(location.search).get('rows') ?? 8412);
const store = createRecordStore<SampleSession>();
const all = sampleSessions(howMany, Date.now());
store.apply(all.map((session) => [session.id, session] as const));

/** Every session a new rate, once a second, as the live topic will do it. */
function tick(): void {
  store.apply(
    all.map((session) => {
      const known = store.get(session.id) ?? session;
      const downBps = Math.max(0, known.downBps * (0.94 + Math.random() * 0.12));
      return [
        session.id,
        {
          ...known,
          downBps,
          upBps: known.upBps * (0.94 + Math.random() * 0.12),
          trend: [...known.trend.slice(1), downBps],
        },
      ] as const;
    }),
  );
}

export function Sessions() {
  const url = useUrlFilters(filters);
  const [sort, setSort] = useUrlSort(sortable, ownSort);
  const [openId, setOpenId] = useUrlParam('open');
  const layout = useTableColumns('gallery-sessions', columns, { sort, onSort: setSort });
  const [selection, setSelection] = useState(NOTHING_SELECTED);
  const [visible, setVisible] = useState({ start: 0, end: 0 });
  const [held, setHeld] = useState(false);
  const [version, setVersion] = useState(0);
  useEffect(() => {
    if (!location.search.includes('live')) return;
    const timer = setInterval(() => {
      tick();
      setVersion((n) => n + 1);
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a tick may change the order
  const order = useMemo(() => {
    const q = url.state.q?.[0]?.toLowerCase();
    const services = url.state.service;
    const nas = url.state.nas?.[0];
    const kept = all
      .map((session) => store.get(session.id) ?? session)
      .filter((s) => !q || s.username.includes(q) || s.framedIp.includes(q))
      .filter((s) => !services || services.includes(s.service))
      .filter((s) => !nas || s.nas === nas)
      .filter((s) => !url.state.throttled || s.level > 0);
    const sign = sort.direction === 'asc' ? 1 : -1;
    const field = sort.column as keyof SampleSession;
    kept.sort((a, b) => (a[field] < b[field] ? -sign : a[field] > b[field] ? sign : 0));
    return orderOf(kept.map((session) => session.id));
  }, [url.key, sort, version]);
  const open = openId === null ? undefined : store.get(Number(openId));
  const step = (by: number) => {
    const at = openId === null ? -1 : order.indexOf(Number(openId));
    const key = order.keyAt(at + by);
    if (key !== undefined) setOpenId(String(key), 'replace');
  };
  const act = async (action: RowAction, keys: string) => {
    if (action.id === 'kick') {
      const sure = await confirm({
        title: `Disconnect ${keys}?`,
        body: 'They dial in again by themselves, usually within 5 s.',
        action: 'Disconnect',
      });
      if (!sure) return;
    }
    toast({
      severity: 'ok',
      title: `${action.label}: ${keys}`,
      detail: 'Router read back after 1.1 s.',
      action: { label: 'Undo', run: () => {} },
    });
  };
  return (
    <>
      <ViewHead
        title="Live sessions"
        status={<LiveMark at={Date.now()} staleAfterMs={1e9} />}
        note={
          <>
            {integer(order.count)} open<span className="t3">, 38 more than an hour ago</span>
          </>
        }
        actions={
          <>
            <ColumnChooser columns={layout} />
            <Button look="ghost" icon={IconCsv}>
              CSV of {integer(order.count)}
            </Button>
          </>
        }
      />
      <WithDrawer drawer={open && <SessionDrawer session={open} onClose={() => setOpenId(null)} onStep={step} />}>
        <FilterBar filters={filters} url={url} searchHint="User, IP, MAC, phone" />
        <VirtualTable
          label="Live sessions"
          columns={layout}
          order={order}
          useRecord={store.useRecord}
          query={`${url.key} ${sort.column} ${sort.direction}`}
          selection={selection}
          onSelection={setSelection}
          openKey={openId === null ? null : Number(openId)}
          onOpen={(key: RowKey) => setOpenId(String(key), openId === null ? 'push' : 'replace')}
          actions={actions}
          onAction={(action, target) =>
            void act(
              action,
              target.kind === 'row' ? (store.get(target.key)?.username ?? '') : `${integer(target.count)} sessions`,
            )
          }
          onCopied={(text) => toast({ severity: 'ok', title: `Copied ${text}`, stayMs: 1500 })}
          onVisible={setVisible}
          onHeld={setHeld}
          primary
          empty={
            <NoMatch
              title={`None of ${integer(all.length)} sessions match`}
              actions={<Button onClick={() => url.set({})}>Clear all</Button>}
            >
              The filter in the bar leaves nothing.
            </NoMatch>
          }
        />
        <ViewFoot
          keys={
            <>
              <Kbd>J</Kbd>
              <Kbd>K</Kbd> move <Kbd>Enter</Kbd> panel <Kbd>D</Kbd> disconnect <Kbd>?</Kbd> all keys
            </>
          }
        >
          <span>
            Rows {integer(visible.start + 1)}–{integer(visible.end + 1)} of {integer(order.count)}
          </span>
          <span>bit/s, 5 s mean</span>
          <span>{held ? 'Order held while the pointer is over the table' : 'Highest first'}</span>
        </ViewFoot>
      </WithDrawer>
    </>
  );
}

const now = Date.now();

function SessionDrawer({
  session,
  onClose,
}: {
  readonly session: SampleSession;
  readonly onClose: () => void;
  readonly onStep: (by: number) => void;
}) {
  const [range, setRange] = useState('2');
  const feed = useMemo(() => {
    const random = seeded(session.id + 5);
    const down = wave(random, 120, session.downBps * 0.97, session.downBps * 0.3).map((v) =>
      Math.min(session.downKbps * 980, v),
    );
    const timesMs = down.map((_, i) => now - 120_000 + i * 1000);
    return createChartFeed({
      timesMs,
      values: [down, down.map((v) => v * 0.09 + random() * 1.5e6)],
      domain: [now - 120_000, now],
    });
  }, [session.id, session.downBps, session.downKbps]);
  const model = useMemo(
    () => ({ ...live, limits: [{ value: session.downKbps * 1000, label: 'limit', colour: 'text-3' }] }),
    [session.downKbps],
  );
  return (
    <Drawer
      title={session.username}
      label={`Session of ${session.username}`}
      badge={<Badge severity="ok">Online</Badge>}
      onClose={onClose}
      onOpenPage={() => {}}
      footer={
        <>
          <Button icon={IconReset}>Reset FUP</Button>
          <Button icon={IconBoost}>Boost</Button>
          <Button look="danger" icon={IconDisconnect}>
            Disconnect
          </Button>
        </>
      }
    >
      <DrawerSection>
        <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', paddingTop: 4 }}>
          <div>
            <div className="fs11 t3">
              <Arrow to="down" /> Download
            </div>
            <Value className="bignum" of={rateInFull(session.downBps)} />
          </div>
          <div>
            <div className="fs11 t3">
              <Arrow to="up" /> Upload
            </div>
            <Value className="bignum" of={rateInFull(session.upBps)} />
          </div>
        </div>
        <div style={{ margin: '8px -16px 0' }}>
          <TimeChart model={model} feed={feed} height={128} />
        </div>
        <div className="row fs11 t3" style={{ marginTop: 4 }}>
          <span className="live">Torch 4 s</span>
          <span>edge load 0.2 %</span>
          <span className="grow" />
          <Seg
            label="Range"
            value={range}
            onChange={setRange}
            options={[
              { value: '2', label: '2 min' },
              { value: '15', label: '15 min' },
              { value: '24', label: '24 h' },
            ]}
          />
        </div>
      </DrawerSection>
      <DrawerSection title="Usage">
        <div className="row fs12" style={{ height: 24 }}>
          <span className="t3" style={{ width: 44 }}>
            Today
          </span>
          <QuotaBar usedBytes={38.2e9} quotaBytes={80e9} />
        </div>
        <div className="row fs12" style={{ height: 24 }}>
          <span className="t3" style={{ width: 44 }}>
            Month
          </span>
          <QuotaBar usedBytes={1.01e12} quotaBytes={1.5e12} />
        </div>
      </DrawerSection>
      <DrawerSection title="Session">
        <Facts
          rows={[
            [
              'Acct-Session-Id',
              <span key="s" className="mono">
                81F0A3C4
              </span>,
            ],
            ['Framed IP', session.framedIp],
            [
              'MAC',
              <span key="m" className="id">
                {session.mac}
              </span>,
            ],
            [
              'Router',
              <span key="r" className="id">
                {session.nas}
              </span>,
            ],
            ['Up since', <Since key="u" at={session.startAt} />],
            [
              'Total',
              <span key="t">
                <Value of={volume(session.downBytes)} direction="down" /> &nbsp;
                <Value of={volume(session.upBytes)} direction="up" />
              </span>,
            ],
            [
              'Last interim',
              <span key="l">
                12 s ago <Unit>3 sources agree</Unit>
              </span>,
            ],
          ]}
        />
      </DrawerSection>
    </Drawer>
  );
}
