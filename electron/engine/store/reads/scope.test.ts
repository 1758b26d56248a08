/**
 * X32, Z6: no read crosses tenants or resellers.
 *
 * Two tenants with two resellers each are filled with the same kinds of rows; every text in them names its owner
 * (`T1R2`). Every scoped read is then called in every scope, by enumeration over `Reads`, and what comes back must not
 * contain another owner's mark, nor miss its own.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor, Scope } from '../commands.ts';
import type { Reads } from '../reads.ts';
import { addReseller, addTenant } from '../testing/rows.ts';
import { aFold, aNas, aService, aSession, aSubscriber } from '../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../writer/testing/writer-inside.ts';

const hour = 3_600_000;
const t0 = 490_000 * hour;
const period = { from: t0 - hour, to: t0 + 2 * hour };

let inside: WriterInside;
/** Each tenant without a reseller, and its two resellers. */
const owners: { readonly tenantId: number; readonly resellerId: number | undefined; readonly mark: string }[] = [];
const idsOf = new Map<
  string,
  {
    subscriberId: number;
    sessionId: number;
    serviceId: number;
    nasId: number;
    operatorId: number;
    certificateId: number;
    findingId: number;
    poolId: number;
    leaseId: number;
  }
>();

beforeAll(async () => {
  inside = writerInside();
  inside.clock.at = t0 + 1000;
  addTenant(inside.context.db, 2);
  for (const tenantId of [1, 2]) {
    inside.context.db.prepare('UPDATE tenants SET name = ? WHERE id = ?').run(`T${tenantId}`, tenantId);
    for (const n of [undefined, 1, 2]) {
      const mark = n === undefined ? `T${tenantId}R0` : `T${tenantId}R${n}`;
      const resellerId = n === undefined ? undefined : addReseller(inside.context.db, tenantId, mark);
      owners.push({ tenantId, resellerId, mark });
    }
  }
  for (const owner of owners) await fill(owner);
});
afterAll(() => inside.close());

