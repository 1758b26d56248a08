/** Audit and alerts, newest first. They are the tenant's: a reseller sees what its own subscribers are about. */
import { type RawBuilder, sql } from 'kysely';
import type { AlertReads, AlertView, AuditReads } from '../reads.ts';
import { searchFold } from '../search-text.ts';
import { allOf, type ReadContext, rowsOf } from './context.ts';
import { pageOf, planPage } from './paging.ts';

interface AuditRow {
  readonly id: number;
  readonly sort_value: number;
  readonly at: number;
  readonly actor_kind: string;
  readonly actor_id: number | null;
  readonly actor_name: string;
  readonly address: string | null;
  readonly action: string;
  readonly entity: string;
  readonly entity_id: number | null;
  readonly detail: string;
}

const auditSorts = { id: { by: sql<number>`l.id`, order: 'desc' } } as const;

export function createAuditReads(context: ReadContext): AuditReads {
  return {
    async list(scope, query) {
      const plan = planPage({ limit: query.limit, cursor: query.cursor }, auditSorts, 'id', sql`l.id`);
      const conditions: RawBuilder<unknown>[] = [sql`l.tenant_id = ${scope.tenantId}`];
      if (scope.resellerId !== undefined) {
        conditions.push(sql`l.entity = 'subscriber' AND l.entity_id IN (SELECT id FROM subscribers
          WHERE tenant_id = ${scope.tenantId} AND reseller_id = ${scope.resellerId})`);
      }
      if (query.from !== undefined) conditions.push(sql`l.at >= ${query.from}`);
      if (query.to !== undefined) conditions.push(sql`l.at < ${query.to}`);
      if (query.entity) conditions.push(sql`l.entity = ${query.entity}`);
      if (query.entityId !== undefined) conditions.push(sql`l.entity_id = ${query.entityId}`);
      if (query.action) conditions.push(sql`l.action = ${query.action}`);
      if (query.q?.trim()) {
        const text = searchFold(query.q.trim());
        conditions.push(sql`(instr(lower(l.actor_name), ${text}) > 0 OR instr(l.action, ${text}) > 0
          OR instr(lower(l.detail), ${text}) > 0)`);
      }
      const where = allOf(conditions);
      const rows = await rowsOf(
        context,
        sql<AuditRow>`SELECT l.*, l.id AS sort_value FROM audit l
          WHERE ${where} AND ${plan.after} ${plan.orderBy} LIMIT ${plan.limit + 1}`,
      );
      const [count] = await rowsOf(
        context,
        sql<{ total: number }>`SELECT count(*) AS total FROM audit l WHERE ${where}`,
      );
      return pageOf(plan, rows, count!.total, (row) => ({
        id: row.id,
        at: row.at,
        actorKind: row.actor_kind,
        actorId: row.actor_id,
        actorName: row.actor_name,
        address: row.address,
        action: row.action,
        entity: row.entity,
        entityId: row.entity_id,
        detail: JSON.parse(row.detail) as unknown,
      }));
    },
  };
}

interface AlertRow {
  readonly id: number;
  readonly sort_value: number;
  readonly key: string;
  readonly severity: string;
  readonly title: string;
  readonly detail: string;
  readonly raised_at: number;
  readonly last_at: number;
  readonly count: number;
  readonly resolved_at: number | null;
}

const alertSorts = { lastAt: { by: sql<number>`l.last_at`, order: 'desc' } } as const;

export function createAlertReads(context: ReadContext): AlertReads {
  return {
    async list(scope, query) {
      const plan = planPage({ limit: query.limit, cursor: query.cursor }, alertSorts, 'lastAt', sql`l.id`);
      const conditions: RawBuilder<unknown>[] = [sql`l.tenant_id = ${scope.tenantId}`];
      if (scope.resellerId !== undefined) conditions.push(sql`0`); // alerts speak of routers and of other people
      if (query.open !== undefined) {
        conditions.push(query.open ? sql`l.resolved_at IS NULL` : sql`l.resolved_at IS NOT NULL`);
      }
      const where = allOf(conditions);
      const rows = await rowsOf(
        context,
        sql<AlertRow>`SELECT l.*, l.last_at AS sort_value FROM alerts l
          WHERE ${where} AND ${plan.after} ${plan.orderBy} LIMIT ${plan.limit + 1}`,
      );
      const [count] = await rowsOf(
        context,
        sql<{ total: number }>`SELECT count(*) AS total FROM alerts l WHERE ${where}`,
      );
      return pageOf(plan, rows, count!.total, (row) => ({
        id: row.id,
        key: row.key,
        severity: row.severity as AlertView['severity'],
        title: row.title,
        detail: row.detail,
        raisedAt: row.raised_at,
        lastAt: row.last_at,
        count: row.count,
        resolvedAt: row.resolved_at,
      }));
    },
  };
}
