import { type ReactNode, useState } from 'react';
import { Button, Kbd } from '../../ui/controls/controls.tsx';
import { IconCsv, IconReset, type IconType } from '../../ui/controls/icons.ts';
import { type Filter, FilterBar } from '../../ui/filters/FilterBar.tsx';
import { isFiltered, NO_FILTERS } from '../../ui/filters/url-filters.ts';
import { type UrlFilters, useUrlFilters, useUrlSort } from '../../ui/filters/use-url-state.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { ViewFoot, ViewHead } from '../../ui/frame/ViewHead.tsx';
import { WithDrawer } from '../../ui/overlay/Drawer.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { EmptyState, ErrorState, NoMatch } from '../../ui/states/StateViews.tsx';
import { ColumnChooser } from '../../ui/table/ColumnChooser.tsx';
import type { Sort, TableColumn } from '../../ui/table/columns.ts';
import type { RowKey } from '../../ui/table/order.ts';
import { NOTHING_SELECTED, type Selection, selectedCount } from '../../ui/table/selection.ts';
import type { RowAction } from '../../ui/table/TableRow.tsx';
import { useTableColumns } from '../../ui/table/use-columns.ts';
import { type CsvExportOptions, useCsvExport } from '../../ui/table/use-csv-export.ts';
import { type ActionTarget, VirtualTable } from '../../ui/table/VirtualTable.tsx';
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
  readonly empty: {
    readonly icon: IconType;
    readonly title: string;
    readonly text: string;
    /** The next useful act: `Add a router`. */
    readonly actions?: ReactNode;
  };
  /** In the foot: units and order in words. */
  readonly foot?: ReactNode;
  /** Keys of the view in the foot, before the table's own. */
  readonly keys?: ReactNode;
  /** At the right end of the head: the view's own acts. */
  readonly actions?: (tools: ListTools<ListRecord<N>>) => ReactNode;
  /** Between head and filter bar: stat cards, distributions. */
  readonly above?: (tools: ListTools<ListRecord<N>>) => ReactNode;
  /** With it rows can be ticked; drawn at the right of the filter bar while something is. */
  readonly bulk?: (tools: ListTools<ListRecord<N>>) => ReactNode;
  readonly rowActions?: readonly RowAction[];
  readonly onAction?: (action: RowAction, target: ActionTarget, tools: ListTools<ListRecord<N>>) => void;
  /** Enter, double click. */
  readonly onOpen?: (key: RowKey) => void;
  /** What Enter and a double click do, where that is one of the row's actions. */
  readonly openAction?: RowAction;
  /** The row whose drawer is open. */
  readonly openKey?: RowKey | null;
  /** Beside the table from 1440 px, over it below; a `Drawer`. */
  readonly drawer?: (tools: ListTools<ListRecord<N>>) => ReactNode;
}

/** What a view may do with its list. */
export interface ListTools<R> {
  readonly url: UrlFilters;
  /** How many the filter matches; null before the first answer. */
  readonly total: number | null;
  readonly selection: Selection;
  readonly ticked: number;
  readonly setSelection: (selection: Selection) => void;
  readonly record: (key: RowKey) => R | undefined;
  /** The list as the engine has it now. */
  readonly reload: () => void;
}

const NO_SORT: Sort = { column: '', direction: 'asc' };

/** One of the nouns that lists are counted in. */
const singular = (noun: string): string => noun.replace(/ies$/, 'y').replace(/s$/, '');

/** A list of the engine as a view: head, filters in the address, table, all four states, foot. */
export function ListView<N extends ListName>(props: ListViewProps<N>) {
  const { list: name, title, noun, columns, filters, sort: ownSort } = props;
  const url = useUrlFilters(filters);
  const [sortable] = useState(() => columns.filter((column) => column.sort).map((column) => column.id));
  const [sort, setSort] = useUrlSort(sortable, ownSort ?? NO_SORT);
  const list = useList(name, url.state, url.key, ownSort ? sort : null);
  const layout = useTableColumns(name, columns, ownSort ? { sort, onSort: setSort } : {});
  const [visible, setVisible] = useState({ start: 0, end: 0 });
  const [selection, setSelection] = useState(NOTHING_SELECTED);
  const { order, total, loaded, status, error } = list.state;
  const tools: ListTools<ListRecord<N>> = {
    url,
    total,
    selection,
    ticked: selectedCount(selection, total ?? 0),
    setSelection,
    record: list.records.get,
    reload: list.reload,
  };
  const { onAction, openAction } = props;
  const onOpen = props.onOpen ?? (openAction && ((key: RowKey) => onAction?.(openAction, { kind: 'row', key }, tools)));
  const drawer = props.drawer?.(tools);
  const content = (
    <>
      <ViewHead
        title={title}
        note={total === null ? undefined : `${integer(total)} ${total === 1 ? singular(noun) : noun}`}
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
            {props.actions?.(tools)}
          </>
        }
      />
      {props.above?.(tools)}
      <FilterBar filters={filters} url={url} searchHint={props.searchHint}>
        {tools.ticked > 0 && props.bulk?.(tools)}
      </FilterBar>
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
        {...(props.bulk ? { selection, onSelection: setSelection } : {})}
        {...(props.rowActions ? { actions: props.rowActions } : {})}
        {...(onAction
          ? { onAction: (action: RowAction, target: ActionTarget) => onAction(action, target, tools) }
          : {})}
        {...(onOpen ? { onOpen } : {})}
        openKey={props.openKey ?? null}
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
            {props.keys ??
              (onOpen && (
                <>
                  <Kbd>Enter</Kbd> or double click open{' '}
                </>
              ))}
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
  return props.drawer ? <WithDrawer drawer={drawer}>{content}</WithDrawer> : content;
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
    <EmptyState icon={empty.icon} title={empty.title} actions={empty.actions}>
      {empty.text}
    </EmptyState>
  );
}
