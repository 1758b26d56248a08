import type { MouseEvent, ReactNode, TouchEvent } from 'react';
import { CheckBox } from '../controls/controls.tsx';
import type { TableColumn } from './columns.ts';
import type { TableColumns } from './use-columns.ts';

export interface TableHeadProps<R> {
  readonly columns: TableColumns<R>;
  readonly shown: readonly TableColumn<R>[];
  /** The box of all rows; undefined where rows cannot be ticked. */
  readonly ticked?: boolean | 'mixed' | undefined;
  readonly onTickAll: () => void;
}

/** The sticky head of a table: click sorts, the right edge of a head drags its width, a double click gives it back. */
export function TableHead<R>({ columns, shown, ticked, onTickAll }: TableHeadProps<R>) {
  const offset = ticked === undefined ? 0 : 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtualised grid cannot be a <table>; ARIA grid roles say the same
    // biome-ignore lint/a11y/useFocusableInteractive: in an ARIA grid the grid has the focus, rows do not
    <div className="vt-head" role="row" aria-rowindex={1}>
      {ticked !== undefined && (
        <HeadCell index={1} className="vt-th vt-box">
          <CheckBox
            checked={ticked}
            label={ticked === true ? 'Untick all' : 'Tick all that the filter matches'}
            focusable={false}
            onToggle={onTickAll}
          />
        </HeadCell>
      )}
      {shown.map((column, place) => (
        <ColumnHead key={column.id} column={column} columns={columns} index={place + 1 + offset} first={place === 0} />
      ))}
    </div>
  );
}

interface HeadCellProps {
  readonly index: number;
  readonly className: string;
  readonly sorted?: 'ascending' | 'descending' | 'none' | undefined;
  readonly children: ReactNode;
}

function HeadCell({ index, className, sorted, children }: HeadCellProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see TableHead
    // biome-ignore lint/a11y/useFocusableInteractive: see TableHead
    <div role="columnheader" className={className} aria-colindex={index} aria-sort={sorted}>
      {children}
    </div>
  );
}

interface ColumnHeadProps<R> {
  readonly column: TableColumn<R>;
  readonly columns: TableColumns<R>;
  readonly index: number;
  readonly first: boolean;
}

function ColumnHead<R>({ column, columns, index, first }: ColumnHeadProps<R>) {
  const { table, sort } = columns;
  const sorted = sort?.column === column.id ? sort.direction : null;
  const label = column.head ?? column.title;
  const model = table.getColumn(column.id);
  const classes = `vt-th${column.align === 'end' ? ' num' : ''}${sorted ? ' sort' : ''}${first ? ' vt-first' : ''}`;
  const startResize = (event: MouseEvent<HTMLElement> | TouchEvent<HTMLElement>) => {
    event.stopPropagation();
    // The drag starts from what is on the screen: a shared width becomes this column's own before the first move.
    const width = event.currentTarget.parentElement?.getBoundingClientRect().width ?? column.width;
    table.setColumnSizing((widths) => ({ ...widths, [column.id]: Math.round(width) }));
    const header = table.getFlatHeaders().find((candidate) => candidate.column.id === column.id);
    header?.getResizeHandler()(event.nativeEvent);
  };
  return (
    <HeadCell
      index={index}
      className={classes}
      sorted={sorted ? (sorted === 'asc' ? 'ascending' : 'descending') : column.sort ? 'none' : undefined}
    >
      {model?.getCanSort() ? (
        <button
          type="button"
          className="vt-sort"
          tabIndex={-1}
          title={column.title}
          onClick={() => model.toggleSorting()}
        >
          <span className="ellip">{label}</span>
          {sorted && <span aria-hidden="true">{sorted === 'asc' ? '▴' : '▾'}</span>}
        </button>
      ) : (
        <span className="ellip" title={column.title}>
          {label}
        </span>
      )}
      <span
        className="vt-grip"
        aria-hidden="true"
        onMouseDown={startResize}
        onTouchStart={startResize}
        onDoubleClick={() => model?.resetSize()}
      />
    </HeadCell>
  );
}
