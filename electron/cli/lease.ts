/** `lease list` and `lease release ADDRESS`: who has which address of our pools, and taking one back (F052). */
import type { Client } from '../../shared/contract/client.ts';
import type { IpLease } from '../../shared/contract/operations/pools.ts';
import { asNumber, type Flags, type Given } from './flags.ts';
import { type CliIo, CommandFailed, UsageError } from './io.ts';
import { type Column, tableOf } from './table.ts';

export const leaseFlags: Flags = {
  pool: { value: 'NAME', help: 'list: only of this pool' },
  username: { value: 'NAME', help: 'list: only what this subscriber has or had' },
  address: { value: 'IP', help: 'list: only this address, or prefix with its length' },
  state: { value: 'STATE', help: 'list: given, held, cooling, quarantined or idle' },
  q: { value: 'TEXT', help: 'list: only where address or user name contains this text' },
  limit: { value: 'N', help: 'list: rows at most (default 100)' },
  all: { help: 'list: every row' },
  id: { value: 'N', help: 'release: its number, instead of its address' },
};

const time = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString().slice(0, 16).replace('T', ' ');

const columns: readonly Column<IpLease>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'ADDRESS', of: ({ address }) => address },
  { title: 'POOL', of: ({ poolName }) => poolName },
  { title: 'STATE', of: ({ state }) => state },
  { title: 'SUBSCRIBER', of: ({ username }) => username || null },
  { title: 'NAS', of: ({ nasName }) => nasName },
  { title: 'SINCE (UTC)', of: ({ since }) => time(since) },
  { title: 'RESTS UNTIL (UTC)', of: ({ state, until }) => (state === 'given' ? null : time(until)) },
];

/** @throws UsageError for anything but `list`, and `release` with one address or number */
export function prepareLease([verb, target]: readonly string[], given: Given, isJson: boolean, io: CliIo) {
  if (verb === 'list' && target === undefined) return (client: Client) => list(client, given, isJson, io);
  if (verb !== 'release') throw new UsageError('Say what to do: lease list, or lease release ADDRESS.');
  if ((target === undefined) === (given.id === undefined)) {
    throw new UsageError('Say which one: lease release ADDRESS, or --id N.');
  }
  const id = given.id === undefined ? undefined : asNumber(String(given.id), '--id');
  return async (client: Client): Promise<void> => {
    const leaseId = id ?? (await find(client, target!)).id;
    await client.call('lease.release', { params: { id: leaseId } });
    io.out(isJson ? `${JSON.stringify({ released: leaseId })}\n` : `Released ${target ?? `lease ${leaseId}`}.\n`);
    io.err('It rests now; a session that is alive takes it back with its next accounting.\n');
  };
}

async function list(client: Client, given: Given, isJson: boolean, io: CliIo): Promise<void> {
  const { pool, username, address, state, limit } = given as Partial<Record<string, string>>;
  const isAll = given.all === true;
  const query = {
    poolId: pool === undefined ? undefined : await poolId(client, pool),
    state: state as 'held' | undefined, // the contract says which there are
    username,
    address,
    q: given.q as string | undefined,
    limit: isAll ? 500 : limit,
  };
  const first = await client.call('lease.list', { query });
  const items = [...first.items];
  for (let cursor = first.nextCursor; isAll && cursor !== undefined; ) {
    const next = await client.call('lease.list', { query: { ...query, cursor } });
    items.push(...next.items);
    cursor = next.nextCursor;
  }
  if (isJson) {
    io.out(`${JSON.stringify({ items, total: first.total })}\n`);
    return;
  }
  io.out(tableOf(columns, items));
  if (items.length < first.total) io.err(`${items.length} of ${first.total} shown; --all shows every row.\n`);
}

async function find(client: Client, address: string): Promise<IpLease> {
  const { items } = await client.call('lease.list', { query: { address } });
  if (items[0]) return items[0];
  throw new CommandFailed(`Nobody has ${address} from a pool. \`lease list\` shows who has which.`);
}

async function poolId(client: Client, name: string): Promise<number> {
  const { items } = await client.call('pool.list', { query: { limit: 500 } });
  const found = items.find((pool) => pool.name === name);
  if (found) return found.id;
  throw new CommandFailed(`There is no pool "${name}". Known: ${items.map((pool) => pool.name).join(', ') || 'none'}.`);
}
