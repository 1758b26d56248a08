/** Tables for people: columns as wide as they need to be, numbers to the right. Scripts ask for --json. */
export interface Column<T> {
  readonly title: string;
  readonly of: (row: T) => string | number | null;
}

/**
 * Text from outside as a terminal may have it: a CPE chooses its user name, and a line break in it would be a row of its
 * own in an answer to an authority, an escape a command to the terminal.
 */
export const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Display width: wide enough for tables of names; combining marks take no room. */
const width = (text: string): number => [...text.normalize('NFC').replaceAll(/\p{M}/gu, '')].length;

export function tableOf<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const cells = rows.map((row) => columns.map((column) => column.of(row)));
  const texts = cells.map((row) => row.map((cell) => (cell === null ? '–' : printable(String(cell)))));
  const isNumeric = columns.map((_column, i) => cells.length > 0 && cells.every((row) => typeof row[i] !== 'string'));
  const widths = columns.map(({ title }, i) => Math.max(width(title), ...texts.map((row) => width(row[i]!))));
  const line = (row: readonly string[]): string =>
    row
      .map((text, i) => {
        const room = ' '.repeat(widths[i]! - width(text));
        return isNumeric[i] ? room + text : text + room;
      })
      .join('  ')
      .trimEnd();
  return `${[line(columns.map(({ title }) => title)), ...texts.map(line)].join('\n')}\n`;
}
