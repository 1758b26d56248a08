/** An ISP in memory for tests of the live topics: what the control plane and the store would answer, by hand. */
import type { LiveSession } from '../../../../shared/contract/operations/sessions.ts';
import type { Delta, Snapshot, TopicName, TopicRef } from '../../../../shared/contract/topics.ts';
import { topics } from '../../../../shared/contract/topics.ts';
import { openSession } from '../../../../shared/domain/usage-session.ts';
import { Counters } from '../../aaa/counters.ts';
import { openOnNas } from '../../fleet/health.ts';
import { RouterRefused } from '../../routeros/errors.ts';
import type { RouterState } from '../../routeros/link.ts';
import { createManualTimers } from '../../routeros/testing/manual-timers.ts';
import type { Row } from '../../routeros/words.ts';
import type { Scope } from '../../store/commands.ts';
import type { AlertView, AuthLogView, PageQuery, SessionFilter, SessionView } from '../../store/reads.ts';
import { createLiveFeed, type LiveFeedPorts } from '../live-feed.ts';
import type { LiveAccount, LiveControl, LiveNas, OpenSession } from '../ports.ts';
import type { SlicePorts } from '../slices.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface Subscriber {
  readonly id: number;
  readonly tenantId: number;
  resellerId: number | null;
  serviceId: number;
  fullName: string;
  readonly account: Mutable<LiveAccount> & { usage: Mutable<LiveAccount['usage']> };
}

export const quotaIntervalMs = 30_000;
export const whole: Scope = { tenantId: 1 };
export const reseller = (resellerId: number): Scope => ({ tenantId: 1, resellerId });

/** What a hub was given: checked against the contract, and kept. */
export interface Told<T extends TopicName = TopicName> {
  readonly scope: Scope;
  readonly topic: { readonly name: T; readonly id?: number };
  readonly delta: Delta<T>;
}

export class Isp {
  readonly timers = createManualTimers();
  readonly now = (): number => this.timers.now();
  readonly counters = new Counters();
  readonly sessions = new Map<string, OpenSession>();
  readonly subscribers = new Map<number, Subscriber>();
  readonly services = new Map([
    [1, { name: 'Fiber 10M' }],
    [2, { name: 'Fiber 50M' }],
  ]);
  readonly routers = new Map<number, LiveNas>();
  readonly states = new Map<number, RouterState>();
  readonly loads = new Map<number, { resource: { cpuLoadPercent: number }; at: number; answerMs: number }>();
  readonly clock = { isHeld: false };
  readonly applied = new Map<string, { applied: string | undefined; result: NonNullable<LiveSession['change']> }>();
  readonly alerts: Mutable<AlertView>[] = [];
  readonly authLog: (Mutable<AuthLogView> & { resellerId: number | null })[] = [];
  /** Keys of sessions that are committed, with their ids. */
  readonly committed = new Map<string, number>();
  readonly told: Told[] = [];
  readonly logged: string[] = [];
  /** How often each read was asked. */
  readonly reads: Record<string, number> = {};
  /** Commands that routers were sent. */
  readonly asked: string[][] = [];
  /** What the routers measure, by interface. */
  readonly traffic = new Map<string, { readonly downBps: number; readonly upBps: number }>();
  /** A router's answer to a command; a test may put another in its place. */
  answer = async (words: readonly string[]): Promise<Row[]> => monitor(this.traffic, words);
  readonly #listeners: ((change: { subscribers: readonly { id: number }[] }) => void)[] = [];
  readonly #bySubscriber = new Map<number, readonly string[]>();
  #nextId = 100;

  addSubscriber(id: number, of: { tenantId?: number; resellerId?: number | null; dailyQuotaBytes?: number } = {}) {
    const { tenantId = 1, resellerId = null, dailyQuotaBytes = 0 } = of;
    const isp = this;
    const subscriber: Subscriber = {
      id,
      tenantId,
      resellerId,
      serviceId: 1,
      fullName: `Subscriber ${id}`,
      account: {
        id,
        profile: {
          tenantId,
          get resellerId() {
            return isp.subscribers.get(id)?.resellerId ?? null;
          },
        },
        plan: { dailyQuotaBytes, monthlyQuotaBytes: 0 },
        usage: { dailyCountedBytes: 0, monthlyCountedBytes: 0, bonusBytes: 0, lastDailyResetAt: 0 },
        levels: { daily: 0, monthly: 0 },
        isOnline: false,
      },
    };
    this.subscribers.set(id, subscriber);
    return subscriber;
  }

  addRouter(id: number, { hasApi = true, tenantId = 1, lastSeenAt = this.now() as number | null } = {}): void {
    this.routers.set(id, {
      id,
      tenantId,
      name: `tower-${id}`,
      api: hasApi ? {} : null,
      seen: { lastSeenAt, coaAccepts: true, version: null, clockSkewMs: 0 },
    });
    if (hasApi) this.states.set(id, { kind: 'up', since: this.now(), version: '7.21.3' });
  }

