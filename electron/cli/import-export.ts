/** Subscribers from and to CSV. Both go through the API's own operations, so that a file meets the same judgement. */
import { readFile, writeFile } from 'node:fs/promises';
import { ApiProblem, type Client } from '../../shared/contract/client.ts';
import type { Output } from '../../shared/contract/contract.ts';
import { Invalid } from '../engine/store/errors.ts';
import { readCsvRows, withLines } from '../engine/subscribers/service.ts';
import { type CliIo, CommandFailed } from './io.ts';

export async function importSubscribers(
  client: Client,
  path: string,
  { dryRun, isJson }: { readonly dryRun: boolean; readonly isJson: boolean },
  io: CliIo,
): Promise<void> {
  const octets = await readFile(path).catch((error: Error) => {
    throw new CommandFailed(`${path} cannot be read: ${error.message}`);
  });
  const { rows, lines } = readRows(path, octets);
  try {
    // The contract judges the rows; what the file calls them is not typed.
    const answer = await client.call('subscriber.bulk', { body: { rows: rows as never, dryRun } });
    const sentence = dryRun
      ? `${rows.length === 1 ? '1 row is' : `${rows.length} rows are`} right; nothing was written (--dry-run).`
      : `Imported ${answer.created === 1 ? '1 subscriber' : `${answer.created} subscribers`}.`;
    io.out(isJson ? `${JSON.stringify(answer)}\n` : `${sentence}\n`);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.problem.errors.length === 0) throw error;
    throw new ApiProblem({ ...error.problem, errors: withLines(error.problem.errors, lines) });
  }
}

function readRows(path: string, octets: Uint8Array) {
  try {
    return readCsvRows(octets);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    throw new CommandFailed(`${path}: ${error.faults.map(({ field, message }) => `${field} ${message}`).join('; ')}`);
  }
}

type Exported = Output<'subscriber.list'>['items'][number];

/** Columns of an export, by the names that an import understands. Passwords never leave the engine. */
const columns: readonly (readonly [title: string, of: (one: Exported) => string | number | null])[] = [
  ['username', (one) => one.username],
  ['service', (one) => one.serviceName],
  ['fullName', (one) => one.fullName],
  ['phone', (one) => one.phone],
  ['macs', (one) => one.macs.join(' ')],
  ['staticIp', (one) => one.staticIp],
  ['expiresAt', (one) => (one.expiresAt === null ? null : new Date(one.expiresAt).toISOString())],
  ['simultaneousUse', (one) => one.simultaneousUse],
  ['macMode', (one) => one.macMode],
  ['macLimit', (one) => one.macLimit],
  ['status', (one) => one.status],
  ['billingDay', (one) => one.billingDay],
];

/** Writes all subscribers to `path`, or to standard output. With `isJson` as the API gives them. */
export async function exportSubscribers(
  client: Client,
  path: string | undefined,
  isJson: boolean,
  io: CliIo,
): Promise<void> {
  const items: Exported[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 500, sort: 'username', ...(cursor === undefined ? {} : { cursor }) } as const;
    const page = await client.call('subscriber.list', { query });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  const text = isJson ? `${JSON.stringify(items)}\n` : csvOf(items);
  if (path === undefined) {
    io.out(text);
    return;
  }
  await writeFile(path, text, { mode: 0o600 });
  io.err(`Wrote ${items.length} subscribers to ${path}.\n`);
}

function csvOf(items: readonly Exported[]): string {
  const line = (cells: readonly (string | number | null)[]): string => cells.map(cellOf).join(',');
  return `${[line(columns.map(([title]) => title)), ...items.map((one) => line(columns.map(([, of]) => of(one))))].join('\r\n')}\r\n`;
}

/** RFC 4180 §2: a cell with a comma, a quote or a line break is quoted, quotes doubled. */
function cellOf(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
