/** Groups of RADIUS attributes: `radius_groups` with the rows of FreeRADIUS's group tables. */
import { type Selectable, sql } from 'kysely';
import type { CheckRow } from '../../../../shared/domain/check-row.ts';
import type { LoginWindow } from '../../../../shared/domain/login-window.ts';
import type { GroupReads, GroupView } from '../reads.ts';
import type { RadgroupTable, RadiusGroupsTable } from '../schema.ts';
import { type ReadContext, rowsOf, scopeOf } from './context.ts';

/** What the speed writes into `radreply`; shown as the speed, not as an attribute. */
const rateAttribute = 'Mikrotik-Rate-Limit';

export function createGroupReads(context: ReadContext): GroupReads {
  return {
    async list(scope) {
      const all = await groupsWhere(context, scope.tenantId);
      const members = await rowsOf(
        context,
        sql<{ groupname: string; subscribers: number }>`SELECT u.groupname, count(*) AS subscribers
          FROM radusergroup u JOIN subscribers s ON s.id = u.subscriber_id
          WHERE s.deleted_at IS NULL AND ${scopeOf(scope, 's')} GROUP BY u.groupname`,
      );
      const services = await context.kysely
        .selectFrom('services')
        .select(['id', 'name', 'group_id'])
        .where('tenant_id', '=', scope.tenantId)
        .where('deleted_at', 'is', null)
        .where('group_id', 'is not', null)
        .orderBy('name')
        .execute();
      const membersOf = new Map(members.map(({ groupname, subscribers }) => [groupname, subscribers]));
      return all.map((group) => ({
        ...group,
        subscribers: membersOf.get(group.name) ?? 0,
        services: services.filter(({ group_id }) => group_id === group.id).map(({ id, name }) => ({ id, name })),
      }));
    },

    async ofSubscriber(scope, subscriberId) {
      const [found] = await rowsOf(
        context,
        sql`SELECT 1 FROM subscribers s WHERE s.id = ${subscriberId} AND s.deleted_at IS NULL
          AND ${scopeOf(scope, 's')}`,
      );
      if (!found) return undefined;
      const reply = await rowsOf(
        context,
        sql<{ attribute: string; value: string }>`SELECT attribute, value FROM radreply
          WHERE subscriber_id = ${subscriberId} AND attribute <> ${rateAttribute} ORDER BY id`,
      );
      const check = await rowsOf(
        context,
        sql<CheckRow>`SELECT attribute, op, value FROM radcheck WHERE subscriber_id = ${subscriberId} ORDER BY id`,
      );
      const groups = await rowsOf(
        context,
        sql<{ id: number }>`SELECT g.id FROM radusergroup u
          JOIN radius_groups g ON g.tenant_id = u.tenant_id AND g.name = u.groupname
          WHERE u.subscriber_id = ${subscriberId} ORDER BY u.priority, u.id`,
      );
      return {
        reply: reply.map(({ attribute, value }) => [attribute, value] as const),
        check,
        groupIds: groups.map(({ id }) => id),
      };
    },
  };
}

/** Every group of every tenant, for the engine. */
export const allGroups = (context: ReadContext): Promise<GroupView[]> => groupsWhere(context, undefined);

async function groupsWhere({ kysely }: ReadContext, tenantId: number | undefined): Promise<GroupView[]> {
  let groups = kysely.selectFrom('radius_groups').selectAll().orderBy('name');
  let reply = kysely.selectFrom('radgroupreply').selectAll().orderBy('id');
  let check = kysely.selectFrom('radgroupcheck').selectAll().orderBy('id');
  if (tenantId !== undefined) {
    groups = groups.where('tenant_id', '=', tenantId);
    reply = reply.where('tenant_id', '=', tenantId);
    check = check.where('tenant_id', '=', tenantId);
  }
  const keyOf = (row: Selectable<RadgroupTable>) => `${row.tenant_id} ${row.groupname}`;
  const replyOf = Map.groupBy(await reply.execute(), keyOf);
  const checkOf = Map.groupBy(await check.execute(), keyOf);
  return (await groups.execute()).map((row) => groupView(row, replyOf, checkOf));
}

type Rows = ReadonlyMap<string, readonly Selectable<RadgroupTable>[]>;

function groupView(row: Selectable<RadiusGroupsTable>, replyOf: Rows, checkOf: Rows): GroupView {
  const key = `${row.tenant_id} ${row.name}`;
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    reply: (replyOf.get(key) ?? []).map(({ attribute, value }) => [attribute, value] as const),
    check: (checkOf.get(key) ?? []).map(({ attribute, op, value }) => ({ attribute, op: op as CheckRow['op'], value })),
    nasIds: JSON.parse(row.nas_ids) as number[],
    loginWindows: JSON.parse(row.login_windows) as LoginWindow[],
    createdAt: row.created_at,
    revision: row.revision,
  };
}
