/** What every read works with: a read-only connection, Kysely over it, and the clock of "now". */
import type BetterSqlite3 from 'better-sqlite3';
import { Kysely, type RawBuilder, SqliteDialect, sql } from 'kysely';
import type { Scope } from '../commands.ts';
import { statementCache } from '../connection.ts';
import type { Database } from '../schema.ts';
import type { Sealer } from '../seal.ts';

export interface ReadContext {
  readonly db: BetterSqlite3.Database;
  readonly kysely: Kysely<Database>;
  /** Prepares constant texts once: the hot reads. */
  readonly sql: (text: string) => BetterSqlite3.Statement;
  readonly sealer: Sealer;
  readonly now: () => number;
}

/** Texts that Kysely builds are few (filters times sorts), but not constant: the oldest make room. */
const builtTextsMax = 300;

export function createReadContext(db: BetterSqlite3.Database, sealer: Sealer, now: () => number): ReadContext {
  const prepared = new Map<string, BetterSqlite3.Statement>();
  const prepare = (text: string): BetterSqlite3.Statement => {
    const known = prepared.get(text);
    if (known) return known;
    if (prepared.size >= builtTextsMax) prepared.delete(prepared.keys().next().value!);
    const statement = db.prepare(text);
    prepared.set(text, statement);
    return statement;
  };
  const database = { prepare, close: () => undefined } as unknown as BetterSqlite3.Database;
  db.function('ip_sort', { deterministic: true }, (text) => ipSort(String(text)));
  return { db, kysely: new Kysely({ dialect: new SqliteDialect({ database }) }), sql: statementCache(db), sealer, now };
}

/** IPv4 in the order of its numbers; anything else after it, as text. */
function ipSort(text: string): string {
  const parts = text.split('.');
  return parts.length === 4 ? parts.map((part) => part.padStart(3, '0')).join('.') : `~${text}`;
}

/** Conditions as one AND; none is always true. */
export const allOf = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  conditions.length === 0 ? sql`1` : sql.join(conditions, sql` AND `);

/**
 * The scope as a condition on a table with `tenant_id` and `reseller_id`. Every list begins with it; a reseller sees
 * its own rows only.
 */
export const scopeOf = (scope: Scope, table: string): RawBuilder<unknown> => {
  const tenant = sql`${sql.ref(`${table}.tenant_id`)} = ${scope.tenantId}`;
  if (scope.resellerId === undefined) return tenant;
  return sql`${tenant} AND ${sql.ref(`${table}.reseller_id`)} = ${scope.resellerId}`;
};

/** Runs a raw query and gives its rows. */
export const rowsOf = async <Row>(context: ReadContext, query: RawBuilder<Row>): Promise<Row[]> =>
  (await query.execute(context.kysely)).rows;
