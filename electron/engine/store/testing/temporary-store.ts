/** A store in a folder of its own, for tests: opened, used, thrown away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store, type StoreOptions } from '../client.ts';
import type { Actor, CommandInput, NasInput, Scope, ServiceInput, SubscriberInput } from '../commands.ts';
import type { SessionRow } from '../fold-commit.ts';

export interface TemporaryStore {
  readonly store: Store;
  readonly dataDir: string;
  readonly key: Buffer;
  /** Closes the store, if it is still open, and opens the same folder again. */
  reopen(options?: Partial<StoreOptions>): Promise<Store>;
  /** Closes the store and removes the folder. */
  dispose(): Promise<void>;
}

/** 32 octets that are the same in every test. */
export const testKey = Buffer.alloc(32, 7);

export async function temporaryStore(options: Partial<StoreOptions> = {}): Promise<TemporaryStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lastmile-store-'));
  const key = Buffer.from(options.key ?? testKey);
  const open = (more: Partial<StoreOptions>) => openStore({ dataDir, key, ballastBytes: 0, ...options, ...more });
  let store = await open({});
  return {
    get store() {
      return store;
    },
    dataDir,
    key,
    async reopen(more = {}) {
      await store.close();
      store = await open(more);
      return store;
    },
    async dispose() {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export const defaultScope: Scope = { tenantId: 1 };
export const testActor: Actor = { kind: 'operator', id: 1, name: 'tester', address: '127.0.0.1' };

export const aService = (service: Partial<ServiceInput> = {}): ServiceInput => ({
  name: 'Fiber 10M',
  downKbps: 10_000,
  upKbps: 2_000,
  dailyQuotaBytes: 0,
  monthlyQuotaBytes: 0,
  priceMinor: 2500,
  dailyTiers: [],
  monthlyTiers: [],
  freeHours: null,
  burst: null,
  softFup: false,
  monthlyReset: 'renew',
  expiredPolicy: null,
  macMode: 'off',
  macLimit: 1,
  ...service,
});

export const aNas = (nas: Partial<NasInput> = {}): NasInput => ({
  name: 'tower-1',
  address: '10.0.0.1',
  secret: 'a-secret-of-twenty-four-characters',
  coaPort: null,
  api: null,
  ...nas,
});

export const aSubscriber = (subscriber: Partial<SubscriberInput> = {}): SubscriberInput => ({
  username: 'ali',
  password: 'pass-ali',
  serviceId: 1,
  fullName: '',
  phone: '',
  macs: [],
  staticIp: null,
  expiresAt: null,
  simultaneousUse: 1,
  macMode: null,
  macLimit: null,
  status: 'active',
  billingDay: null,
  resellerId: null,
  ...subscriber,
});

export const aSession = (session: Partial<SessionRow> = {}): SessionRow => ({
  sessionKey: '1:c1',
  tenantId: 1,
  nasId: 1,
  subscriberId: 1,
  username: 'ali',
  realm: '',
  acctSessionId: '81600001',
  loginClass: 'c1',
  nasIpAddress: '10.0.0.1',
  nasPortId: 'pppoe-in1',
  nasPortType: 'Ethernet',
  serviceType: 'Framed-User',
  framedProtocol: 'PPP',
  framedIpAddress: '100.64.0.1',
  framedIpv6Prefix: '',
  delegatedIpv6Prefix: '',
  callingStationId: '4C:5E:0C:00:00:01',
  calledStationId: 'isp',
  startAt: 0,
  updateAt: 0,
  stopAt: null,
  sessionSeconds: 0,
  interimSeconds: 300,
  reportedDownBytes: 0,
  reportedUpBytes: 0,
  downBytes: 0,
  upBytes: 0,
  terminateCause: '',
  closedBy: '',
  usageState: '{}',
  ...session,
});

/** An empty commit of the fold, for tests that fill in one part. */
export const aFold = (fold: Partial<CommandInput<'fold.commit'>> = {}): CommandInput<'fold.commit'> => ({
  cursor: 0,
  sessions: [],
  counters: [],
  hourly: [],
  daily: [],
  receipts: [],
  rates: [],
  at: 0,
  ...fold,
});

/** Creates subscribers of service 1 (made when missing) and returns their ids. */
export async function addSubscribers(
  store: Store,
  rows: readonly Partial<SubscriberInput>[],
  scope: Scope = defaultScope,
): Promise<readonly number[]> {
  const services = await store.reads.services.list({ tenantId: scope.tenantId });
  const serviceId =
    services[0]?.id ??
    (await store.command('service.create', { scope, actor: testActor, service: aService(), at: 0 })).id;
  const { ids } = await store.command('subscriber.create', {
    scope,
    actor: testActor,
    rows: rows.map((row) => aSubscriber({ serviceId, ...row })),
    rates: rows.map(() => '2M/10M'),
    at: 0,
    dryRun: false,
  });
  return ids;
}