  /** A session as the fold has it; `commit` makes it known to the database too. */
  open(sessionKey: string, subscriberId: number | null, { nasId = 1, tenantId = 1, isCommitted = true } = {}) {
    const now = this.now();
    const session = {
      row: {
        sessionKey,
        tenantId,
        nasId,
        subscriberId,
        username: subscriberId === null ? 'ghost' : `user${subscriberId}`,
        realm: '',
        acctSessionId: `81d0${sessionKey}`,
        loginClass: '',
        nasIpAddress: '10.0.0.1',
        nasPortId: 'bridge1',
        nasPortType: 'Ethernet',
        serviceType: 'Framed-User',
        framedProtocol: 'PPP',
        framedIpAddress: '100.64.0.7',
        framedIpv6Prefix: '',
        delegatedIpv6Prefix: '',
        callingStationId: '4C:5E:0C:00:00:07',
        calledStationId: 'isp',
        startAt: now,
        updateAt: now,
        stopAt: null,
        sessionSeconds: 0,
        interimSeconds: 0,
        reportedDownBytes: 0,
        reportedUpBytes: 0,
        terminateCause: '',
        closedBy: '',
      },
      usage: openSession({ startedAt: now, isAdopted: false, rates: { downKbps: null, upKbps: null } }),
      rate: undefined,
      listed: { at: now, acctSessionId: `81d0${sessionKey}`, interfaceName: `<pppoe-${sessionKey}>`, isRadius: true },
    } as unknown as OpenSession; // the fold keeps more of a session than the live topics read
    this.sessions.set(sessionKey, session);
    if (subscriberId !== null) {
      const keys = this.#bySubscriber.get(subscriberId) ?? [];
      this.#bySubscriber.set(subscriberId, [...keys, sessionKey]);
      const subscriber = this.subscribers.get(subscriberId);
      if (subscriber) subscriber.account.isOnline = true;
    }
    if (isCommitted) this.commit(sessionKey);
    return session;
  }

  commit(sessionKey: string): number {
    const id = this.#nextId++;
    this.committed.set(sessionKey, id);
    return id;
  }

  close(sessionKey: string): void {
    const session = this.sessions.get(sessionKey)!;
    session.row.stopAt = this.now();
  }

  measure(sessionKey: string, downBps: number, upBps: number, at = this.now()): void {
    const session = this.sessions.get(sessionKey)!;
    session.rate = { downBps, upBps, at, source: 'interface' } as NonNullable<OpenSession['rate']>;
    session.usage.totalDown += downBps;
    session.usage.totalUp += upBps;
  }

