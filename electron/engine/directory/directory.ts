/**
 * The control plane's copy of who exists: tenants, services, NAS, subscribers. Loaded once, kept in step by the change
 * feed, and what the data plane's policy is made from. A missed nudge heals with the next one (at most 1 s); a gap in
 * the feed reloads everything.
 *
 * Counters of a subscriber are not kept here: the fold owns them (see usage/).
 */
import type { Store } from '../store/client.ts';
import type { Change, NasSnapshot, ServiceView, SubscriberSnapshot, TenantView } from '../store/reads.ts';

export interface DirectoryChange {
  readonly subscribers: readonly SubscriberSnapshot[];
  readonly removedSubscriberIds: readonly number[];
  readonly services: readonly number[];
  readonly nas: boolean;
  readonly settings: boolean;
}

export type DirectoryListener = (change: DirectoryChange) => void;

const batch = 1000;

const nameKey = (tenantId: number, username: string): string => `${tenantId}\u0000${username}`;

export class Directory {
  readonly #store: Pick<Store, 'reads' | 'onCommitted'>;
  readonly #subscribers = new Map<number, SubscriberSnapshot>();
  readonly #byName = new Map<string, SubscriberSnapshot>();
  #services = new Map<number, ServiceView>();
  #tenants = new Map<number, TenantView>();
  #settings = new Map<number, Readonly<Record<string, unknown>>>();
  #nas = new Map<number, NasSnapshot>();
  #seq = 0;
  #wantedSeq = 0;
  #following: Promise<void> | undefined;
  #listeners: DirectoryListener[] = [];
  #unsubscribe: (() => void) | undefined;

  constructor(store: Pick<Store, 'reads' | 'onCommitted'>) {
    this.#store = store;
  }

  /** Loads everything and begins to follow the feed. */
  async open(onTrouble: (error: unknown) => void): Promise<void> {
    await this.#reload();
    this.#unsubscribe = this.#store.onCommitted(({ changeSeq }) => {
      this.#wantedSeq = Math.max(this.#wantedSeq, changeSeq);
      if (changeSeq > this.#seq) this.follow().catch(onTrouble);
    });
  }

  /** Resolves once every change that was committed before the call is in the directory. */
  async follow(): Promise<void> {
    this.#following ??= this.#drain().finally(() => {
      this.#following = undefined;
    });
    await this.#following;
  }

  close(): void {
    this.#unsubscribe?.();
  }

  onChange(listener: DirectoryListener): void {
    this.#listeners.push(listener);
  }

  subscriber(id: number): SubscriberSnapshot | undefined {
    return this.#subscribers.get(id);
  }

  subscriberByName(tenantId: number, username: string): SubscriberSnapshot | undefined {
    return this.#byName.get(nameKey(tenantId, username));
  }

  get subscribers(): IterableIterator<SubscriberSnapshot> {
    return this.#subscribers.values();
  }

  get subscriberCount(): number {
    return this.#subscribers.size;
  }

  service(id: number): ServiceView | undefined {
    return this.#services.get(id);
  }

  /** @throws when the tenant does not exist: rows of no tenant cannot be stored. */
  tenant(id: number): TenantView {
    const tenant = this.#tenants.get(id);
    if (!tenant) throw new Error(`no tenant ${id}`);
    return tenant;
  }

  settings(tenantId: number): Readonly<Record<string, unknown>> {
    return this.#settings.get(tenantId) ?? {};
  }

  nas(id: number): NasSnapshot | undefined {
    return this.#nas.get(id);
  }

  get allNas(): readonly NasSnapshot[] {
    return [...this.#nas.values()];
  }

  async #reload(): Promise<void> {
    const { engine } = this.#store.reads;
    const { changeSeq, subscribers } = await engine.subscribers();
    this.#subscribers.clear();
    this.#byName.clear();
    for (const subscriber of subscribers) this.#put(subscriber);
    await this.#reloadSmall();
    this.#seq = changeSeq;
    this.#wantedSeq = Math.max(this.#wantedSeq, changeSeq);
  }

  /** Services, tenants, settings and NAS are few: any change of one reads them all. */
  async #reloadSmall(): Promise<void> {
    const { engine } = this.#store.reads;
    this.#services = new Map((await engine.services()).map((service) => [service.id, service]));
    this.#nas = new Map((await engine.nas()).map((nas) => [nas.id, nas]));
    const tenants = await engine.tenants();
    this.#tenants = new Map(tenants.map((tenant) => [tenant.id, tenant]));
    this.#settings = new Map();
    for (const { id } of tenants) this.#settings.set(id, await engine.settings(id));
  }

  async #drain(): Promise<void> {
    for (;;) {
      const { changes, gap } = await this.#store.reads.engine.changes(this.#seq, batch);
      if (gap) {
        const before = [...this.#subscribers.keys()];
        await this.#reload();
        this.#tell({
          subscribers: [...this.#subscribers.values()],
          removedSubscriberIds: before.filter((id) => !this.#subscribers.has(id)),
          services: [...this.#services.keys()],
          nas: true,
          settings: true,
        });
        continue;
      }
      if (changes.length === 0) return;
      await this.#apply(changes);
      this.#seq = changes.at(-1)!.seq;
      if (changes.length < batch && this.#wantedSeq <= this.#seq) return;
    }
  }

  async #apply(changes: readonly Change[]): Promise<void> {
    const touched = (entity: Change['entity']): number[] => [
      ...new Set(changes.filter((change) => change.entity === entity).map((change) => change.entityId)),
    ];
    const ids = touched('subscriber');
    const services = touched('service');
    const nas = touched('nas').length > 0;
    const settings = touched('settings').length > 0 || touched('tenant').length > 0;
    if (services.length > 0 || nas || settings) await this.#reloadSmall();
    const found = ids.length > 0 ? await this.#store.reads.engine.subscribersByIds(ids) : [];
    for (const id of ids) this.#forget(id);
    for (const subscriber of found) this.#put(subscriber);
    const present = new Set(found.map((subscriber) => subscriber.id));
    this.#tell({
      subscribers: found,
      removedSubscriberIds: ids.filter((id) => !present.has(id)),
      services,
      nas,
      settings,
    });
  }

  #put(subscriber: SubscriberSnapshot): void {
    this.#subscribers.set(subscriber.id, subscriber);
    this.#byName.set(nameKey(subscriber.tenantId, subscriber.username), subscriber);
  }

  #forget(id: number): void {
    const known = this.#subscribers.get(id);
    if (!known) return;
    this.#subscribers.delete(id);
    const key = nameKey(known.tenantId, known.username);
    if (this.#byName.get(key) === known) this.#byName.delete(key);
  }

  #tell(change: DirectoryChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
