/** Hot reads of the engine itself: constant texts, prepared once, across all tenants. */
import type { CheckRow } from '../../../../shared/domain/check-row.ts';
import { decodeFact } from '../accounting-fact.ts';
import type { AlertTime, Change, EngineReads, SubscriberSnapshot } from '../reads.ts';
import { livingCertificates } from './certificates.ts';
import type { ReadContext } from './context.ts';
import { allGroups } from './groups.ts';
import { allNas } from './nas.ts';
import { allLeases, allPools, areLeasesOpen } from './pools.ts';
import { allRealms } from './realms.ts';
import { allServices } from './services.ts';
import { type RadacctRow, sessionOf } from './sessions.ts';
import { countersOf, type SubscriberRow } from './subscribers.ts';
import { settingsOf, tenantView } from './tenants.ts';

/** Unsealing one password takes about 8 µs: a slice keeps the thread for some 10 ms. */
const sliceRows = 1000;

interface Reply {
  readonly subscriber_id: number;
  readonly attribute: string;
  readonly value: string;
}

/** Sessions of one NAS with one Acct-Session-Id that are looked at for the one that began last. */
const alikeLooked = 64;

interface Begun {
  readonly radacctid: number;
  readonly start_at: number;
}

/** Of two that began at once the one that was kept last. */
const later = (one: Begun | undefined, other: Begun): Begun =>
  one && (one.start_at - other.start_at || one.radacctid - other.radacctid) > 0 ? one : other;

interface ChangeRow {
  readonly seq: number;
  readonly at: number;
  readonly tenant_id: number;
  readonly entity: string;
  readonly entity_id: number;
  readonly kind: string;
}

/** Every row brings texts of its own; 20,000 snapshots hold one of each instead. */
const statuses: Readonly<Record<string, SubscriberSnapshot['status']>> = {
  active: 'active',
  inactive: 'inactive',
  suspended: 'suspended',
};
const none: readonly never[] = Object.freeze([]);

/** One object for the reply attributes of all subscribers that have the same: those of one plan, mostly. */
function createSharedReplies(): (rows: readonly Reply[]) => SubscriberSnapshot['reply'] {
  const known = new Map<string, SubscriberSnapshot['reply']>();
  return (rows) => {
    const key = rows.map(({ attribute, value }) => `${attribute}\u0000${value}`).join('\u0001');
    let reply = known.get(key);
    if (!reply) {
      reply = rows.map(({ attribute, value }) => [attribute, value] as const);
      known.set(key, reply);
    }
    return reply;
  };
}

