/**
 * `text/csv` as the rows of a bulk: the header names the columns, in any order and in the spellings people use;
 * separators `,` `;` tab and a byte order mark are recognised (Excel writes all of them). Values stay text where the
 * contract wants text and become numbers where it wants numbers; the contract judges both.
 */
import { parse } from 'csv-parse/sync';
import type { FieldProblem } from '../../../shared/contract/problem.ts';
import { Invalid } from '../store/errors.ts';

export interface CsvRows {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The file's line of each row, for people who look for it in an editor. */
  readonly lines: readonly number[];
}

type Convert = (text: string) => unknown;

const asText: Convert = (text) => text;
/** Only what is a number becomes one: `7x` stays text, and the contract says what it should be. */
const asNumber: Convert = (text) => (/^-?\d+$/.test(text.trim()) ? Number(text) : text);
const asList: Convert = (text) => text.split(/[\s;,|]+/).filter((part) => part !== '');

const columns: Readonly<Record<string, Convert>> = {
  username: asText,
  password: asText,
  serviceId: asNumber,
  service: asText,
  fullName: asText,
  phone: asText,
  macs: asList,
  staticIp: asText,
  expiresAt: asNumber,
  simultaneousUse: asNumber,
  macMode: asText,
  macLimit: asNumber,
  status: asText,
  billingDay: asNumber,
  resellerId: asNumber,
};

/** Other words for a column, folded like `fold` does. */
const synonyms: Readonly<Record<string, string>> = {
  user: 'username',
  login: 'username',
  pass: 'password',
  name: 'fullName',
  mac: 'macs',
  callerid: 'macs',
  ip: 'staticIp',
  ipaddress: 'staticIp',
  plan: 'service',
  profile: 'service',
  expires: 'expiresAt',
  expiry: 'expiresAt',
  expiration: 'expiresAt',
  reseller: 'resellerId',
  mobile: 'phone',
};

const fold = (name: string): string => name.toLowerCase().replaceAll(/[\s_.-]/g, '');
const known = new Map(Object.keys(columns).map((name) => [fold(name), name]));

const required = ['username', 'password'] as const;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** @throws Invalid when the file is not UTF-8, not CSV, or its header is wrong */
export function readCsvRows(octets: Uint8Array): CsvRows {
  const text = decode(octets);
  const records = parseCsv(text, delimiterOf(text));
  const [header, ...data] = records;
  if (!header) throw new Invalid([{ field: 'rows', message: 'is empty; the first line names the columns' }]);
  const names = readHeader(header.record);
  return {
    rows: data.map(({ record }) => rowOf(names, record)),
    lines: data.map(({ line }) => line),
  };
}

function decode(octets: Uint8Array): string {
  try {
    return decoder.decode(octets);
  } catch {
    throw new Invalid([{ field: '(body)', message: 'is not UTF-8; save the file as "CSV UTF-8"' }]);
  }
}

/** The separator that the header line has most of. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/\r|\n|$/));
  const count = (mark: string): number => header.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly line: number;
}

interface WithInfo {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

function parseCsv(text: string, delimiter: string): readonly CsvRecord[] {
  try {
    // The library's types know `info: true` as another overload than `columns: false`.
    const parsed = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true, // a short or long row is one row's error, not the file's
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly WithInfo[];
    return parsed.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    throw new Invalid([{ field: '(body)', message: `is not CSV: ${error instanceof Error ? error.message : error}` }]);
  }
}

function readHeader(header: readonly string[]): readonly string[] {
  const faults: FieldProblem[] = [];
  const names = header.map((title) => {
    const name = known.get(fold(title)) ?? synonyms[fold(title)];
    if (name === undefined) {
      faults.push({
        field: title || '(empty column name)',
        message: `is no column of a subscriber; use ${[...known.values()].join(', ')}`,
      });
    }
    return name ?? '';
  });
  for (const [i, name] of names.entries()) {
    if (name !== '' && names.indexOf(name) !== i)
      faults.push({ field: header[i]!, message: `is a second column for ${name}` });
  }
  for (const name of required) {
    if (!names.includes(name))
      faults.push({ field: name, message: 'is missing in the first line, which names the columns' });
  }
  if (!names.includes('serviceId') && !names.includes('service')) {
    faults.push({
      field: 'service',
      message: 'is missing in the first line: a column service (name) or serviceId is needed',
    });
  }
  if (faults.length > 0) throw new Invalid(faults);
  return names;
}

/** An empty cell is an absent field. Cells beyond the header become a field of their own, which the contract refuses. */
function rowOf(names: readonly string[], record: readonly string[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [i, cell] of record.entries()) {
    if (cell === '') continue;
    const name = names[i];
    if (name === undefined) row[`column ${i + 1}`] = cell;
    else row[name] = columns[name]!(cell);
  }
  return row;
}

/** Faults of `rows[17].…` say the file's line too, and so does a message that points at another row. */
export function withLines(faults: readonly FieldProblem[], lines: readonly number[]): FieldProblem[] {
  const lineOf = (text: string): number | undefined => lines[Number(/rows\[(\d+)\]/.exec(text)?.[1] ?? -1)];
  return faults.map(({ field, message }) => {
    const line = lineOf(field);
    const told = message.replaceAll(/rows\[\d+\]/g, (row) => `line ${lineOf(row) ?? row}`);
    return { field, message: line === undefined ? told : `(line ${line}) ${told}` };
  });
}
