import { memo, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { CheckBox, IconButton } from '../controls/controls.tsx';
import type { IconType } from '../controls/icons.ts';
import type { TableColumn } from './columns.ts';
import type { RowKey } from './order.ts';

/** What can be done to rows: a button on the row under the pointer, and a key for the ticked rows or the cursor's. */
export interface RowAction {
  readonly id: string;
  /** `Reset FUP`; the tooltip, the help. */
  readonly label: string;
  readonly icon: IconType;
  /** A single letter: `r`. */
  readonly key?: string;
}

/** What a row tells the table; one stable object, so that rows stay memoised. */
export interface RowEvents {
  readonly press: (index: number, event: { readonly shiftKey: boolean; readonly mod: boolean }) => void;
  readonly tick: (index: number, event: { readonly shiftKey: boolean }) => void;
  readonly open: (key: RowKey) => void;
  readonly act: (action: RowAction, key: RowKey) => void;
  readonly copy: (text: string) => void;
}

export interface TableRowProps<R> {
  readonly gridId: string;
  readonly rowKey: RowKey | undefined;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly TableColumn<R>[];
  readonly useRecord: (key: RowKey) => R | undefined;
  readonly tickable: boolean;
  readonly ticked: boolean;
  readonly open: boolean;
  readonly cursor: boolean;
  readonly actions: readonly RowAction[];
  readonly events: RowEvents;
}

/** Of a row whose record is not known yet. */
const NO_KEY = '';

/**
 * One row. Memoised, and subscribed to its own record: a tick of the others does not reach it. Another record may come to
 * stand in it, so its cells keep nothing of a record in their state.
 */
export const TableRow = memo(function TableRow<R>(props: TableRowProps<R>) {
  const { rowKey, columns, useRecord, actions, events } = props;
  const record = useRecord(rowKey ?? NO_KEY);
  const last = useRef({ rowKey, record });
  if (record !== undefined || last.current.rowKey !== rowKey) last.current = { rowKey, record };
  const [hovered, setHovered] = useState(false);
  const hover = (event: PointerEvent, over: boolean) => {
    if (event.pointerType === 'mouse') setHovered(over);
  };
  // A session that ended while the order is held stays where it was, dimmed, until the pointer leaves the table.
  const shown = last.current.record;
  return (
    <RowFrame
      {...props}
      gone={record === undefined && shown !== undefined}
      record={shown}
      onPointerEnter={(event) => hover(event, true)}
      onPointerLeave={(event) => hover(event, false)}
      onDoubleClick={rowKey === undefined ? undefined : () => events.open(rowKey)}
    >
      {hovered && rowKey !== undefined && actions.length > 0 && columns.length > 0 && (
        <span className="vt-acts">
          {actions.map((action) => (
            <IconButton
              key={action.id}
              icon={action.icon}
              size={24}
              tabIndex={-1}
              label={action.key ? `${action.label} (${action.key.toUpperCase()})` : action.label}
              onClick={(event) => {
                event.stopPropagation();
                events.act(action, rowKey);
              }}
              onDoubleClick={(event) => event.stopPropagation()}
            />
          ))}
        </span>
      )}
    </RowFrame>
  );
}) as <R>(props: TableRowProps<R>) => ReactNode;

interface RowFrameProps<R> extends TableRowProps<R> {
  readonly record?: R | undefined;
  readonly gone?: boolean;
  readonly children?: ReactNode;
  readonly onPointerEnter?: (event: PointerEvent) => void;
  readonly onPointerLeave?: (event: PointerEvent) => void;
  readonly onDoubleClick?: (() => void) | undefined;
}

function RowFrame<R>(props: RowFrameProps<R>) {
  const { gridId, index, top, columns, rowKey, record, gone, ticked, tickable, open, cursor, events, children } = props;
  const state = `${ticked ? ' ticked' : ''}${open ? ' open' : ''}${cursor ? ' cursor' : ''}${gone ? ' gone' : ''}`;
  const offset = tickable ? 2 : 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see TableHead
    // biome-ignore lint/a11y/useFocusableInteractive: in an ARIA grid the grid has the focus and names its active row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of all rows
    <div
      id={`${gridId}-r${index}`}
      role="row"
      className={`vt-row${state}`}
      style={{ transform: `translateY(${top}px)` }}
      aria-rowindex={index + 2}
      aria-selected={tickable ? ticked : open}
      aria-busy={record === undefined ? true : undefined}
      title={gone ? 'No longer in this list' : undefined}
      onClick={(event) => events.press(index, { shiftKey: event.shiftKey, mod: event.ctrlKey || event.metaKey })}
      onDoubleClick={props.onDoubleClick}
      onPointerEnter={props.onPointerEnter}
      onPointerLeave={props.onPointerLeave}
    >
      {tickable && (
        // biome-ignore lint/a11y/useSemanticElements: see TableHead
        // biome-ignore lint/a11y/useFocusableInteractive: see TableHead
        <div role="gridcell" className="vt-box" aria-colindex={1}>
          <CheckBox
            checked={ticked}
            label="Tick this row"
            focusable={false}
            onToggle={(event) => events.tick(index, event)}
          />
        </div>
      )}
      {columns.map((column, place) => (
        // biome-ignore lint/a11y/useSemanticElements: see TableHead
        // biome-ignore lint/a11y/useFocusableInteractive: see TableHead
        // biome-ignore lint/a11y/useKeyWithClickEvents: copying by keyboard is Ctrl C on the selected text
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={place + offset}
          className={cellClass(column, place === 0)}
          onClick={column.copy && record !== undefined ? () => copyCell(column, record, events) : undefined}
        >
          {record === undefined || rowKey === undefined ? (
            <span className="skel" style={{ width: skeletonWidth(column.width, index, place) }} />
          ) : (
            column.cell(record, rowKey)
          )}
        </div>
      ))}
      {children}
    </div>
  );
}

function copyCell<R>(column: TableColumn<R>, record: R, events: RowEvents): void {
  const text = column.copy?.(record);
  // Somebody who marked text with the mouse wants that text, not the cell.
  if (text && window.getSelection()?.isCollapsed !== false) events.copy(text);
}

function cellClass<R>(column: TableColumn<R>, first: boolean): string {
  const look = column.look === 'name' ? ' name id' : column.look ? ` ${column.look}` : '';
  const copies = column.copy ? ' copies' : '';
  return `vt-cell${column.align === 'end' ? ' num' : ''}${column.dim ? ' dim' : ''}${look}${copies}${first ? ' vt-first' : ''}`;
}

/** Different from row to row, the same on every paint: a skeleton that moves would look like data. */
function skeletonWidth(columnWidth: number, index: number, place: number): number {
  const spread = ((index * 37 + place * 61) % 29) / 29;
  return Math.round((columnWidth - 24) * (0.45 + 0.4 * spread));
}
