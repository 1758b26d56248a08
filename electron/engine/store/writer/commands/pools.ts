/** IP pools, which operators change, and leases, which the data plane tells of. */
import { poolSpace } from '../../../../../shared/domain/pool-space.ts';
import type { PoolInput, Scope } from '../../commands.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import type { CommandContext, Handler } from '../context.ts';
import { wholeTenant } from './scope.ts';

interface PoolRow {
  readonly id: number;
  readonly name: string;
  readonly kind: PoolInput['kind'];
  readonly ranges: string;
  readonly prefix_length: number | null;
  readonly reserved: string;
  readonly sticky: number;
  readonly cool_down_seconds: number;
  readonly nas_ids: string;
  readonly revision: number;
}

export const poolCreate: Handler<'pool.create'> = (context, { scope, actor, pool, at }) => {
  wholeTenant(scope, 'IP pools');
  check(context, scope, pool, 0);
  const { lastInsertRowid } = context
    .sql(
      `INSERT INTO ip_pools (tenant_id, name, kind, ranges, prefix_length, reserved, sticky, cool_down_seconds, nas_ids, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(scope.tenantId, ...valuesOf(pool), at);
  const id = Number(lastInsertRowid);
  context.edited({ tenantId: scope.tenantId, actor, at, entity: 'pool', id, kind: 'created' }, { after: pool });
  return { id };
};

export const poolUpdate: Handler<'pool.update'> = (context, { scope, actor, id, pool, revision, at }) => {
  wholeTenant(scope, 'IP pools');
  const row = poolRow(context, scope, id);
  if (row.revision !== revision) {
    throw new Conflict(
      `Pool ${row.name} was changed by somebody else meanwhile. Open it again and repeat the change.`,
      'revision',
    );
  }
  const before = shown(row);
  check(context, scope, pool, id);
  if (pool.kind !== before.kind) throw new Invalid([{ field: 'kind', message: 'cannot change: make another pool' }]);
  context
    .sql(
      `UPDATE ip_pools SET name = ?, kind = ?, ranges = ?, prefix_length = ?, reserved = ?, sticky = ?,
         cool_down_seconds = ?, nas_ids = ?, revision = revision + 1 WHERE id = ?`,
    )
    .run(...valuesOf(pool), id);
  context.edited({ tenantId: scope.tenantId, actor, at, entity: 'pool', id, kind: 'updated' }, { before, after: pool });
  return { id };
};

export const poolRemove: Handler<'pool.remove'> = (context, { scope, actor, id, at }) => {
  wholeTenant(scope, 'IP pools');
  const before = poolRow(context, scope, id);
  const taken = context
    .sql("SELECT count(*) FROM ip_leases WHERE pool_id = ? AND state IN ('held', 'given')")
    .pluck()
    .get(id) as number;
  if (taken > 0) {
    throw new Conflict(
      `${taken} addresses of pool ${before.name} are in use. Let their subscribers log in from another pool first, or release them.`,
    );
  }
  context.sql('DELETE FROM ip_leases WHERE pool_id = ?').run(id);
  context.sql('DELETE FROM ip_pools WHERE id = ?').run(id);
  context.edited(
    { tenantId: scope.tenantId, actor, at, entity: 'pool', id, kind: 'removed' },
    { before: shown(before) },
  );
  return { id };
};

export const leaseNote: Handler<'lease.note'> = (context, { changes }) => {
  for (const change of changes) {
    if (change.state === 'free') {
      context.sql('DELETE FROM ip_leases WHERE tenant_id = ? AND address = ?').run(change.tenantId, change.address);
      continue;
    }
    // A pool that was removed meanwhile has no record.
    context
      .sql(
        `INSERT INTO ip_leases (tenant_id, address, pool_id, state, subscriber_id, username, nas_id, login_class, sessions, since_at, until_at)
         SELECT ?, ?, id, ?, ?, ?, ?, ?, ?, ?, ? FROM ip_pools WHERE id = ?
         ON CONFLICT (tenant_id, address) DO UPDATE SET pool_id = excluded.pool_id, state = excluded.state,
           subscriber_id = excluded.subscriber_id, username = excluded.username, nas_id = excluded.nas_id,
           login_class = excluded.login_class, sessions = excluded.sessions, since_at = excluded.since_at,
           until_at = excluded.until_at`,
      )
      .run(
        ...[change.tenantId, change.address, change.state, change.subscriberId, change.username, change.nasId],
        ...[change.loginClass, JSON.stringify(change.sessions), change.since, change.until, change.poolId],
      );
  }
  return { written: changes.length };
};

export const leaseMark: Handler<'lease.mark'> = (context, { isOpen }) => {
  context
    .sql(
      `INSERT INTO store_meta (name, value) VALUES ('leases_open', ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    )
    .run(Number(isOpen));
  return { isOpen };
};

export const leaseRelease: Handler<'lease.release'> = (context, { scope, actor, id, at }) => {
  wholeTenant(scope, 'leases');
  const row = context
    .sql(
      `SELECT l.address, l.username, l.state, p.name AS pool, p.cool_down_seconds FROM ip_leases l
       JOIN ip_pools p ON p.id = l.pool_id WHERE l.id = ? AND l.tenant_id = ? AND l.state <> 'granted'`,
    )
    .get(id, scope.tenantId) as
    | { address: string; username: string; state: string; pool: string; cool_down_seconds: number }
    | undefined;
  if (!row) throw new NotFound(`There is no lease ${id}.`);
  context
    .sql("UPDATE ip_leases SET state = 'quarantined', sessions = '[]', since_at = ?, until_at = ? WHERE id = ?")
    .run(at, at + row.cool_down_seconds * 1000, id);
  const { address, username, state, pool } = row;
  const detail = { address, username, state, pool };
  const { tenantId } = scope;
  context.audit({ tenantId, actor, action: 'lease.released', entity: 'lease', entityId: id, detail, at });
  return { address };
};

function poolRow(context: CommandContext, { tenantId }: Scope, id: number): PoolRow {
  const row = context.sql('SELECT * FROM ip_pools WHERE id = ? AND tenant_id = ?').get(id, tenantId);
  if (!row) throw new NotFound(`There is no IP pool ${id}.`);
  return row as PoolRow;
}

function check(context: CommandContext, { tenantId }: Scope, pool: PoolInput, ownId: number): void {
  const space = poolSpace(pool);
  if (!space.ok) throw new Invalid(space.fault);
  const others = context
    .sql('SELECT * FROM ip_pools WHERE tenant_id = ? AND id <> ?')
    .all(tenantId, ownId) as PoolRow[];
  if (others.some(({ name }) => name === pool.name)) {
    throw new Conflict(`There is already an IP pool named ${pool.name}.`, 'name');
  }
  for (const other of others) {
    const theirs = poolSpace(shown(other));
    if (!theirs.ok) continue;
    const index = pool.ranges.findIndex((range) => {
      const one = poolSpace({ ...pool, ranges: [range], reserved: [] });
      return one.ok && one.value.overlap(theirs.value) !== undefined;
    });
    const common = space.value.overlap(theirs.value);
    if (common !== undefined) {
      throw new Conflict(`${common} is in pool ${other.name} already.`, `ranges[${Math.max(0, index)}]`);
    }
  }
  for (const [index, nasId] of pool.nasIds.entries()) {
    const known = context
      .sql('SELECT 1 FROM nas WHERE id = ? AND tenant_id = ? AND deleted_at IS NULL')
      .get(nasId, tenantId);
    if (!known)
      throw new Invalid([{ field: `nasIds[${index}]`, message: `is no NAS: there is none with number ${nasId}` }]);
  }
}

const valuesOf = (pool: PoolInput): unknown[] => [
  ...[pool.name, pool.kind, JSON.stringify(pool.ranges), pool.prefixLength, JSON.stringify(pool.reserved)],
  ...[Number(pool.isSticky), pool.coolDownSeconds, JSON.stringify(pool.nasIds)],
];

const shown = (row: PoolRow): PoolInput => ({
  name: row.name,
  kind: row.kind,
  ranges: JSON.parse(row.ranges) as string[],
  prefixLength: row.prefix_length,
  reserved: JSON.parse(row.reserved) as string[],
  isSticky: row.sticky === 1,
  coolDownSeconds: row.cool_down_seconds,
  nasIds: JSON.parse(row.nas_ids) as number[],
});