async function fill({ tenantId, resellerId, mark }: (typeof owners)[number]): Promise<void> {
  const scope: Scope = { tenantId };
  const actor: Actor = { kind: 'operator', id: 1, name: mark };
  const { id: nasId } = await inside.run('nas.create', {
    ...{ scope, actor, at: t0 },
    nas: aNas({
      mode: 'radsec',
      name: `nas of T${tenantId} ${mark}`,
      address: `10.0.${tenantId}.${(resellerId ?? 0) + 1}`,
    }),
  });
  const { id: serviceId } = await inside.run('service.create', {
    ...{ scope, actor, at: t0 },
    service: aService({ name: `service of T${tenantId} ${mark}` }),
  });
  await inside.run('realm.create', {
    ...{ scope, actor, at: t0 },
    realm: { name: `${mark}.example`, methods: ['PAP'], isActive: true, isDefault: false },
  });
  const { id: groupId } = await inside.run('group.create', {
    ...{ scope, actor, at: t0 },
    group: { name: `group of ${mark}`, reply: [['Filter-Id', mark]], check: [], nasIds: [nasId], loginWindows: [] },
  });
  const third = owners.findIndex((owner) => owner.mark === mark);
  const pool = { kind: 'ipv4', ranges: [`10.99.${third}.0/24`], prefixLength: null, reserved: [] } as const;
  const { id: poolId } = await inside.run('pool.create', {
    ...{ scope, actor, at: t0 },
    pool: { ...pool, name: `pool of ${mark}`, isSticky: false, coolDownSeconds: 60, nasIds: [] },
  });
  const { ids } = await inside.run('subscriber.create', {
    ...{ scope, actor, at: t0, rates: ['1M/1M'], dryRun: false },
    rows: [
      aSubscriber({
        username: mark,
        fullName: mark,
        macs: [mark],
        portalPasswordHash: mark,
        staticIp: `10.98.${third}.9`,
        serviceId,
        resellerId: resellerId ?? null,
      }),
    ],
  });
  const subscriberId = ids[0]!;
  await inside.run('subscriber.attributes', {
    ...{ scope, actor, at: t0, id: subscriberId, groupIds: [groupId] },
    attributes: { reply: [['Framed-Route', `10.9.9.0/24 ${mark}`]], check: [] },
  });
  const open = aSession({
    ...{ sessionKey: `${mark} open`, acctSessionId: mark, tenantId, nasId, subscriberId, username: mark },
    ...{ startAt: t0, updateAt: t0, framedIpAddress: '100.64.0.1' },
  });
  const closed = { ...open, sessionKey: `${mark} closed`, stopAt: t0 + 5, closedBy: 'stop' as const };
  const orphan = { ...open, sessionKey: `${mark} orphan`, subscriberId: null };
  const usage = { subscriberId, downBytes: 7, upBytes: 1, countedBytes: 8 };
  const reset = { tenantId, subscriberId, at: t0, day: '2025-11-24', actorName: mark, batchId: `reset of ${mark}` };
  const forgiven = { dailyDownloadUsed: 1, dailyUploadUsed: 1, dailyQuotaUsed: 1, fupLevel: 1 };
  const before = { isAll: false, serviceId, previousResetAt: t0 - 1 };
  await inside.run(
    'fold.commit',
    aFold({
      sessions: [open, closed, orphan],
      hourly: [{ ...usage, hourAt: t0 }],
      daily: [{ ...usage, day: '2025-11-24', forgivenBytes: 0, correctionBytes: 0 }],
      receipts: [{ ...usage, sessionKey: open.sessionKey, at: t0, source: 'poll', freePercent: 0, decision: mark }],
      resets: [{ ...reset, ...forgiven, ...before }],
    }),
  );
  await inside.run('auth-log.append', {
    rejects: [
      {
        ...{ tenantId, username: mark, nasId, nasAddress: '10.0.0.1', reason: 'wrong-password', detail: mark },
        ...{ method: 'PAP', callingStationId: '', at: t0, count: 1 },
      },
    ],
    drops: [{ source: '10.9.9.9', localPort: 1812, reason: mark, detail: mark, nasId, at: t0, count: 1 }],
  });
  await inside.run('lease.note', {
    changes: [
      {
        ...{ tenantId, poolId, address: `10.99.${third}.5`, state: 'held', subscriberId, username: mark, nasId },
        ...{ loginClass: '', sessions: [`${nasId} ${mark}`], since: t0, until: null },
      },
    ],
  });
  const { items: leases } = await inside.reads.pools.leases(scope, { poolId });
  await inside.run('alert.raise', { tenantId, key: mark, severity: 'warn', title: mark, detail: mark, at: t0 });
  await inside.run('settings.set', { tenantId, actor, values: { motto: `T${tenantId}` }, at: t0 });
  const { id: operatorId } = await inside.run('operator.create', {
    ...{ tenantId, actor, username: mark, passwordHash: mark, role: 'admin', at: t0 },
  });
  inside.context.db.prepare('UPDATE operators SET reseller_id = ? WHERE id = ?').run(resellerId ?? null, operatorId);
  await inside.run('api-key.create', {
    ...{ tenantId, actor, operatorId, name: mark, prefix: mark, keyHash: mark, scopes: [], expiresAt: null, at: t0 },
  });
  await inside.run('portal.login', {
    ...{ tenantId, subscriberId, passwordHash: mark, tokenHash: mark, at: t0, expiresAt: t0 + hour },
  });
  await inside.run('portal.dismiss', { tenantId, subscriberId, key: mark, at: t0, until: t0 + hour });
  const { ids: certificateIds } = await inside.run('certificate.add', {
    ...{ scope, actor, at: t0 },
    certificates: [
      {
        ...{ kind: 'client', nasId, subject: mark, names: [], serial: mark, fingerprint256: mark },
        ...{ notBefore: 0, notAfter: 1, certificate: mark, key: mark },
      },
    ],
  });
  await inside.run('finding.note', {
    ...{ tenantId, kind: 'counter-wrapped', source: 'radius', nasId, subscriberId, username: mark },
    ...{ sessionKey: open.sessionKey, holdId: 0, evidence: { says: mark }, at: t0 },
  });
  const { items: found } = await inside.reads.findings.list(scope, { subscriberId });
  const session = await inside.reads.sessions.ofSubscriber(scope, subscriberId, period);
  idsOf.set(mark, {
    subscriberId,
    sessionId: session[0]!.id,
    serviceId,
    nasId,
    operatorId,
    certificateId: certificateIds[0]!,
    findingId: found[0]!.id,
    poolId,
    leaseId: leases[0]!.id,
  });
}

