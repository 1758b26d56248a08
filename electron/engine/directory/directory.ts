/**
 * The control plane's copy of who exists: tenants, services, NAS, subscribers. Loaded once, kept in step by the change
 * feed, and what the data plane's policy is made from. A missed nudge heals with the next one (at most 1 s); a gap in
 * the feed reloads everything.
 *
 * Counters of a subscriber are not kept here: the fold owns them (see usage/).
 */
import { LoginNames } from '../../../shared/domain/login-names.ts';
import { type Realms, realmOf, realmsOf } from '../../../shared/domain/realm.ts';
import type { Store } from '../store/client.ts';
import type {
  CertificateSnapshot,
  Change,
  GroupView,
  NasSnapshot,
  PoolView,
  RealmView,
  ServiceView,
  SubscriberSnapshot,
  TenantView,
} from '../store/reads.ts';

export interface DirectoryChange {
  readonly subscribers: readonly SubscriberSnapshot[];
  readonly removedSubscriberIds: readonly number[];
  readonly services: readonly number[];
  readonly nas: boolean;
  readonly certificates: boolean;
  readonly realms: boolean;
  readonly groups: boolean;
  readonly pools: boolean;
  readonly settings: boolean;
}

export type DirectoryListener = (change: DirectoryChange) => void;

/** Services, tenants, settings, NAS, realms and groups are few: any change of one reads them all. */
interface SmallTables {
  readonly services: ReadonlyMap<number, ServiceView>;
  readonly tenants: ReadonlyMap<number, TenantView>;
  readonly settings: ReadonlyMap<number, Readonly<Record<string, unknown>>>;
  readonly nas: ReadonlyMap<number, NasSnapshot>;
  readonly certificates: readonly CertificateSnapshot[];
  readonly realms: readonly RealmView[];
  readonly realmsOf: ReadonlyMap<number, Realms<RealmView>>;
  readonly groups: ReadonlyMap<number, GroupView>;
  readonly pools: readonly PoolView[];
}

/** Changes per page of the feed. */
const pageRows = 1000;

const noRealms: Realms<RealmView> = realmsOf<RealmView>([]);

