/** How each NAS's RADIUS did (F066), by minutes of a day or hours of a month. */
import { type RawBuilder, sql } from 'kysely';
import type { NasFiguresReads } from '../reads.ts';
import { type ReadContext, rowsOf } from './context.ts';

interface Row {
  readonly nas_id: number;
  readonly at: number;
  readonly accepts: number;
  readonly rejects: number;
  readonly accounting: number;
  readonly drops: number;
  readonly up: number;
  readonly watched: number;
  readonly latency: string;
  readonly minutes: number;
}

const tables: Readonly<Record<'minutes' | 'hours', RawBuilder<unknown>>> = {
  minutes: sql`nas_minutes`,
  hours: sql`nas_hours`,
};

const columns = sql`nas_id, at, accepts, rejects, accounting, drops, up, watched, latency, minutes`;

export function createNasFiguresReads(context: ReadContext): NasFiguresReads {
  const read = async (by: 'minutes' | 'hours', condition: RawBuilder<unknown>) =>
    (await rowsOf(context, sql<Row>`SELECT ${columns} FROM ${tables[by]} WHERE ${condition} ORDER BY nas_id, at`)).map(
      ({ nas_id: nasId, ...figures }) => ({ nasId, ...figures }),
    );
  return {
    ofNas: ({ tenantId }, nasId, by, { from, to }) =>
      read(by, sql`tenant_id = ${tenantId} AND nas_id = ${nasId} AND at >= ${from} AND at < ${to}`),
    // By the hour whatever the span: a day of minutes of 200 routers would be 288,000 rows.
    ofAll: ({ tenantId }, { from, to }) => read('hours', sql`tenant_id = ${tenantId} AND at >= ${from} AND at < ${to}`),
  };
}