  /** The directory tells that these subscribers changed. */
  changed(...ids: number[]): void {
    for (const listener of this.#listeners) listener({ subscribers: ids.map((id) => ({ id })) });
  }

  feed(more: Partial<LiveFeedPorts> = {}) {
    const slices: SlicePorts = { elapsed: () => this.timers.elapsed(), breathe: async () => undefined };
    const log = {
      error: (fields: object, message: string) => this.logged.push(`${message}: ${JSON.stringify(fields)}`),
    };
    const store = { reads: this.#storeReads() };
    const { timers, now } = this;
    const trace = { ofSubscriber: async () => [], ofNas: async () => [] };
    return createLiveFeed({
      store,
      control: this.control(),
      trace,
      quotaIntervalMs,
      now,
      timers,
      slices,
      log,
      ...more,
    });
  }

  /** Checks every delta against the contract. */
  readonly hub = {
    publish: <T extends TopicName>(
      scope: Scope,
      topic: { readonly name: T; readonly id?: number },
      delta: Delta<T>,
    ) => {
      topics[topic.name].delta.parse(delta);
      this.told.push({ scope, topic, delta } as unknown as Told);
    },
  };

  /** Deltas of a topic for one scope, in order; they are forgotten then. */
  take<T extends TopicName>(name: T, scope: Scope): Delta<T>[] {
    const isMine = (one: Told): boolean =>
      one.topic.name === name && JSON.stringify(one.scope) === JSON.stringify(scope);
    const taken = this.told.filter(isMine).map(({ delta }) => delta as Delta<T>);
    this.told.splice(0, this.told.length, ...this.told.filter((one) => !isMine(one)));
    return taken;
  }

  /** A watcher as the hub makes one: told of, then shown a snapshot, which is checked against the contract. */
  async watch<T extends TopicName>(feed: ReturnType<Isp['feed']>, topic: TopicRef & { name: T }, scope: Scope) {
    feed.onActive(topic, scope);
    const snapshot = await feed.sources[topic.name].snapshot(scope, topic.id);
    return topics[topic.name].snapshot.parse(snapshot) as Snapshot<T>;
  }

  control(): LiveControl {
    const isp = this;
    const ofSubscriber = (id: number) =>
      (isp.#bySubscriber.get(id) ?? [])
        .flatMap((key) => isp.sessions.get(key) ?? [])
        .filter(({ row }) => row.stopAt === null);
    return {
      directory: {
        subscriber: (id) => isp.subscribers.get(id),
        service: (id) => isp.services.get(id),
        nas: (id) => isp.routers.get(id),
        get allNas() {
          return [...isp.routers.values()];
        },
        tenant: () => ({ timeZone: 'Asia/Beirut' }),
        onChange: (listener) => void isp.#listeners.push(listener),
      },
      usage: {
        book: {
          *open() {
            for (const session of isp.sessions.values()) if (session.row.stopAt === null) yield session;
          },
          byKey: (key) => isp.sessions.get(key),
          ofSubscriber,
        },
        accounts: {
          get: (id) => isp.subscribers.get(id)?.account,
          all: () => [...isp.subscribers.values()].map(({ account }) => account),
        },
      },
      dataPlane: { counters: this.counters },
      fleet: {
        state: (nasId) => isp.states.get(nasId),
        resource: (nasId) => isp.loads.get(nasId),
        pool: {
          command: async (_nasId, words) => {
            isp.asked.push([...words]);
            return { rows: await isp.answer(words), done: {} };
          },
        },
      },
      hearing: {
        since: 0,
        lastAt: () => undefined,
        openOn: (nasId) =>
          openOnNas([...isp.sessions.values()].filter(({ row }) => row.nasId === nasId && !row.stopAt)),
      },
      enforcement: { stateOf: (sessionKey) => isp.applied.get(sessionKey) },
      clock: isp.clock,
    };
  }

  #count(name: string): void {
    this.reads[name] = (this.reads[name] ?? 0) + 1;
  }

  #view(session: OpenSession): SessionView {
    const { row, usage } = session;
    const subscriber = row.subscriberId === null ? undefined : this.subscribers.get(row.subscriberId);
    return {
      ...row,
      downBytes: usage.totalDown,
      upBytes: usage.totalUp,
      id: this.committed.get(row.sessionKey)!,
      fullName: subscriber?.fullName ?? null,
      serviceId: subscriber?.serviceId ?? null,
      serviceName: null,
      nasName: null,
      fupLevel: null,
      monthlyFupLevel: null,
    };
  }

  #storeReads(): LiveFeedPorts['store']['reads'] {
    const mine = (scope: Scope, { row }: OpenSession): boolean =>
      row.tenantId === scope.tenantId &&
      (scope.resellerId === undefined ||
        (row.subscriberId !== null && this.subscribers.get(row.subscriberId)?.resellerId === scope.resellerId));
    const sessions = {
      open: async (scope: Scope, query: SessionFilter & PageQuery<string>) => {
        this.#count('sessions.open');
        const { limit = 100, cursor = '0', subscriberId, orphan } = query;
        const all = [...this.sessions.values()].filter(
          (session) =>
            this.committed.has(session.row.sessionKey) &&
            session.row.stopAt === null &&
            mine(scope, session) &&
            (subscriberId === undefined || session.row.subscriberId === subscriberId) &&
            (!orphan || session.row.subscriberId === null),
        );
        const end = Number(cursor) + limit;
        const items = all.slice(Number(cursor), end).map((session) => this.#view(session));
        return { items, total: all.length, ...(end < all.length ? { nextCursor: `${end}` } : {}) };
      },
      byId: async (scope: Scope, id: number) => {
        this.#count('sessions.byId');
        const found = [...this.sessions.values()].find(({ row }) => this.committed.get(row.sessionKey) === id);
        return found && mine(scope, found) ? this.#view(found) : undefined;
      },
    };
    const alerts = {
      list: async (scope: Scope, { open, limit = 100 }: { open?: boolean | undefined } & PageQuery) => {
        this.#count('alerts.list');
        const own = scope.resellerId === undefined ? this.alerts : [];
        const items = own.filter(({ resolvedAt }) => open === undefined || open === (resolvedAt === null));
        return { items: items.slice(0, limit).map((alert) => ({ ...alert })), total: items.length };
      },
    };
    const authLog = {
      latest: async (scope: Scope, { from = 0, limit }: { from?: number | undefined; limit: number }) => {
        this.#count('authLog.latest');
        const entries = this.authLog
          .filter(({ lastAt, resellerId }) => lastAt >= from && (scope.resellerId ?? resellerId) === resellerId)
          .toSorted((a, b) => b.lastAt - a.lastAt)
          .map(({ resellerId: _, ...entry }) => entry);
        return entries.slice(0, limit);
      },
    };
    // Only what the live topics ask; the rest of the reads is nobody's here.
    return { sessions, alerts, authLog } as unknown as LiveFeedPorts['store']['reads'];
  }
}

/** `/interface/monitor-traffic once`, and `/interface/print` for those that are still there. */
function monitor(traffic: Isp['traffic'], words: readonly string[]): Row[] {
  if (words[0] === '/interface/print') return [...traffic.keys()].map((name) => ({ name }));
  const names = words
    .find((word) => word.startsWith('=interface='))!
    .slice('=interface='.length)
    .split(',');
  return names.map((name) => {
    const rate = traffic.get(name);
    if (!rate) {
      const trap = 'input does not match any value of interface';
      throw new RouterRefused(trap, { kind: 'bad-value', trap });
    }
    return { name, 'tx-bits-per-second': `${rate.downBps}`, 'rx-bits-per-second': `${rate.upBps}` };
  });
}
