import { useState } from 'react';
import { useLocation } from 'wouter';
import { Button, Kbd, Seg } from '../../ui/controls/controls.tsx';
import { IconFup, IconOpenPage, IconReset } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { integer } from '../../ui/formats/quantity.ts';
import { volumeNote } from '../../ui/formats/units.ts';
import { Stamp } from '../../ui/live/Ages.tsx';
import { TierLadder } from '../../ui/marks/TierLadder.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import { ALL_SELECTED } from '../../ui/table/selection.ts';
import type { RowAction } from '../../ui/table/TableRow.tsx';
import { type ListTools, ListView } from '../list/ListView.tsx';
import type { ListRecord } from '../list/use-list.ts';
import { useSession } from '../session.ts';
import { accountColumn, quotaFilter } from '../subscribers/account-columns.tsx';
import { FupCards, FupLevels } from './FupFigures.tsx';
import type { LevelKind } from './fup-words.ts';
import { resetAll, resetOne, resetTicked } from './reset.ts';
import { UndoBar } from './UndoBar.tsx';
import { useFupStats } from './use-fup-stats.ts';
import { useUndoable } from './use-undoable.ts';

type Row = ListRecord<'fup.list'>;

const columns: readonly TableColumn<Row>[] = [
  accountColumn.username,
  { ...accountColumn.fullName, width: 108, leaves: 1 },
  { ...accountColumn.service, width: 108, leaves: 3 },
  {
    id: 'reseller',
    title: 'Reseller',
    width: 92,
    dim: true,
    sort: 'asc',
    leaves: 2,
    cell: (s) => s.resellerName ?? 'Direct',
    csv: (s) => s.resellerName,
  },
  accountColumn.dailyPercent,
  accountColumn.monthlyPercent,
  {
    id: 'fup',
    title: 'Daily level',
    head: 'Level',
    width: 84,
    sort: 'desc',
    cell: (s) => <TierLadder level={s.fupLevel} />,
    csv: (s) => s.fupLevel,
  },
  {
    id: 'monthlyFupLevel',
    title: 'Monthly level',
    head: 'Monthly',
    width: 84,
    sort: 'desc',
    leaves: 4,
    cell: (s) => <TierLadder level={s.monthlyFupLevel} />,
    csv: (s) => s.monthlyFupLevel,
  },
  accountColumn.online,
  {
    id: 'lastDailyReset',
    title: 'Last reset',
    width: 120,
    dim: true,
    align: 'end',
    sort: 'desc',
    cell: (s) => <Stamp at={s.daily.sinceAt} />,
    csv: (s) => new Date(s.daily.sinceAt).toISOString(),
  },
];

const levels = [0, 1, 2, 3, 4, 5, 6].map((level) => ({ value: String(level), label: `Level ${level}` }));

const filters: readonly Filter[] = [
  { kind: 'text', id: 'q', label: 'Search' },
  {
    kind: 'one',
    id: 'fup',
    label: 'FUP status',
    options: [
      { value: 'active', label: 'Active' },
      { value: 'monthly-active', label: 'Active monthly' },
      { value: 'effective-active', label: 'Active, either' },
      { value: 'normal', label: 'Normal' },
    ],
  },
  quotaFilter,
  { kind: 'one', id: 'fupLevel', label: 'Daily level', options: levels, more: true },
  { kind: 'one', id: 'monthlyFupLevel', label: 'Monthly level', options: levels, more: true },
  { kind: 'one', id: 'effectiveLevel', label: 'Effective level', options: levels, more: true },
  { kind: 'flag', id: 'online', label: 'Online' },
];

const sort = { column: 'fup', direction: 'desc' } as const;

const openPage: RowAction = { id: 'open', label: 'Open the subscriber', icon: IconOpenPage };
const resetRow: RowAction = { id: 'reset', label: 'Reset FUP', icon: IconReset, key: 'r' };

const kindOptions = [
  { value: 'daily', label: 'Daily' },
  { value: 'monthly', label: 'Monthly' },
  { value: 'effective', label: 'Effective' },
] as const;

/** Who is throttled and who is about to be, and the way back to full speed (F067–F087). */
export function FupView() {
  const [, navigate] = useLocation();
  const may = useSession(({ session }) => (session.kind === 'signed-in' ? session.operator.permissions : []));
  const [kind, setKind] = useState<LevelKind>('daily');
  const { stats, refresh: countAgain } = useFupStats();
  const undoable = useUndoable();
  const refresh = () => {
    countAgain();
    undoable.refresh();
  };
  const mayReset = may.includes('fup.reset');
  const open = (key: string | number) => navigate(`/subscribers/${key}`);
  return (
    <ListView
      list="fup.list"
      title="FUP counters"
      noun="subscribers"
      columns={columns}
      filters={filters}
      searchHint="Username or name"
      sort={sort}
      empty={{ icon: IconFup, title: 'No subscribers yet', text: 'Counters appear with the first subscriber.' }}
      actions={(tools) => (
        <>
          <Seg label="Level" tall options={kindOptions} value={kind} onChange={setKind} />
          {may.includes('fup.reset_all') && stats !== null && (
            <Button look="danger" icon={IconReset} onClick={() => void resetAll(stats.total, { ...tools, refresh })}>
              Reset all
            </Button>
          )}
        </>
      )}
      above={({ url, reload }) => (
        <>
          <FupCards stats={stats} kind={kind} url={url} />
          <FupLevels stats={stats} kind={kind} url={url} />
          {mayReset && (
            <UndoBar
              resets={undoable.resets}
              mayResetAll={may.includes('fup.reset_all')}
              onDone={() => {
                reload();
                refresh();
              }}
            />
          )}
        </>
      )}
      {...(mayReset ? { bulk: (tools: Tools) => <BulkReset tools={{ ...tools, refresh }} /> } : {})}
      rowActions={mayReset ? [resetRow, openPage] : [openPage]}
      onAction={(action, target, tools) => {
        if (target.kind === 'ticked') return void resetTicked({ ...tools, refresh });
        const record = tools.record(target.key);
        if (action.id === 'open') open(target.key);
        else if (record) void resetOne(record, { ...tools, refresh });
      }}
      onOpen={open}
      keys={
        mayReset && (
          <>
            <Kbd>Space</Kbd> select <Kbd>R</Kbd> reset{' '}
          </>
        )
      }
      foot={
        <>
          <span>Counted bytes; {volumeNote()}</span>
          <span>Level down, then monthly used down</span>
        </>
      }
    />
  );
}

type Tools = ListTools<Row>;

/** What is ticked, all that match, and the act with its number on it (F087). */
function BulkReset({ tools }: { readonly tools: Tools & { readonly refresh: () => void } }) {
  const { ticked, total, setSelection } = tools;
  return (
    <>
      <span className="fs12 t2">
        <b className="t1 med">{integer(ticked)}</b> selected of {integer(total ?? 0)}
      </span>
      {total !== null && ticked < total && (
        <Button look="ghost" onClick={() => setSelection(ALL_SELECTED)}>
          Select all {integer(total)}
        </Button>
      )}
      <Button look="primary" icon={IconReset} onClick={() => void resetTicked(tools)}>
        Reset FUP of {integer(ticked)}
      </Button>
    </>
  );
}
