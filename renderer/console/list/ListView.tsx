import { type ReactNode, useState } from 'react';
import { Button, Kbd } from '../../ui/controls/controls.tsx';
import { IconCsv, IconReset, type IconType } from '../../ui/controls/icons.ts';
import { type Filter, FilterBar } from '../../ui/filters/FilterBar.tsx';
import { isFiltered, NO_FILTERS } from '../../ui/filters/url-filters.ts';
import { useUrlFilters, useUrlSort } from '../../ui/filters/use-url-state.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { ViewFoot, ViewHead } from '../../ui/frame/ViewHead.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { EmptyState, ErrorState, NoMatch } from '../../ui/states/StateViews.tsx';
import { ColumnChooser } from '../../ui/table/ColumnChooser.tsx';
import type { Sort, TableColumn } from '../../ui/table/columns.ts';
import { useTableColumns } from '../../ui/table/use-columns.ts';
import { type CsvExportOptions, useCsvExport } from '../../ui/table/use-csv-export.ts';
import { VirtualTable } from '../../ui/table/VirtualTable.tsx';
import { allPages, type ListName, type ListRecord, listTrouble, useList } from './use-list.ts';

export interface ListViewProps<N extends ListName> {
  readonly list: N;
  readonly title: string;
  /** What the rows are: `subscribers`. */
  readonly noun: string;
  readonly columns: readonly TableColumn<ListRecord<N>>[];
  readonly filters: readonly Filter[];
  readonly searchHint: string;
  /** The view's own sort; null where the engine's order is the only one. */
  readonly sort: Sort | null;
  /** When there is nothing at all yet. */
  readonly empty: { readonly icon: IconType; readonly title: string; readonly text: string };
  /** In the foot: units and order in words. */
  readonly foot?: ReactNode;
}

const NO_SORT: Sort = { column: '', direction: 'asc' };

/** A list of the engine as a view: head, filters in the address, table, all four states, foot. */
export function ListView<N extends ListName>(props: ListViewProps<N>) {
  const { list: name, title, noun, columns, filters, sort: ownSort } = props;
  const url = useUrlFilters(filters);
  const [sortable] = useState(() => columns.filter((column) => column.sort).map((column) => column.id));
  const [sort, setSort] = useUrlSort(sortable, ownSort ?? NO_SORT);
  const list = useList(name, url.state, url.key, ownSort ? sort : null);
  const layout = useTableColumns(name, columns, ownSort ? { sort, onSort: setSort } : {});
  const [visible, setVisible] = useState({ start: 0, end: 0 });
  const { order, total, loaded, status, error } = list.state;
  return (
    <>
      <ViewHead
        title={title}
        note={total === null ? undefined : `${integer(total)} ${noun}`}
        actions={
          <>
            <ColumnChooser columns={layout} />
            <Button look="ghost" icon={IconReset} onClick={list.reload}>
              Read again
            </Button>
            {total !== null && total > 0 && (
              <CsvButton
                label={title}
                columns={columns}
                total={total}
                pages={(signal) => allPages(name, url.state, ownSort ? sort : null, signal)}
              />
            )}
          </>
        }
      />
      <FilterBar filters={filters} url={url} searchHint={props.searchHint} />
      <VirtualTable
        label={title}
        columns={layout}
        order={order}
        total={total ?? 0}
        useRecord={list.records.useRecord}
        query={`${url.key} ${sort.column} ${sort.direction}`}
        onRangeNeeded={list.needed}
        onVisible={setVisible}
        onCopied={(text) => toast({ severity: 'ok', title: `Copied ${text}`, stayMs: 1500 })}
        loading={status === 'loading'}
        primary
        empty={
          <ListEmpty
            {...props}
            failed={status === 'failed' ? listTrouble(error) : null}
            filtered={isFiltered(url.state)}
            onClear={() => url.set(NO_FILTERS)}
            onRetry={list.retry}
          />
        }
      />
      <ViewFoot
        keys={
          <>
            <Kbd>J</Kbd>
            <Kbd>K</Kbd> move <Kbd>/</Kbd> search <Kbd>?</Kbd> all keys
          </>
        }
      >
        {total !== null && total > 0 && (
          <span>
            Rows {integer(visible.start + 1)}–{integer(Math.min(total, visible.end + 1))} of {integer(total)}
          </span>
        )}
        {total !== null && loaded < Math.min(total, visible.end + 1) && (
          <span>Reading, {integer(loaded)} are here</span>
        )}
        {status === 'failed' && order.count > 0 && (
          <span className="crit">
            {listTrouble(error)}{' '}
            <Button look="ghost" small onClick={list.retry}>
              Try again
            </Button>
          </span>
        )}
        {props.foot}
      </ViewFoot>
    </>
  );
}

/** CSV of what is filtered; while it is being read the button says how far and cancels. */
function CsvButton<R>({ total, ...what }: CsvExportOptions<R> & { readonly total: number }) {
  const csv = useCsvExport(what);
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

interface ListEmptyProps {
  readonly noun: string;
  readonly empty: ListViewProps<ListName>['empty'];
  readonly failed: string | null;
  readonly filtered: boolean;
  readonly onClear: () => void;
  readonly onRetry: () => void;
}

function ListEmpty({ noun, empty, failed, filtered, onClear, onRetry }: ListEmptyProps) {
  if (failed !== null) {
    return (
      <ErrorState
        title={`The ${noun} could not be read`}
        actions={
          <Button look="primary" onClick={onRetry}>
            Try again
          </Button>
        }
      >
        {failed}
      </ErrorState>
    );
  }
  if (filtered) {
    return (
      <NoMatch title={`None of the ${noun} match`} actions={<Button onClick={onClear}>Clear all filters</Button>}>
        The filters in the bar leave nothing.
      </NoMatch>
    );
  }
  return (
    <EmptyState icon={empty.icon} title={empty.title}>
      {empty.text}
    </EmptyState>
  );
}