type Call = (scope: Scope, about: string) => Promise<unknown>;
type Scoped = Omit<Reads, 'engine' | 'login'>;
type CallsOf = { readonly [G in keyof Scoped]: { readonly [M in keyof Scoped[G]]: Call } };

/** Every scoped read, asked about one owner's rows. A read that is added does not compile until it is here. */
function calls(): CallsOf {
  const { reads } = inside;
  const of = (mark: string) => idsOf.get(mark)!;
  return {
    subscribers: {
      list: (scope, q) => reads.subscribers.list(scope, { q }),
      ids: (scope, q) => reads.subscribers.ids(scope, { q }),
      byId: (scope, mark) => reads.subscribers.byId(scope, of(mark).subscriberId),
      byUsername: (scope, mark) => reads.subscribers.byUsername(scope, mark),
      macs: (scope, mark) => reads.subscribers.macs(scope, of(mark).subscriberId),
      portalPasswordHash: (scope, mark) => reads.subscribers.portalPasswordHash(scope, of(mark).subscriberId),
      revealPassword: (scope, mark) => reads.subscribers.revealPassword(scope, of(mark).subscriberId),
    },
    services: {
      list: (scope) => reads.services.list(scope),
      byId: (scope, mark) => reads.services.byId(scope, of(mark).serviceId),
    },
    realms: { list: (scope) => reads.realms.list(scope), names: (scope) => reads.realms.names(scope) },
    groups: {
      list: (scope) => reads.groups.list(scope),
      ofSubscriber: (scope, mark) => reads.groups.ofSubscriber(scope, of(mark).subscriberId),
    },
    nas: {
      list: (scope) => reads.nas.list(scope),
      byId: (scope, mark) => reads.nas.byId(scope, of(mark).nasId),
    },
    pools: {
      list: (scope) => reads.pools.list(scope),
      counts: async (scope) => [...(await reads.pools.counts(scope)).keys()],
      leases: (scope, q) => reads.pools.leases(scope, { q }),
      lease: (scope, mark) => reads.pools.lease(scope, of(mark).leaseId),
      ofPool: (scope, mark) => reads.pools.ofPool(scope, of(mark).poolId),
      statics: (scope) => reads.pools.statics(scope),
    },
    certificates: {
      list: (scope) => reads.certificates.list(scope),
      byId: (scope, mark) => reads.certificates.byId(scope, of(mark).certificateId),
    },
    sessions: {
      open: (scope, q) => reads.sessions.open(scope, { q }),
      cdr: (scope, q) => reads.sessions.cdr(scope, { q }),
      byId: (scope, mark) => reads.sessions.byId(scope, of(mark).sessionId),
      openByKeys: (scope, mark) => reads.sessions.openByKeys(scope, [`${mark} open`, `${mark} closed`]),
      ofSubscriber: (scope, mark) => reads.sessions.ofSubscriber(scope, of(mark).subscriberId, period),
      byAddress: (scope) => reads.sessions.byAddress(scope, { kind: 'ipv4', address: '100.64.0.1' }, period, 100),
      oldestStopAt: (scope) => reads.sessions.oldestStopAt(scope),
      openByAddress: (scope) => reads.sessions.openByAddress(scope, '100.64.0.1'),
    },
    authLog: {
      all: (scope, q) => reads.authLog.all(scope, { q }),
      latest: (scope) => reads.authLog.latest(scope, { limit: 100 }),
      drops: (scope, q) => reads.authLog.drops(scope, { q }),
      causes: (scope) => reads.authLog.causes(scope, {}),
    },
    fup: {
      stats: (scope) => reads.fup.stats(scope),
      resets: (scope, mark) => reads.fup.resets(scope, of(mark).subscriberId),
      batch: (scope, mark) => reads.fup.batch(scope, `reset of ${mark}`),
      undoable: (scope) => reads.fup.undoable(scope, t0),
    },
    nasFigures: {
      ofNas: (scope, mark) => reads.nasFigures.ofNas(scope, of(mark).nasId, 'minutes', period),
      ofAll: (scope) => reads.nasFigures.ofAll(scope, period),
    },
    overview: {
      hourly: (scope) => reads.overview.hourly(scope, period),
      topSubscribers: (scope) => reads.overview.topSubscribers(scope, period, 100),
      counts: (scope) => reads.overview.counts(scope),
    },
    usage: {
      daily: (scope, mark) => reads.usage.daily(scope, of(mark).subscriberId, '2025-11-01', '2025-12-01'),
      hourly: (scope, mark) => reads.usage.hourly(scope, of(mark).subscriberId, period),
      receipts: (scope, mark) => reads.usage.receipts(scope, of(mark).subscriberId, period),
    },
    audit: { list: (scope, q) => reads.audit.list(scope, { q }) },
    alerts: { list: (scope) => reads.alerts.list(scope, {}) },
    findings: {
      list: (scope, mark) => reads.findings.list(scope, { subscriberId: of(mark).subscriberId }),
      byId: (scope, mark) => reads.findings.byId(scope, of(mark).findingId),
    },
    settings: { all: (scope) => reads.settings.all(scope) },
    tenants: {
      own: (scope) => reads.tenants.own(scope),
      resellers: (scope) => reads.tenants.resellers(scope),
    },
    operators: {
      list: (scope) => reads.operators.list(scope),
      byId: (scope, mark) => reads.operators.byId(scope, of(mark).operatorId),
      roles: (scope) => reads.operators.roles(scope),
      apiKeys: (scope) => reads.operators.apiKeys(scope),
    },
    portal: {
      session: (scope, mark) => reads.portal.session(scope, mark),
      dismissals: (scope, mark) => reads.portal.dismissals(scope, of(mark).subscriberId),
    },
  };
}

