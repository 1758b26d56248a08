/**
 * Retention: what is past its time goes, in steps that hold the transaction for a few ms. `retention.sweep` does one
 * step of the first chore that has something to do.
 */
import { fixedKeepDays, type Retention, retentionOf } from '../../../../../shared/domain/retention.ts';
import { givesSpaceBack, pagesToGiveBack } from '../../free-space.ts';
import { hourMs, mergePack, packHourAt, packId } from '../../receipt-pack.ts';
import type { CommandContext, Handler } from '../context.ts';
import { RollUps } from './roll-ups.ts';
import type { ClosedSession } from './sessions.ts';

const dayMs = 24 * hourMs;

/** Measured: a deleted row costs 1–3 µs, a merged pack about 40 µs. */
const rowsPerStep = 1000;
const packsPerStep = 60;
/** A session is in seven indexes. */
const sessionsPerStep = 200;

/**
 * A page is moved in 13 µs when it is in the cache (measured: 0.4 ms for 32 of them in the middle, 200 MB database, two
 * busy cores); its transaction writes 32 pages and what points at them, well below what a deletion step does.
 */
const pagesPerStep = 32;

/** How long rows are kept where no setting says so. Receipts by X63; roll-ups by pain 22 (2 years daily). */
const keepMs = {
  fineReceipts: 72 * hourMs,
  receipts: fixedKeepDays.receipts * dayMs,
  networkHourly: 730 * dayMs,
  daily: fixedKeepDays.daily * dayMs,
  drops: 30 * dayMs,
  alerts: 365 * dayMs,
  findings: 365 * dayMs,
  resets: 90 * dayMs,
  changes: 2 * dayMs,
} as const;

/** A reject storm with ever new names must not fill the disk before its time is up. */
const rowsMax = { rejects: 500_000, drops: 100_000, changes: 200_000 } as const;

/**
 * Looks at the oldest rows only: a search for old ones among all went through an hour of accounting each minute, 100 ms
 * for 250,000 records. Records are numbered as they came, so what stands before an old one is old, whatever the clock
 * said when it came.
 */
export const factsPrune: Handler<'facts.prune'> = (context, { before, now, limit }) => {
  const cursor = context.cursor();
  const oldest = context
    .sql(
      `SELECT seq, at FROM accounting_facts WHERE seq <= ? AND seq NOT IN (SELECT seq FROM unfolded_facts)
       ORDER BY seq LIMIT ?`,
    )
    .all(cursor, limit) as { readonly seq: number; readonly at: number }[];
  const [first, last] = [oldest.at(0), oldest.at(-1)];
  if (!first || !last) return { removed: 0 };
  let until = oldest.findLast(({ at }) => at < before)?.seq;
  // The clock was ahead then. How old they are, the first record after them says that came under a right one.
  if (until === undefined && first.at > now) {
    const next = context
      .sql('SELECT at FROM accounting_facts WHERE seq > ? AND seq <= ? AND at <= ? ORDER BY seq LIMIT 1')
      .pluck()
      .get(last.seq, cursor, now) as number | undefined;
    if (next !== undefined && next < before) until = last.seq;
  }
  if (until === undefined) return { removed: 0 };
  const remove = 'DELETE FROM accounting_facts WHERE seq <= ? AND seq NOT IN (SELECT seq FROM unfolded_facts)';
  return { removed: context.sql(remove).run(until).changes };
};

type Chore = (context: CommandContext, at: number, kept: Retention) => number;

const chores: readonly Chore[] = [
  (context, at) => mergeReceipts(context, at - keepMs.fineReceipts),
  (context, at) => removeById(context, 'receipts_5min', packId(at - keepMs.receipts, 0)),
  (context, at, { sessionsDays }) => (sessionsDays === null ? 0 : removeSessions(context, at - sessionsDays * dayMs)),
  (context, at, { hourlyDays }) => removeHours(context, 'hourly_usage', 'subscriber_id', at - hourlyDays * dayMs),
  (context, at) => removeHours(context, 'tenant_hourly', 'tenant_id', at - keepMs.networkHourly),
  (context, at) =>
    context
      .sql(
        `DELETE FROM daily_usage_history WHERE (day, subscriber_id) IN
           (SELECT day, subscriber_id FROM daily_usage_history WHERE day < ? ORDER BY day LIMIT ${rowsPerStep})`,
      )
      .run(new Date(at - keepMs.daily).toISOString().slice(0, 10)).changes,
  (context, at, { authLogDays }) =>
    removeOld(context, 'radpostauth', 'last_at', at - authLogDays * dayMs, rowsMax.rejects),
  (context, at) => removeOld(context, 'radius_drops', 'last_at', at - keepMs.drops, rowsMax.drops),
  (context, at, { auditDays }) => removeOld(context, 'audit', 'at', at - auditDays * dayMs),
  (context, at) => removeOld(context, 'alerts', 'resolved_at', at - keepMs.alerts),
  (context, at) => removeOld(context, 'findings', 'last_at', at - keepMs.findings),
  (context, at) => removeOld(context, 'fup_resets', 'at', at - keepMs.resets),
  (context, at) => removeOver(context, 'portal_sessions', 'expires_at', 'token_hash', at),
  (context, at) => removeOver(context, 'portal_dismissals', 'until_at', 'subscriber_id, key', at),
  (context, at) => pruneChanges(context, at - keepMs.changes),
];

export const retentionSweep: Handler<'retention.sweep'> = (context, { at }) => {
  context
    .sql(
      `INSERT INTO store_meta (name, value) VALUES ('retention_at', ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE abs(excluded.value - value) >= ${hourMs}`,
    )
    .run(at);
  const kept = retentionOfInstallation(context);
  return { more: chores.some((chore) => chore(context, at, kept) > 0) };
};

