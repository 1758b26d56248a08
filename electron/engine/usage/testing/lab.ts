/**
 * A small ISP around the real directory and the real fold, on the store in memory: for tests that ask what becomes of
 * packets, listings and commands. Its clock moves by hand.
 */
import { pino } from 'pino';
import { createCalendar } from '../../../../shared/domain/calendar.ts';
import { GB } from '../../../../shared/domain/units.ts';
import { Directory } from '../../directory/directory.ts';
import type { AccountingFact } from '../../store/accounting-fact.ts';
import type { Receipt, SessionRow } from '../../store/fold-commit.ts';
import type { NasSnapshot, ServiceView, SubscriberSnapshot, TenantView } from '../../store/reads.ts';
import type { RouterReading } from '../fold.ts';
import type { LiveSession } from '../live-session.ts';
import {
  type LevelChange,
  type RateChange,
  type RouterListing,
  type UsageListeners,
  UsageService,
} from '../usage-service.ts';
import { FakeState } from './fake-state.ts';
import { FakeStore } from './fake-store.ts';

/** Friday noon in Cairo, a zone without surprises that day. */
export const t0 = Date.UTC(2026, 10, 20, 10);
export const second = 1_000;
export const minute = 60_000;
export const hour = 3_600_000;
export const MB = 1_000_000;
export { GB };

export const aTenant = (tenant: Partial<TenantView> = {}): TenantView => ({
  id: 1,
  name: 'ISP',
  timeZone: 'Africa/Cairo',
  dailyResetTime: '00:05',
  currency: 'USD',
  state: 'active',
  createdAt: t0 - 1000 * hour,
  ...tenant,
});

/** 10M both ways; daily tier 1 from 5 GB to 4M: the plan of the cases. */
export const aPlan = (service: Partial<ServiceView> = {}): ServiceView => ({
  id: 1,
  tenantId: 1,
  name: 'Fiber 10M',
  downKbps: 10_000,
  upKbps: 10_000,
  dailyQuotaBytes: 0,
  monthlyQuotaBytes: 0,
  priceMinor: 2_500,
  dailyTiers: [{ n: 1, fromBytes: 5 * GB, downKbps: 4_000, upKbps: 4_000 }],
  monthlyTiers: [],
  freeHours: null,
  burst: null,
  softFup: false,
  monthlyReset: 'renew',
  expiredPolicy: null,
  macMode: 'off',
  macLimit: 1,
  groupId: null,
  createdAt: t0 - 1000 * hour,
  ...service,
});

export const aRouter = (nas: Partial<NasSnapshot> = {}): NasSnapshot => ({
  id: 1,
  tenantId: 1,
  name: 'tower-1',
  address: '10.0.0.1',
  secret: 'a-secret-of-twenty-four-characters',
  mode: 'udp',
  vendor: 'mikrotik',
  swapDirections: false,
  messageAuthenticator: 'auto',
  coaPort: null,
  disconnectFor: ['suspend', 'expire', 'restore', 'kick'],
  api: null,
  seen: {
    lastSeenAt: null,
    coaPortSeen: null,
    coaAccepts: null,
    version: null,
    identity: null,
    clockSkewMs: null,
    messageAuthenticatorSeenAt: null,
  },
  createdAt: t0 - 1000 * hour,
  ...nas,
});

/** On plan 1, reset this morning, with the plan's rate in `radreply`. */
export function aSubscriber(id: number, username: string, over: Partial<SubscriberSnapshot> = {}): SubscriberSnapshot {
  const createdAt = t0 - 100 * 24 * hour;
  const { startsAt } = createCalendar('Africa/Cairo', 5).day(t0);
  return {
    id,
    tenantId: 1,
    resellerId: null,
    serviceId: 1,
    username,
    password: 'secret',
    status: 'active',
    macs: [],
    staticIp: null,
    expiresAt: null,
    simultaneousUse: 1,
    macMode: null,
    macLimit: null,
    macsClearedAt: 0,
    billingDay: null,
    boostPercent: null,
    boostUntil: null,
    createdAt,
    reply: [['Mikrotik-Rate-Limit', '10M/10M']],
    check: [],
    groupIds: [],
    ...over,
    counters: {
      subscriberId: id,
      dailyDownloadUsed: 0,
      dailyUploadUsed: 0,
      dailyQuotaUsed: 0,
      monthlyDownloadUsed: 0,
      monthlyUploadUsed: 0,
      monthlyQuotaUsed: 0,
      bonusBytes: 0,
      countState: '',
      fupLevel: 0,
      monthlyFupLevel: 0,
      lastDailyReset: startsAt,
      lastMonthlyReset: createdAt,
      isOnline: false,
      lastSeenAt: 0,
      ...over.counters,
    },
  };
}

