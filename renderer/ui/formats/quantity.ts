/**
 * A measured value, ready to draw: figures and their dim units in reading order (`4 h 12 m` has two parts).
 *
 * `zero` was measured and is nothing; `none` was not measured. They are drawn differently and never stand for each other.
 */
export interface Quantity {
  readonly kind: 'value' | 'zero' | 'none';
  readonly parts: readonly QuantityPart[];
}

/** One run of figures with its unit; `unit` is empty when the figures stand alone. */
export interface QuantityPart {
  readonly figures: string;
  readonly unit: string;
}

/** What is read from the engine where a measurement may be missing. */
export type Measured = number | null | undefined;

export const NOTHING: Quantity = { kind: 'none', parts: [{ figures: '–', unit: '' }] };
export const ZERO: Quantity = { kind: 'zero', parts: [{ figures: '0', unit: '' }] };

export const quantity = (figures: string, unit = ''): Quantity => ({ kind: 'value', parts: [{ figures, unit }] });

/** The same as one string, for titles, CSV, the clipboard and screen readers: `14.8 Gbit/s`, `4 h 12 m`, `0`, `–`. */
export function plain(shown: Quantity): string {
  return shown.parts.map(({ figures, unit }) => (unit ? `${figures} ${unit}` : figures)).join(' ');
}

const MINUS = '−'; // U+2212: as wide as a figure, unlike the hyphen

/** A whole number with thousands commas and a true minus: 11,284, −12. Fractions are rounded half away from zero. */
export function integer(value: number): string {
  const digits = Math.round(Math.abs(value)).toString();
  return (value < 0 && digits !== '0' ? MINUS : '') + digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Three significant figures from 1 to 999 (9.31, 14.8, 193), whole with commas above, two decimals below 1. */
export function threeFigures(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return integer(value);
  const digits = size.toFixed(size >= 9.995 ? 1 : 2);
  return (value < 0 && Number(digits) !== 0 ? MINUS : '') + digits;
}

/** As many of three significant figures as carry something: 100, 2.5, 0.5, 1.23. For limits and axis labels. */
export function shortFigures(value: number): string {
  const text = threeFigures(value);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A count: 8,412, a dim 0, or – when it is not known. */
export function count(value: Measured): Quantity {
  if (value == null || !Number.isFinite(value)) return NOTHING;
  return value === 0 ? ZERO : quantity(integer(value));
}

/** A change with its sign: +6, −12, 0. */
export function delta(value: Measured): Quantity {
  if (value == null || !Number.isFinite(value)) return NOTHING;
  if (Math.round(value) === 0) return ZERO;
  return quantity(value > 0 ? `+${integer(value)}` : integer(value));
}

/** A share of a whole, `ratio` 0…1: 98.1 %, 1.9 %, 0.85 %; never 0 for what is more, never 100 for what is less. */
export function percent(ratio: Measured): Quantity {
  if (ratio == null || !Number.isFinite(ratio)) return NOTHING;
  if (ratio === 0) return ZERO;
  const value = ratio * 100;
  if (value > 0 && value < 0.005) return quantity('<0.01', '%');
  if (ratio < 1 && value >= 99.95) return quantity('>99.9', '%');
  const size = Math.abs(value);
  if (size >= 99.95) return quantity(integer(value), '%');
  return quantity((value < 0 ? MINUS : '') + size.toFixed(size >= 0.995 ? 1 : 2), '%');
}

/** How much of a quota is used, whole per cent. Reads 100 only from 100 on, so that text and colour agree (F081). */
export function usedPercent(ratio: Measured): Quantity {
  if (ratio == null || !Number.isFinite(ratio)) return NOTHING;
  if (ratio <= 0) return { kind: 'zero', parts: [{ figures: '0', unit: '%' }] };
  if (ratio < 0.01) return quantity('<1', '%');
  return quantity(ratio < 1 ? Math.min(99, Math.round(ratio * 100)).toString() : integer(Math.floor(ratio * 100)), '%');
}
