import type { ReactNode } from 'react';
import type { RowKey } from './order.ts';

/** A column: how it looks, how it sorts, what of it goes to the clipboard and the CSV. */
export interface TableColumn<R> {
  /** Also the sort field that the server knows. */
  readonly id: string;
  /** In words, for the chooser, the CSV and the screen reader: `Download now`. */
  readonly title: string;
  /** In the head when shorter than the title: `↓ now`. */
  readonly head?: ReactNode;
  /** Least width in px; what is left over is shared in proportion. */
  readonly width: number;
  readonly align?: 'start' | 'end';
  /** The direction of the first click, for columns the server can sort by. */
  readonly sort?: 'asc' | 'desc';
  /** Secondary text colour. */
  readonly dim?: boolean;
  /** `name` for who a row is about (medium weight), `id` for MACs and ids (0 told from O), `mono` for router text. */
  readonly look?: 'name' | 'id' | 'mono';
  /** Off until chosen. */
  readonly optional?: boolean;
  /** The order of leaving when the window is narrow, 1 first; without it the column never leaves. */
  readonly leaves?: number;
  /** The cell. Called again only when this row's record changes. */
  readonly cell: (record: R, key: RowKey) => ReactNode;
  /** The cell as text for CSV; numbers in full, units in the title. */
  readonly csv?: (record: R) => string | number | null;
  /** What a click copies: an address, a name. Without it a click copies nothing. */
  readonly copy?: (record: R) => string | null;
}

export interface Sort {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}

/** What the operator decided about a table's columns; kept in localStorage under the table's id. */
export interface ColumnChoices {
  /** true: always show, also when narrow; false: never. Absent: as the view and the width decide. */
  readonly shown: Readonly<Record<string, boolean>>;
  readonly widths: Readonly<Record<string, number>>;
}

export const NO_CHOICES: ColumnChoices = { shown: {}, widths: {} };

const MIN_WIDTH = 40;

/** The least width of a column: the operator's, else the view's. */
export const widthOf = (column: { readonly id: string; readonly width: number }, choices: ColumnChoices): number =>
  Math.max(MIN_WIDTH, choices.widths[column.id] ?? column.width);

/**
 * The columns that are on the screen at `available` px (beside `fixed` px of boxes).
 *
 * Columns leave by priority until the rest fits; a column the operator chose stays, and the table scrolls sideways.
 */
export function columnsThatFit<C extends Pick<TableColumn<unknown>, 'id' | 'width' | 'leaves' | 'optional'>>(
  columns: readonly C[],
  choices: ColumnChoices,
  available: number,
  fixed: number,
): readonly C[] {
  const wanted = columns.filter((column) => choices.shown[column.id] ?? !column.optional);
  const leavers = wanted
    .filter((column) => column.leaves !== undefined && choices.shown[column.id] !== true)
    .sort((a, b) => (a.leaves ?? 0) - (b.leaves ?? 0));
  let needed = fixed + wanted.reduce((sum, column) => sum + widthOf(column, choices), 0);
  const gone = new Set<string>();
  for (const column of leavers) {
    if (needed <= available) break;
    gone.add(column.id);
    needed -= widthOf(column, choices);
  }
  return gone.size === 0 ? wanted : wanted.filter((column) => !gone.has(column.id));
}

/** CSS for one row's grid: boxes fixed, a width the operator set kept, the others sharing what is left over. */
export function gridTemplate(
  columns: readonly { readonly id: string; readonly width: number }[],
  choices: ColumnChoices,
  fixed: number,
): { readonly columns: string; readonly minWidth: number } {
  const tracks = columns.map((column) => {
    const width = widthOf(column, choices);
    return choices.widths[column.id] === undefined ? `minmax(${width}px,${width}fr)` : `${width}px`;
  });
  // If every width is fixed nothing would fill the row: the last column takes the rest.
  if (tracks.length > 0 && tracks.every((track) => !track.includes('fr'))) {
    tracks[tracks.length - 1] = `minmax(${tracks.at(-1)},1fr)`;
  }
  const minWidth = fixed + columns.reduce((sum, column) => sum + widthOf(column, choices), 0);
  return { columns: [fixed > 0 ? `${fixed}px` : '', ...tracks].filter(Boolean).join(' '), minWidth };
}

/** Reads what was remembered; anything that is not ours is as if nothing was remembered. */
export function parseChoices(text: string | null): ColumnChoices {
  if (!text) return NO_CHOICES;
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null) return NO_CHOICES;
    const { shown, widths } = read as { shown?: unknown; widths?: unknown };
    return { shown: recordOf(shown, 'boolean'), widths: recordOf(widths, 'number') };
  } catch {
    return NO_CHOICES;
  }
}

function recordOf<T extends 'boolean' | 'number'>(
  value: unknown,
  type: T,
): Readonly<Record<string, T extends 'boolean' ? boolean : number>> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter((entry) => typeof entry[1] === type);
  return Object.fromEntries(entries);
}
