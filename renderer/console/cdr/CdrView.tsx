import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { Button, Kbd } from '../../ui/controls/controls.tsx';
import { IconCallRecords, IconCsv, IconReset, IconSearch } from '../../ui/controls/icons.ts';
import { type Filter, FilterBar } from '../../ui/filters/FilterBar.tsx';
import { type FilterState, isFiltered, NO_FILTERS } from '../../ui/filters/url-filters.ts';
import { useUrlFilters, useUrlParam, useUrlSort } from '../../ui/filters/use-url-state.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { durationText } from '../../ui/formats/times.ts';
import { volume, volumeNote } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { ViewFoot, ViewHead } from '../../ui/frame/ViewHead.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { EmptyState, ErrorState, NoMatch } from '../../ui/states/StateViews.tsx';
import { ColumnChooser } from '../../ui/table/ColumnChooser.tsx';
import type { Sort } from '../../ui/table/columns.ts';
import { useTableColumns } from '../../ui/table/use-columns.ts';
import { useCsvExport } from '../../ui/table/use-csv-export.ts';
import { VirtualTable } from '../../ui/table/VirtualTable.tsx';
import { listTrouble } from '../list/use-list.ts';
import { causeWords } from './causes.ts';
import { callRecordColumns } from './columns.tsx';
import { periods } from './periods.ts';
import { allCallRecords, type CdrTotals, useCallRecords } from './use-call-records.ts';
import { type NasChoice, useNasChoices } from './use-nas-choices.ts';
import { WhoHad } from './WhoHad.tsx';

const causeOptions = Object.entries(causeWords).map(([value, words]) => ({ value, label: `${value}: ${words}` }));

const filtersOf = (nas: readonly NasChoice[]): readonly Filter[] => [
  { kind: 'text', id: 'q', label: 'Search' },
  { kind: 'one', id: 'period', label: 'Ended in', options: periods },
  { kind: 'one', id: 'nasId', label: 'NAS', options: nas },
  { kind: 'one', id: 'cause', label: 'Cause', options: causeOptions },
  { kind: 'flag', id: 'orphan', label: 'Orphans' },
];
/** What the address may hold, whether or not the choices are read yet. */
const specs = filtersOf([]);

const ownSort = { column: 'stopAt', direction: 'desc' } as const;
const sortable = callRecordColumns.filter((column) => column.sort).map((column) => column.id);

/** Closed sessions, the newest first unless another order is asked for, with the totals of what is filtered. */
export function CdrView() {
  const [, navigate] = useLocation();
  const url = useUrlFilters(specs);
  const nas = useNasChoices();
  const filters = useMemo(() => filtersOf(nas), [nas]);
  const [sort, setSort] = useUrlSort(sortable, ownSort);
  const cdr = useCallRecords(url.state, url.key, sort);
  const layout = useTableColumns('cdr', callRecordColumns, { sort, onSort: setSort });
  const [asking, setAsking] = useUrlParam('who-had');
  const [visible, setVisible] = useState({ start: 0, end: 0 });
  const { order, total, status, error } = cdr.state;
  const openPage = (key: string | number) => {
    const subscriberId = cdr.records.get(key)?.subscriberId;
    if (subscriberId != null) navigate(`/subscribers/${subscriberId}`);
  };
  return (
    <>
      <ViewHead
        title="Call records"
        note={cdr.totals ? <Totals of={cdr.totals} /> : undefined}
        actions={
          <>
            <Button look="ghost" icon={IconSearch} aria-expanded={asking !== null} onClick={() => setAsking('')}>
              Who had an address?
            </Button>
            <ColumnChooser columns={layout} />
            <Button look="ghost" icon={IconReset} onClick={cdr.reload}>
              Read again
            </Button>
            {total !== null && total > 0 && <CdrCsv filters={url.state} sort={sort} total={total} />}
          </>
        }
      />
      {asking !== null && <WhoHad address={asking} onClose={() => setAsking(null)} />}
      <FilterBar filters={filters} url={url} searchHint="User, name, IP, MAC, session id" />
      <VirtualTable
        label="Call records"
        columns={layout}
        order={order}
        total={total ?? 0}
        useRecord={cdr.records.useRecord}
        query={`${url.key} ${sort.column} ${sort.direction}`}
        onRangeNeeded={cdr.needed}
        onVisible={setVisible}
        onOpen={openPage}
        onOpenPage={openPage}
        onCopied={(text) => toast({ severity: 'ok', title: `Copied ${text}`, stayMs: 1500 })}
        loading={status === 'loading'}
        primary
        empty={
          status === 'failed' ? (
            <ErrorState
              title="The call records could not be read"
              actions={
                sort.column === ownSort.column ? (
                  <Button look="primary" onClick={cdr.retry}>
                    Try again
                  </Button>
                ) : (
                  <Button look="primary" onClick={() => setSort(ownSort)}>
                    Newest first
                  </Button>
                )
              }
            >
              {listTrouble(error)}
            </ErrorState>
          ) : isFiltered(url.state) ? (
            <NoMatch
              title="No call records match"
              actions={<Button onClick={() => url.set(NO_FILTERS)}>Clear all filters</Button>}
            >
              The filters in the bar leave nothing.
            </NoMatch>
          ) : (
            <EmptyState icon={IconCallRecords} title="No session has ended yet">
              A session comes here when its router sends the Accounting Stop, or is seen without it.
            </EmptyState>
          )
        }
      />
      <ViewFoot
        keys={
          <>
            <Kbd>J</Kbd>
            <Kbd>K</Kbd> move <Kbd>Enter</Kbd> subscriber <Kbd>/</Kbd> search
          </>
        }
      >
        {total !== null && total > 0 && (
          <span>
            Rows {integer(visible.start + 1)}–{integer(Math.min(total, visible.end + 1))} of {integer(total)}
          </span>
        )}
        {status === 'failed' && order.count > 0 && (
          <span className="crit">
            {listTrouble(error)}{' '}
            <Button look="ghost" small onClick={cdr.retry}>
              Try again
            </Button>
          </span>
        )}
        <span>
          {sort.column === ownSort.column && sort.direction === ownSort.direction && 'Newest first; '}
          {volumeNote()}
        </span>
      </ViewFoot>
    </>
  );
}

/** Of the whole filter, not of what is loaded. */
function Totals({ of: { sessions, downBytes, upBytes, sessionSeconds } }: { readonly of: CdrTotals }) {
  return (
    <>
      {integer(sessions)} closed, <Value of={volume(downBytes)} direction="down" />{' '}
      <Value of={volume(upBytes)} direction="up" />, {durationText(sessionSeconds * 1000)} online
    </>
  );
}

interface CsvProps {
  readonly filters: FilterState;
  readonly sort: Sort;
  readonly total: number;
}

function CdrCsv({ filters: state, sort, total }: CsvProps) {
  const csv = useCsvExport({
    label: 'Call records',
    columns: callRecordColumns,
    pages: (signal) => allCallRecords(state, sort, signal),
  });
  if (csv.progress) {
    return (
      <Button look="ghost" icon={IconCsv} onClick={csv.cancel}>
        {integer(csv.progress.done)} of {integer(csv.progress.total ?? total)}, cancel
      </Button>
    );
  }
  const save = async () => {
    const trouble = await csv.run();
    if (trouble) toast({ severity: 'crit', title: 'The CSV could not be read', detail: listTrouble(trouble) });
  };
  return (
    <Button look="ghost" icon={IconCsv} onClick={() => void save()}>
      CSV of {integer(total)}
    </Button>
  );
}