export const spaceGiveBack: Handler<'space.give-back'> = ({ db }) => {
  if (!givesSpaceBack(db)) return { more: false };
  const count = (what: string) => db.pragma(what, { simple: true }) as number;
  const pages = pagesToGiveBack(count('freelist_count'), count('page_count'));
  if (pages > 0) db.pragma(`incremental_vacuum(${Math.min(pages, pagesPerStep)})`);
  return { more: pages > pagesPerStep };
};

/** Set by the tenant who runs the installation; text that is no JSON was not written by us and deletes nothing early. */
function retentionOfInstallation(context: CommandContext): Retention {
  const text = context.sql("SELECT value FROM settings WHERE tenant_id = 1 AND name = 'retention'").pluck().get() as
    | string
    | undefined;
  try {
    return retentionOf(text === undefined ? undefined : JSON.parse(text));
  } catch {
    return retentionOf(undefined);
  }
}

/** Closed sessions that ended before, tenant by tenant along the index; the totals by the hour go down with them. */
function removeSessions(context: CommandContext, before: number): number {
  const tenants = context.sql('SELECT id FROM tenants ORDER BY id').pluck().all() as number[];
  for (const tenantId of tenants) {
    const rows = context
      .sql(
        `SELECT radacctid AS id, tenant_id AS tenantId, nas_id AS nasId, stop_at AS stopAt, down_bytes AS downBytes,
           up_bytes AS upBytes, coalesce(acctsessiontime, 0) AS sessionSeconds
         FROM radacct INDEXED BY radacct_cdr
         WHERE tenant_id = ? AND stop_at IS NOT NULL AND stop_at < ? ORDER BY stop_at LIMIT ${sessionsPerStep}`,
      )
      .all(tenantId, before) as (ClosedSession & { readonly id: number })[];
    if (rows.length === 0) continue;
    const rollUps = new RollUps();
    const remove = context.sql('DELETE FROM radacct WHERE radacctid = ?');
    for (const row of rows) {
      rollUps.closed(row, -1);
      remove.run(row.id);
    }
    rollUps.write(context);
    return rows.length;
  }
  return 0;
}

/** Moves packs of whole hours before `before` into 5-minute packs, oldest first. */
function mergeReceipts(context: CommandContext, before: number): number {
  const packs = context
    .sql(`SELECT id, pack FROM receipts WHERE id < ? ORDER BY id LIMIT ${packsPerStep}`)
    .all(packId(before, 0)) as { id: number; pack: Uint8Array }[];
  const insert = context.sql(
    `INSERT INTO receipts_5min (id, pack) VALUES (?, ?)
     ON CONFLICT (id) DO UPDATE SET pack = CAST(pack || excluded.pack AS BLOB)`,
  );
  for (const { id, pack } of packs) insert.run(id, mergePack(packHourAt(id), pack));
  const last = packs.at(-1);
  if (last) context.sql('DELETE FROM receipts WHERE id <= ?').run(last.id);
  return packs.length;
}

const removeById = (context: CommandContext, table: string, before: number): number =>
  context
    .sql(`DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE id < ? ORDER BY id LIMIT ${rowsPerStep})`)
    .run(before).changes;

const removeHours = (context: CommandContext, table: string, owner: string, before: number): number =>
  context
    .sql(
      `DELETE FROM ${table} WHERE (hour_at, ${owner}) IN
         (SELECT hour_at, ${owner} FROM ${table} WHERE hour_at < ? ORDER BY hour_at LIMIT ${rowsPerStep})`,
    )
    .run(before).changes;

/** By the index on `time`, which says when a row is over. */
const removeOver = (context: CommandContext, table: string, time: string, key: string, at: number): number =>
  context
    .sql(
      `DELETE FROM ${table} WHERE (${key}) IN
         (SELECT ${key} FROM ${table} WHERE ${time} <= ? ORDER BY ${time} LIMIT ${rowsPerStep})`,
    )
    .run(at).changes;

/**
 * Looks at the oldest rows by id only, so that a step never scans a table: ids and times rise together, up to an hour's
 * folding. Beyond `most` rows the oldest go whatever their age.
 */
function removeOld(
  context: CommandContext,
  table: string,
  time: string,
  before: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  // Each its own: SQLite goes through the whole table for a minimum and a maximum that are asked for together.
  const ends = `SELECT (SELECT min(id) FROM ${table}) AS first, (SELECT max(id) FROM ${table}) AS last`;
  const { first, last } = context.sql(ends).get() as {
    first: number | null;
    last: number | null;
  };
  if (first === null || last === null) return 0;
  const spare = last - first + 1 - most;
  return context
    .sql(
      `DELETE FROM ${table} WHERE id IN
         (SELECT id FROM (SELECT id, ${time} AS time FROM ${table} ORDER BY id LIMIT ${rowsPerStep})
          WHERE time < ? OR id < ?)`,
    )
    .run(before, first + Math.max(0, spare)).changes;
}

/** The newest change always stays: its number is where the next one starts. */
const pruneChanges = (context: CommandContext, before: number): number =>
  context
    .sql(
      `DELETE FROM changes WHERE seq IN (SELECT seq FROM
         (SELECT seq, at FROM changes ORDER BY seq LIMIT ${rowsPerStep})
          WHERE seq < ? AND (at < ? OR seq <= ?))`,
    )
    .run(context.changeSeq, before, context.changeSeq - rowsMax.changes).changes;
