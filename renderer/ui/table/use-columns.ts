import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  type ReactTable,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useEffect, useMemo } from 'react';
import { type ColumnChoices, parseChoices, type Sort, type TableColumn } from './columns.ts';

/** TanStack Table keeps what belongs to columns; rows stay with RowOrder and the record store, which know 100,000 of them. */
const features = tableFeatures({
  columnSizingFeature,
  columnResizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
});

type ColumnsTable = ReactTable<typeof features, object>;

const NO_ROWS: object[] = [];
const nothing = () => null;

/** A table's columns with what the operator did to them; made by the view, given to VirtualTable and ColumnChooser. */
export interface TableColumns<R> {
  readonly id: string;
  readonly all: readonly TableColumn<R>[];
  readonly choices: ColumnChoices;
  readonly sort: Sort | null;
  readonly table: ColumnsTable;
}

export interface UseTableColumnsOptions {
  /** The sort that the rows have now. */
  readonly sort?: Sort | null;
  /** A click on a head asks for another; the view asks the server. Without it nothing sorts. */
  readonly onSort?: (sort: Sort) => void;
}

const storageKey = (id: string) => `lastmile.table.${id}`;

function recall(id: string): ColumnChoices {
  try {
    return parseChoices(localStorage.getItem(storageKey(id)));
  } catch {
    return parseChoices(null); // storage refused: the view's own widths
  }
}

function keep(id: string, choices: ColumnChoices): void {
  try {
    localStorage.setItem(storageKey(id), JSON.stringify(choices));
  } catch {
    // Storage refused or full: the widths last as long as the page.
  }
}

/**
 * Column widths, visibility and sort of one table, remembered under `id`.
 *
 * `columns` must be stable (module scope or memo): a new array is a new table.
 */
export function useTableColumns<R>(
  id: string,
  columns: readonly TableColumn<R>[],
  { sort = null, onSort }: UseTableColumnsOptions = {},
): TableColumns<R> {
  const remembered = useMemo(() => recall(id), [id]);
  const defs = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: column.title,
        accessorFn: nothing,
        size: column.width,
        minSize: 40,
        enableSorting: column.sort !== undefined,
        sortDescFirst: column.sort === 'desc',
        enableHiding: column.look !== 'name',
      })),
    [columns],
  );
  const table = useTable({
    features,
    columns: defs,
    data: NO_ROWS,
    manualSorting: true,
    enableSortingRemoval: false,
    enableMultiSort: false,
    columnResizeMode: 'onChange',
    initialState: {
      columnSizing: remembered.widths,
      columnVisibility: {
        ...Object.fromEntries(columns.filter((column) => column.optional).map((column) => [column.id, false])),
        ...remembered.shown,
      },
    },
    state: { sorting: sort ? [{ id: sort.column, desc: sort.direction === 'desc' }] : [] },
    onSortingChange: (change) => {
      const now = sort ? [{ id: sort.column, desc: sort.direction === 'desc' }] : [];
      const asked = (typeof change === 'function' ? change(now) : change)[0];
      if (asked) onSort?.({ column: asked.id, direction: asked.desc ? 'desc' : 'asc' });
    },
  });
  const { columnSizing, columnVisibility, columnResizing } = table.state;
  const choices = useMemo(() => ({ shown: columnVisibility, widths: columnSizing }), [columnVisibility, columnSizing]);
  const resizing = columnResizing.isResizingColumn !== false;
  useEffect(() => {
    if (!resizing) keep(id, choices);
  }, [id, choices, resizing]);
  return { id, all: columns, choices, sort, table };
}
