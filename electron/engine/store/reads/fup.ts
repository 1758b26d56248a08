/** The FUP counters page: stat cards, distribution, reset ledger. */
import { sql } from 'kysely';
import type { FupReads, FupStats } from '../reads.ts';
import { type ReadContext, rowsOf } from './context.ts';
import { dailyExceeded, monthlyExceeded, subscriberConditions, unlimited } from './subscriber-filter.ts';

interface Group {
  readonly fup_level: number;
  readonly monthly_fup_level: number;
  readonly subscribers: number;
  readonly daily_exceeded: number;
  readonly monthly_exceeded: number;
  readonly unlimited: number;
}

const levels = 7;

export function createFupReads(context: ReadContext): FupReads {
  return {
    async stats(scope): Promise<FupStats> {
      const groups = await rowsOf(
        context,
        sql<Group>`SELECT s.fup_level, s.monthly_fup_level, count(*) AS subscribers,
          sum(${dailyExceeded}) AS daily_exceeded, sum(${monthlyExceeded}) AS monthly_exceeded,
          sum(${unlimited}) AS unlimited
          FROM subscribers s JOIN services v ON v.id = s.service_id
          WHERE ${subscriberConditions(scope, {}, context.now())} GROUP BY s.fup_level, s.monthly_fup_level`,
      );
      const sum = (of: (group: Group) => number): number => groups.reduce((total, group) => total + of(group), 0);
      const at = (level: (group: Group) => number): number[] =>
        Array.from({ length: levels }, (_, n) => sum((group) => (level(group) === n ? group.subscribers : 0)));
      return {
        total: sum((group) => group.subscribers),
        activeFup: sum((group) => (group.fup_level > 0 ? group.subscribers : 0)),
        dailyQuotaExceeded: sum((group) => group.daily_exceeded),
        monthlyQuotaExceeded: sum((group) => group.monthly_exceeded),
        unlimited: sum((group) => group.unlimited),
        daily: at((group) => group.fup_level),
        monthly: at((group) => group.monthly_fup_level),
        effective: at((group) => Math.max(group.fup_level, group.monthly_fup_level)),
      };
    },

    async resets(scope, subscriberId) {
      const own = subscriberConditions(scope, {}, context.now());
      const rows = await context.kysely
        .selectFrom('fup_resets')
        .selectAll()
        .where('subscriber_id', '=', subscriberId)
        .where(sql<boolean>`EXISTS (SELECT 1 FROM subscribers s WHERE s.id = ${subscriberId} AND ${own})`)
        .orderBy('id', 'desc')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        subscriberId: row.subscriber_id,
        at: row.at,
        day: row.day,
        actorName: row.actor_name,
        dailyDownloadUsed: row.daily_download_used,
        dailyUploadUsed: row.daily_upload_used,
        dailyQuotaUsed: row.daily_quota_used,
        fupLevel: row.fup_level,
        undoneAt: row.undone_at,
      }));
    },
  };
}