const scopes: readonly (readonly [string, Scope, (mark: string) => boolean])[] = [
  ['tenant 1', { tenantId: 1 }, (mark) => mark.startsWith('T1')],
  ['tenant 2', { tenantId: 2 }, (mark) => mark.startsWith('T2')],
  ['reseller 1 of tenant 1', { tenantId: 1, resellerId: 1 }, (mark) => mark === 'T1R1'],
  ['reseller 2 of tenant 1', { tenantId: 1, resellerId: 2 }, (mark) => mark === 'T1R2'],
  ['reseller 1 of tenant 2', { tenantId: 2, resellerId: 3 }, (mark) => mark === 'T2R1'],
  ["another tenant's reseller", { tenantId: 2, resellerId: 1 }, () => false],
];

/** What belongs to the whole tenant and a reseller may see: plans, routers and the name of its ISP. */
const tenantWide = new Set([
  ...['services.list', 'services.byId', 'nas.list', 'nas.byId', 'settings.all', 'tenants.own'],
  ...['realms.list', 'realms.names', 'groups.list', 'pools.list'],
]);
/** Figures: they carry no mark, and are compared by number below. */
const figures = new Set([
  'fup.stats',
  'overview.hourly',
  'overview.counts',
  'sessions.oldestStopAt',
  'nasFigures.ofNas',
  'nasFigures.ofAll',
  'operators.roles',
  'pools.counts',
  'usage.daily',
  'usage.hourly',
]);
/** Alerts and datagrams are the tenant's business only. */
const noneForResellers = new Set([
  ...['alerts.list', 'authLog.drops', 'authLog.causes', 'certificates.list', 'certificates.byId'],
]);