export class Directory {
  readonly #store: Pick<Store, 'reads' | 'onCommitted'>;
  readonly #subscribers = new Map<number, SubscriberSnapshot>();
  readonly #byName = new Map<number, LoginNames<SubscriberSnapshot>>();
  #small: SmallTables = {
    services: new Map(),
    tenants: new Map(),
    settings: new Map(),
    nas: new Map(),
    certificates: [],
    realms: [],
    realmsOf: new Map(),
    groups: new Map(),
    pools: [],
  };
  #seq = 0;
  /** The pass that reads the feed now, and the one that begins after it. */
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #isClosed = false;
  readonly #listeners = new Set<DirectoryListener>();
  #onTrouble: (error: unknown) => void = () => undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(store: Pick<Store, 'reads' | 'onCommitted'>) {
    this.#store = store;
  }

  /** Loads everything and begins to follow the feed. `onTrouble` hears what nobody awaits: reads and listeners that fail. */
  async open(onTrouble: (error: unknown) => void): Promise<void> {
    this.#onTrouble = onTrouble;
    await this.#reload();
    this.#unsubscribe = this.#store.onCommitted(({ changeSeq }) => {
      if (changeSeq > this.#seq) this.follow().catch(onTrouble);
    });
  }

  /**
   * Resolves once every change that was committed before the call is in the directory and its listeners were told.
   * @throws what reading the feed throws; the next call goes on where this one stopped
   */
  follow(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    if (!this.#running) {
      this.#running = this.#drain().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    // The pass that runs may have read the feed's end already: only one that begins now has seen this caller's commit.
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.follow();
      });
    return this.#next;
  }

  close(): void {
    this.#isClosed = true;
    this.#unsubscribe?.();
    this.#listeners.clear();
  }

  /** Tells every change once it is in the directory; returns the way to stop. */
  onChange(listener: DirectoryListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  subscriber(id: number): SubscriberSnapshot | undefined {
    return this.#subscribers.get(id);
  }

  /** Who logs in under this name, with or without its realm (F059): the rule that the data plane lets people in by. */
  subscriberByName(tenantId: number, username: string): SubscriberSnapshot | undefined {
    return this.#byName.get(tenantId)?.find(this.#realmsOf(tenantId), username).subscriber;
  }

  get subscribers(): IterableIterator<SubscriberSnapshot> {
    return this.#subscribers.values();
  }

  get subscriberCount(): number {
    return this.#subscribers.size;
  }

  service(id: number): ServiceView | undefined {
    return this.#small.services.get(id);
  }

  /** @throws when the tenant does not exist: rows of no tenant cannot be stored. */
  tenant(id: number): TenantView {
    const tenant = this.#small.tenants.get(id);
    if (!tenant) throw new Error(`no tenant ${id}`);
    return tenant;
  }

  get tenants(): IterableIterator<TenantView> {
    return this.#small.tenants.values();
  }

  settings(tenantId: number): Readonly<Record<string, unknown>> {
    return this.#small.settings.get(tenantId) ?? {};
  }

  nas(id: number): NasSnapshot | undefined {
    return this.#small.nas.get(id);
  }

  get realms(): readonly RealmView[] {
    return this.#small.realms;
  }

  /** The name of the realm that a stored username belongs to; '' in a tenant without realms. */
  realmName(tenantId: number, username: string): string {
    return realmOf(this.#realmsOf(tenantId), username)?.name ?? '';
  }

  #realmsOf(tenantId: number): Realms<RealmView> {
    return this.#small.realmsOf.get(tenantId) ?? noRealms;
  }

  group(id: number): GroupView | undefined {
    return this.#small.groups.get(id);
  }

  get groups(): readonly GroupView[] {
    return [...this.#small.groups.values()];
  }

  get pools(): readonly PoolView[] {
    return this.#small.pools;
  }

  /** Which services have a group. */
  get groupsOfServices(): readonly (readonly [serviceId: number, groupId: number])[] {
    return [...this.#small.services.values()].flatMap(({ id, groupId }) => (groupId === null ? [] : [[id, groupId]]));
  }

  get allNas(): readonly NasSnapshot[] {
    return [...this.#small.nas.values()];
  }

  /** Not revoked, with their keys. */
  get certificates(): readonly CertificateSnapshot[] {
    return this.#small.certificates;
  }

  /** Everything is read before anything is replaced: a read that fails leaves the directory as it was. */
  async #reload(): Promise<void> {
    const { changeSeq, subscribers } = await this.#store.reads.engine.subscribers();
    const small = await this.#readSmall();
    this.#small = small;
    this.#subscribers.clear();
    this.#byName.clear();
    for (const subscriber of subscribers) this.#put(subscriber);
    this.#seq = changeSeq;
  }

  async #readSmall(): Promise<SmallTables> {
    const { engine } = this.#store.reads;
    const services = new Map((await engine.services()).map((service) => [service.id, service]));
    const nas = new Map((await engine.nas()).map((one) => [one.id, one]));
    const tenants = new Map((await engine.tenants()).map((tenant) => [tenant.id, tenant]));
    const settings = new Map<number, Readonly<Record<string, unknown>>>();
    for (const id of tenants.keys()) settings.set(id, await engine.settings(id));
    const certificates = await engine.certificates();
    const realms = await engine.realms();
    const byTenant = Map.groupBy(realms, ({ tenantId }) => tenantId);
    const groups = new Map((await engine.groups()).map((group) => [group.id, group]));
    const pools = await engine.pools();
    return {
      services,
      tenants,
      settings,
      nas,
      certificates,
      realms,
      realmsOf: new Map([...byTenant].map(([tenantId, own]) => [tenantId, realmsOf(own)])),
      groups,
      pools,
    };
  }

  async #drain(): Promise<void> {
    while (!this.#isClosed) {
      const { changes, gap } = await this.#store.reads.engine.changes(this.#seq, pageRows);
      // Entity 0 stands for all of its kind in a tenant.
      if (gap || changes.some(({ entity, entityId }) => entity === 'subscriber' && entityId === 0)) {
        await this.#replaceAll();
        continue;
      }
      if (changes.length === 0) return;
      await this.#apply(changes);
      if (changes.length < pageRows) return;
    }
  }

  async #replaceAll(): Promise<void> {
    const before = [...this.#subscribers.keys()];
    await this.#reload();
    this.#tell({
      subscribers: [...this.#subscribers.values()],
      removedSubscriberIds: before.filter((id) => !this.#subscribers.has(id)),
      services: [...this.#small.services.keys()],
      nas: true,
      certificates: true,
      settings: true,
      realms: true,
      groups: true,
      pools: true,
    });
  }

  async #apply(changes: readonly Change[]): Promise<void> {
    const touched = (...entities: readonly Change['entity'][]): number[] => [
      ...new Set(changes.filter(({ entity }) => entities.includes(entity)).map(({ entityId }) => entityId)),
    ];
    const ids = touched('subscriber');
    const services = touched('service');
    const nas = touched('nas').length > 0;
    const certificates = touched('certificate').length > 0;
    const settings = touched('settings', 'tenant').length > 0;
    const realms = touched('realm').length > 0;
    const groups = touched('group').length > 0;
    const pools = touched('pool').length > 0;
    const isSmall = services.length > 0 || nas || certificates || settings || realms || groups || pools;
    const small = isSmall ? await this.#readSmall() : this.#small;
    const found = ids.length > 0 ? await this.#store.reads.engine.subscribersByIds(ids) : [];
    this.#small = small;
    for (const id of ids) this.#forget(id);
    for (const subscriber of found) this.#put(subscriber);
    this.#seq = changes.at(-1)!.seq;
    if (ids.length === 0 && !isSmall) return;
    const present = new Set(found.map(({ id }) => id));
    const removedSubscriberIds = ids.filter((id) => !present.has(id));
    this.#tell({
      ...{ subscribers: found, removedSubscriberIds, services, nas, certificates },
      ...{ settings, realms, groups, pools },
    });
  }

  #put(subscriber: SubscriberSnapshot): void {
    this.#subscribers.set(subscriber.id, subscriber);
    let names = this.#byName.get(subscriber.tenantId);
    if (!names) {
      names = new LoginNames();
      this.#byName.set(subscriber.tenantId, names);
    }
    names.put(subscriber);
  }

  #forget(id: number): void {
    const known = this.#subscribers.get(id);
    if (!known) return;
    this.#subscribers.delete(id);
    this.#byName.get(known.tenantId)?.forget(known);
  }

  /** A listener that fails keeps neither the others nor the feed from going on. */
  #tell(change: DirectoryChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#onTrouble(error);
      }
    }
  }
}