/** An accounting record of NAS 1. `at` is receipt; what is not given is not in the packet. */
export const record = (fact: Partial<AccountingFact> & Pick<AccountingFact, 'status' | 'at'>): AccountingFact => ({
  tenantId: 1,
  nasId: 1,
  source: '10.0.0.1',
  ...fact,
});

/** The records of one PPPoE session of a subscriber, by seconds since its start. */
export function packetsOf(session: {
  readonly username: string;
  readonly acctSessionId: string;
  readonly startAt: number;
  readonly loginClass?: string;
  readonly nasId?: number;
}) {
  const { startAt, nasId = 1, ...identity } = session;
  const common = { ...identity, nasId, framedIpAddress: '100.64.0.1', callingStationId: 'AA:BB:CC:00:00:01' };
  const counted = (status: 'Interim-Update' | 'Stop', seconds: number, downBytes: number, upBytes: number) =>
    record({
      ...common,
      status,
      at: startAt + seconds * second,
      sessionSeconds: seconds,
      downBytes,
      upBytes,
      gigawords: true,
    });
  return {
    start: () => record({ ...common, status: 'Start', at: startAt }),
    interim: (seconds: number, downBytes: number, upBytes = 0) =>
      counted('Interim-Update', seconds, downBytes, upBytes),
    stop: (seconds: number, downBytes: number, upBytes = 0) => ({
      ...counted('Stop', seconds, downBytes, upBytes),
      terminateCause: 'User-Request',
    }),
  };
}

/** A session as a router lists it. */
export const aReading = (reading: Partial<RouterReading> = {}): RouterReading => ({
  username: 'ali',
  mac: 'AA:BB:CC:00:00:01',
  address: '100.64.0.1',
  acctSessionId: '81000001',
  uptimeSeconds: 60,
  downBytes: 0,
  upBytes: 0,
  interfaceName: '<pppoe-ali>',
  isRadius: true,
  ...reading,
});

/** One complete round with these readings. */
export const aListing = (
  at: number,
  readings: readonly RouterReading[],
  over: Partial<RouterListing> = {},
): RouterListing => ({
  readings,
  present: new Map(readings.map(({ acctSessionId, username }) => [acctSessionId.toLowerCase(), username])),
  isComplete: true,
  askedAt: at,
  bootedAt: undefined,
  ...over,
});

export interface LabOptions {
  readonly subscribers?: readonly SubscriberSnapshot[];
  readonly services?: readonly ServiceView[];
  readonly nas?: readonly NasSnapshot[];
  readonly tenant?: TenantView;
  readonly now?: number;
  /** Heard beside the lab's own notes. */
  readonly listeners?: Partial<UsageListeners>;
}

export class Lab {
  readonly state: FakeState;
  store: FakeStore;
  directory!: Directory;
  usage!: UsageService;
  now: number;
  /** How far `now` is ahead of the time that is believed (X46). */
  clockAheadMs = 0;
  /** Whether others have the lab's time. */
  isClockConfirmed = false;
  /** What listeners were told since the last start of the engine. */
  rates: RateChange[] = [];
  levels: LevelChange[] = [];
  findings: { readonly username: string; readonly kinds: readonly string[] }[] = [];
  /** What was logged as an error. */
  errors: string[] = [];
  readonly #listeners: Partial<UsageListeners>;

