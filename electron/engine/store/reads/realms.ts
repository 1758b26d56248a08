/** Realms, with the subscribers of a scope in each: a stored name's realm follows from its suffix (shared/domain/realm.ts). */
import { type Selectable, sql } from 'kysely';
import { type RealmMethod, realmKey, realmsOf } from '../../../../shared/domain/realm.ts';
import type { Scope } from '../commands.ts';
import type { RealmReads, RealmView } from '../reads.ts';
import type { RealmsTable } from '../schema.ts';
import { type ReadContext, rowsOf, scopeOf } from './context.ts';

export function createRealmReads(context: ReadContext): RealmReads {
  async function names({ tenantId }: Scope): Promise<RealmView[]> {
    const rows = await context.kysely
      .selectFrom('realms')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .orderBy('name')
      .execute();
    return rows.map(realmView);
  }
  return {
    names,
    async list(scope) {
      const all = await names(scope);
      const byRealm = new Map<string, number>();
      const { byName, standard } = realmsOf(all);
      // SQLite has no search from the right: what follows the last @ is what rtrim leaves of everything else.
      const counts = await rowsOf(
        context,
        sql<{ suffix: string; subscribers: number }>`
          SELECT CASE WHEN instr(username, '@') = 0 THEN ''
              ELSE substr(username, length(rtrim(username, replace(username, '@', ''))) + 1) END AS suffix,
            count(*) AS subscribers
          FROM subscribers s WHERE deleted_at IS NULL AND ${scopeOf(scope, 's')} GROUP BY suffix`,
      );
      for (const { suffix, subscribers } of counts) {
        const realm = byName.get(realmKey(suffix)) ?? standard;
        if (realm) byRealm.set(realm.name, (byRealm.get(realm.name) ?? 0) + subscribers);
      }
      return all.map((realm) => ({ ...realm, subscribers: byRealm.get(realm.name) ?? 0 }));
    },
  };
}

/** Every realm of every tenant, for the engine. */
export async function allRealms(context: ReadContext): Promise<RealmView[]> {
  return (await context.kysely.selectFrom('realms').selectAll().orderBy('id').execute()).map(realmView);
}

const realmView = (row: Selectable<RealmsTable>): RealmView => ({
  id: row.id,
  tenantId: row.tenant_id,
  name: row.name,
  methods: JSON.parse(row.methods) as RealmMethod[],
  isActive: row.active === 1,
  isDefault: row.is_default === 1,
  createdAt: row.created_at,
});