describe.each(scopes)('%s', (_name, scope, isOwn) => {
  it('sees nothing of others in any read, whatever it asks about', async () => {
    for (const [group, methods] of Object.entries(calls())) {
      for (const [method, call] of Object.entries(methods) as [string, Call][]) {
        for (const { mark } of owners) {
          const name = `${group}.${method}`;
          const found = JSON.stringify(await call(scope, mark)) ?? '';
          const marks = new Set(found.match(/T\dR\d/g) ?? []);
          const allowed = (other: string) =>
            isOwn(other) || (tenantWide.has(name) && other.startsWith(`T${scope.tenantId}`));
          expect([name, mark, [...marks].filter((other) => !allowed(other))]).toEqual([name, mark, []]);
          if (name === 'subscribers.revealPassword') expect([mark, found !== '']).toEqual([mark, isOwn(mark)]);
          if (name === 'portal.session') expect([mark, found !== '']).toEqual([mark, isOwn(mark)]);
          if (name === 'subscribers.ids') expect([mark, found !== '[]']).toEqual([mark, isOwn(mark)]);
          if (name === 'usage.daily' || name === 'usage.hourly')
            expect([mark, found !== '[]']).toEqual([mark, isOwn(mark)]);
        }
      }
    }
  });

  it('counts its own only', async () => {
    const subscribers = owners.filter(({ mark }) => isOwn(mark)).length;
    const isTenant = scope.resellerId === undefined;
    const counts = await inside.reads.overview.counts(scope);
    expect(counts.subscribers).toBe(subscribers);
    // Of each owner one session is open and one is an orphan, which is the tenant's.
    expect(counts.openSessions).toBe(isTenant ? subscribers * 2 : subscribers);
    expect((await inside.reads.fup.stats(scope)).total).toBe(subscribers);
    const hours = await inside.reads.overview.hourly(scope, period);
    expect(hours.reduce((sum, { downBytes }) => sum + downBytes, 0)).toBe(7 * subscribers);
    const { totals, total } = await inside.reads.sessions.cdr(scope, {});
    expect([totals.sessions, total]).toEqual([subscribers, subscribers]);
    const causes = await inside.reads.authLog.causes(scope, {});
    const rejects = causes.filter(({ result }) => result === 'reject');
    expect(rejects.reduce((sum, { count }) => sum + count, 0)).toBe(subscribers);
    const services = await inside.reads.services.list(scope);
    expect(services.reduce((sum, service) => sum + service.subscribers, 0)).toBe(subscribers);
    const nas = await inside.reads.nas.list(scope);
    expect(nas.reduce((sum, { openSessions }) => sum + openSessions, 0)).toBe(counts.openSessions);
  });
});

const marks = ['T1R0', 'T1R1', 'T1R2', 'T2R0', 'T2R1', 'T2R2'];
describe.each(scopes.filter(([, , isOwn]) => marks.some(isOwn)))('%s, who has rows', (_name, scope, isOwn) => {
  it('sees them in every read', async () => {
    for (const [group, methods] of Object.entries(calls())) {
      for (const [method, call] of Object.entries(methods) as [string, Call][]) {
        const name = `${group}.${method}`;
        const isMute =
          figures.has(name) ||
          /portalPasswordHash|portal\.session|revealPassword|\.ids$|settings|tenants\.own/.test(name);
        if (isMute || (scope.resellerId !== undefined && noneForResellers.has(name))) continue;
        for (const { mark } of owners.filter((owner) => isOwn(owner.mark))) {
          if (name === 'tenants.resellers' && mark.endsWith('R0')) continue;
          expect([name, mark, JSON.stringify(await call(scope, mark))?.includes(mark)]).toEqual([name, mark, true]);
        }
      }
    }
  });
});