export function createEngineReads(context: ReadContext): EngineReads {
  const { db, sql, sealer } = context;
  const lastChangeSeq = (): number => sql('SELECT coalesce(max(seq), 0) FROM changes').pluck().get() as number;

  /** Rows of subscribers with what hangs on them. `ids` is a subquery over the same parameters. */
  const read = db.transaction((where: string, ...params: unknown[]): SubscriberSnapshot[] => {
    const rows = sql(`SELECT * FROM subscribers WHERE deleted_at IS NULL AND ${where}`).all(
      ...params,
    ) as SubscriberRow[];
    if (rows.length === 0) return [];
    const ids = JSON.stringify(rows.map(({ id }) => id));
    const replies = sql(
      `SELECT subscriber_id, attribute, radreply.value FROM json_each(?) i CROSS JOIN radreply ON subscriber_id = i.value
       ORDER BY radreply.id`,
    ).all(ids) as Reply[];
    const macs = sql(
      'SELECT subscriber_id, mac FROM json_each(?) i CROSS JOIN subscriber_macs ON subscriber_id = i.value',
    ).all(ids) as { subscriber_id: number; mac: string }[];
    const checks = sql(
      `SELECT subscriber_id, attribute, op, radcheck.value FROM json_each(?) i
         CROSS JOIN radcheck ON subscriber_id = i.value ORDER BY radcheck.id`,
    ).all(ids) as (CheckRow & { subscriber_id: number })[];
    const groups = sql(
      `SELECT u.subscriber_id, g.id AS group_id FROM json_each(?) i CROSS JOIN radusergroup u ON u.subscriber_id = i.value
         JOIN radius_groups g ON g.tenant_id = u.tenant_id AND g.name = u.groupname ORDER BY u.priority, u.id`,
    ).all(ids) as { subscriber_id: number; group_id: number }[];
    const checksOf = Map.groupBy(checks, (row) => row.subscriber_id);
    const groupsOf = Map.groupBy(groups, (row) => row.subscriber_id);
    const replyOf = Map.groupBy(replies, (reply) => reply.subscriber_id);
    const macsOf = Map.groupBy(macs, (row) => row.subscriber_id);
    const shared = createSharedReplies();
    return rows.map((row) => ({
      id: row.id,
      tenantId: row.tenant_id,
      resellerId: row.reseller_id,
      serviceId: row.service_id,
      username: row.username,
      password: sealer.unseal('subscribers.password', row.password_sealed),
      status: statuses[row.status] ?? (row.status as SubscriberSnapshot['status']),
      macs: macsOf.get(row.id)?.map(({ mac }) => mac) ?? none,
      staticIp: row.static_ip,
      expiresAt: row.expires_at,
      simultaneousUse: row.simultaneous_use,
      macMode: row.mac_mode as SubscriberSnapshot['macMode'],
      macLimit: row.mac_limit,
      macsClearedAt: row.macs_cleared_at,
      billingDay: row.billing_day,
      boostPercent: row.boost_percent,
      boostUntil: row.boost_until,
      createdAt: row.created_at,
      counters: countersOf(row),
      reply: shared(replyOf.get(row.id) ?? none),
      check: checksOf.get(row.id)?.map(({ attribute, op, value }) => ({ attribute, op, value })) ?? none,
      groupIds: groupsOf.get(row.id)?.map(({ group_id }) => group_id) ?? none,
    }));
  });

  const session = (text: string, ...params: unknown[]) => {
    const row = sql(text).get(...params) as RadacctRow | undefined;
    return row && sessionOf(row);
  };

  return {
    async foldCursor() {
      return sql("SELECT value FROM cursors WHERE name = 'fold'").pluck().get() as number;
    },

    async facts(after, limit) {
      const rows = sql('SELECT seq, fact FROM accounting_facts WHERE seq > ? ORDER BY seq LIMIT ?').all(after, limit);
      return (rows as { seq: number; fact: string }[]).map(({ seq, fact }) => ({ seq, fact: decodeFact(fact) }));
    },

    async unfoldedFacts(limit) {
      const rows = sql(
        'SELECT seq, fact FROM unfolded_facts JOIN accounting_facts USING (seq) ORDER BY seq LIMIT ?',
      ).all(limit);
      return (rows as { seq: number; fact: string }[]).map(({ seq, fact }) => ({ seq, fact: decodeFact(fact) }));
    },

    async changes(after, limit) {
      const first = sql('SELECT min(seq) FROM changes').pluck().get() as number | null;
      // Also when the feed is behind its reader: another database stands here than the one it read.
      const gap = first === null ? after > 0 : first > after + 1 || after > lastChangeSeq();
      if (gap) return { changes: [], gap };
      const rows = sql('SELECT * FROM changes WHERE seq > ? ORDER BY seq LIMIT ?').all(after, limit) as ChangeRow[];
      return { changes: rows.map(changeOf), gap };
    },

    async lastChangeSeq() {
      return lastChangeSeq();
    },

    async openSessions() {
      const rows = sql('SELECT * FROM radacct INDEXED BY radacct_open WHERE stop_at IS NULL').all() as RadacctRow[];
      return rows.map(sessionOf);
    },

    async sessionByKey(sessionKey) {
      return session('SELECT * FROM radacct WHERE session_key = ?', sessionKey);
    },

    async undecidedHolds(before, limit) {
      return sql(
        `SELECT session_key AS sessionKey, hold_id AS holdId FROM findings
         WHERE kind = 'quarantined' AND resolved_at IS NULL AND first_at <= ? ORDER BY first_at LIMIT ?`,
      ).all(before, limit) as { sessionKey: string; holdId: number }[];
    },

    // Compared here: ordered by time in SQL, one row of each new session would cost a sorter and a table for the ids, five
    // times the search. The index gives what was kept last without sorting, and its end is enough: a router that calls
    // all its sessions alike has thousands, and the one that began last is not further back than a late record or two.
    async latestSession(nasId, acctSessionId, orId = acctSessionId) {
      const search = sql(
        'SELECT radacctid, start_at FROM radacct WHERE nas_id = ? AND acctsessionid = ? ORDER BY radacctid DESC LIMIT ?',
      );
      const ids = acctSessionId === orId ? [acctSessionId] : [acctSessionId, orId];
      const found = ids.flatMap((id) => search.all(nasId, id, alikeLooked) as Begun[]);
      const latest = found.reduce<Begun | undefined>(later, undefined);
      return latest && session('SELECT * FROM radacct WHERE radacctid = ?', latest.radacctid);
    },

    async subscribers() {
      const changeSeq = lastChangeSeq();
      const subscribers: SubscriberSnapshot[] = [];
      for (let after = 0; ; after = subscribers.at(-1)!.id) {
        const slice = read('id > ? ORDER BY id LIMIT ?', after, sliceRows);
        subscribers.push(...slice);
        if (slice.length < sliceRows) return { changeSeq, subscribers };
        await new Promise((resolve) => setImmediate(resolve));
      }
    },

    async subscribersByIds(ids) {
      return ids.length === 0 ? [] : read('id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));
    },

    nas: () => allNas(context),
    certificates: () => livingCertificates(context),
    services: () => allServices(context),
    realms: () => allRealms(context),
    pools: () => allPools(context),
    leases: () => allLeases(context),
    areLeasesOpen: async () => areLeasesOpen(context),
    retentionAt: async () =>
      (context.sql("SELECT value FROM store_meta WHERE name = 'retention_at'").pluck().get() as number | undefined) ??
      null,
    groups: () => allGroups(context),

    async tenants() {
      return (await context.kysely.selectFrom('tenants').selectAll().orderBy('id').execute()).map(tenantView);
    },

    async alertTimes(keys, { from, to }) {
      return sql(
        `SELECT key, raised_at AS raisedAt, resolved_at AS resolvedAt FROM alerts
         WHERE key IN (SELECT value FROM json_each(?)) AND raised_at <= ? AND (resolved_at IS NULL OR resolved_at >= ?)`,
      ).all(JSON.stringify(keys), to, from) as AlertTime[];
    },

    settings: (tenantId) => settingsOf(context, tenantId),
  };
}

const changeOf = (row: ChangeRow): Change => ({
  seq: row.seq,
  at: row.at,
  tenantId: row.tenant_id,
  entity: row.entity as Change['entity'],
  entityId: row.entity_id,
  kind: row.kind as Change['kind'],
});