  constructor({
    subscribers = [aSubscriber(1, 'ali')],
    services = [aPlan()],
    nas = [aRouter()],
    tenant = aTenant(),
    now = t0,
    listeners = {},
  }: LabOptions) {
    this.now = now;
    this.#listeners = listeners;
    this.state = new FakeState();
    this.state.tenants.set(tenant.id, tenant);
    for (const service of services) this.state.services.set(service.id, service);
    for (const router of nas) this.state.nas.set(router.id, router);
    for (const subscriber of subscribers) this.state.subscribers.set(subscriber.id, subscriber);
    this.store = new FakeStore(this.state);
  }

  /** Starts the engine's part: directory, then the fold with all it has to catch up with. */
  async open(): Promise<this> {
    this.rates = [];
    this.levels = [];
    this.findings = [];
    this.directory = new Directory(this.store);
    const trouble = (error: unknown): void => void this.errors.push(String(error));
    await this.directory.open(trouble);
    const log = pino({ level: 'error' }, { write: (line: string) => void this.errors.push(line) });
    this.usage = new UsageService({
      store: this.store,
      directory: this.directory,
      log,
      now: () => this.now,
      believedNow: () => this.now - this.clockAheadMs,
      isClockConfirmed: async () => this.isClockConfirmed,
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
      listeners: {
        onRateChange: (change) => {
          this.rates.push(change);
          this.#listeners.onRateChange?.(change);
        },
        onLevelChange: (change) => {
          this.levels.push(change);
          this.#listeners.onLevelChange?.(change);
        },
        onFinding: (session, seen) => {
          const kinds = [...seen.findings.map(({ kind }) => kind), ...(seen.quarantined ? ['quarantined'] : [])];
          this.findings.push({ username: session.row.username, kinds });
          this.#listeners.onFinding?.(session, seen);
        },
        onHoldDecided: (session) => this.#listeners.onHoldDecided?.(session),
        onClockFinding: (nasId) => this.#listeners.onClockFinding?.(nasId),
        onClockRight: (nasId) => this.#listeners.onClockRight?.(nasId),
      },
    });
    await this.usage.open();
    return this;
  }

  /** Kills the engine where it stands and starts it over what was committed. */
  async restart(): Promise<this> {
    this.store = this.store.reborn();
    return this.open();
  }

  /** Makes records durable and waits until they are folded. The clock is at least at the last receipt. */
  async send(...facts: readonly AccountingFact[]): Promise<void> {
    for (const { at } of facts) this.now = Math.max(this.now, at);
    this.store.append(...facts);
    await this.settled();
  }

  /** One round over NAS 1 at `at`. */
  async list(at: number, readings: readonly RouterReading[], over: Partial<RouterListing> = {}): Promise<void> {
    this.now = Math.max(this.now, at);
    await this.usage.observeListing({ id: 1, tenantId: 1 }, aListing(at, readings, over), at);
  }

  /** Resolves when every fact is folded and every change of the directory was taken over. */
  async settled(): Promise<void> {
    for (let quietRounds = 0; quietRounds < 2; ) {
      const { cursor, changeSeq } = this.state;
      this.store.nudge(); // it does so every second
      await new Promise((resolve) => setImmediate(resolve));
      await this.directory.follow();
      await this.usage.idle();
      const isQuiet = cursor === this.state.cursor && changeSeq === this.state.changeSeq;
      quietRounds = isQuiet && this.state.cursor === this.state.facts.length ? quietRounds + 1 : 0;
    }
  }

  get sessions(): readonly SessionRow[] {
    return [...this.state.sessions.values()];
  }

  counters(id = 1) {
    return this.state.subscribers.get(id)!.counters;
  }

  /** Open sessions as the fold has them. */
  get online(): readonly LiveSession[] {
    return [...this.usage.book.open()];
  }

  receiptSum(subscriberId = 1): { down: number; up: number; counted: number } {
    const sum = { down: 0, up: 0, counted: 0 };
    for (const receipt of this.state.receipts as readonly Receipt[]) {
      if (receipt.subscriberId !== subscriberId) continue;
      sum.down += receipt.downBytes;
      sum.up += receipt.upBytes;
      sum.counted += receipt.countedBytes;
    }
    return sum;
  }
}

export const openLab = (options: LabOptions = {}): Promise<Lab> => new Lab(options).open();
