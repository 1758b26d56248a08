/** Steps of the heat ramp above measured zero: --heat-1 … --heat-6. */
export const HEAT_STEPS = 6;

/**
 * The step of the ramp for a value: 0 only for a measured zero, then six equal parts up to `max`; null was not measured.
 */
export function heatStep(value: number | null, max: number): number | null {
  if (value === null) return null;
  if (value <= 0 || max <= 0) return 0;
  return Math.min(HEAT_STEPS, Math.max(1, Math.ceil((value / max) * HEAT_STEPS)));
}

export const heatMax = (cells: readonly (readonly (number | null)[])[]): number =>
  cells.reduce((top, row) => row.reduce((most: number, value) => Math.max(most, value ?? 0), top), 0);

export interface HeatCell {
  readonly row: number;
  readonly column: number;
}

/** Where an arrow key, Home or End leads from `cell`; null when the key means nothing here. Edges hold. */
export function heatMove(cell: HeatCell | null, key: string, rows: number, columns: number): HeatCell | null {
  const from = cell ?? { row: 0, column: 0 };
  const clamp = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
  const by = (row: number, column: number): HeatCell =>
    cell === null ? from : { row: clamp(from.row + row, rows), column: clamp(from.column + column, columns) };
  switch (key) {
    case 'ArrowUp':
      return by(-1, 0);
    case 'ArrowDown':
      return by(1, 0);
    case 'ArrowLeft':
      return by(0, -1);
    case 'ArrowRight':
      return by(0, 1);
    case 'Home':
      return { row: from.row, column: 0 };
    case 'End':
      return { row: from.row, column: columns - 1 };
    default:
      return null;
  }
}
