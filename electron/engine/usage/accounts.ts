/** All accounts, in step with the directory: one per subscriber, sharing the plan of its service and its tenant's calendar. */
import { type Calendar, createCalendar } from '../../../shared/domain/calendar.ts';
import { accessPolicyOf, loginPolicyOf } from '../../../shared/domain/login-policy.ts';
import { DEFAULT_RESET_MINUTE } from '../../../shared/domain/quota-day.ts';
import { parseTimeOfDay } from '../../../shared/domain/time-of-day.ts';
import type { Directory } from '../directory/directory.ts';
import type { SubscriberSnapshot } from '../store/reads.ts';
import { planOf } from '../subscribers/plan-of.ts';
import { Account, type ServiceTerms } from './account.ts';

type KnownDirectory = Pick<
  Directory,
  'subscribers' | 'subscriber' | 'subscriberByName' | 'realmName' | 'service' | 'tenant' | 'settings'
>;

export class Accounts {
  readonly #directory: KnownDirectory;
  readonly #now: () => number;
  readonly #accounts = new Map<number, Account>();
  readonly #services = new Map<number, ServiceTerms>();
  readonly #calendars = new Map<number, Calendar>();
  /** While the engine's clock is not trusted nothing resets (X46); takes effect with `renewAll`. */
  areResetsHeld = false;

  /** `now` is UTC ms. */
  constructor(directory: KnownDirectory, now: () => number) {
    this.#directory = directory;
    this.#now = now;
  }

  get(id: number): Account | undefined {
    return this.#accounts.get(id);
  }

  byName(tenantId: number, username: string): Account | undefined {
    const known = this.#directory.subscriberByName(tenantId, username);
    return known && this.#accounts.get(known.id);
  }

  /** The realm of a login name (F059); '' where there are none. */
  realmName(tenantId: number, username: string): string {
    return this.#directory.realmName(tenantId, username);
  }

  all(): IterableIterator<Account> {
    return this.#accounts.values();
  }

  /** A subscriber is new or changed. Undefined while its service is not known. */
  put(subscriber: SubscriberSnapshot): Account | undefined {
    const known = this.#accounts.get(subscriber.id);
    if (!known) return this.#make(subscriber);
    const service = this.#service(subscriber.serviceId);
    if (!service) return undefined;
    if (known.profile.expiresAt !== subscriber.expiresAt) known.expiryMovedAt = this.#now();
    known.renew(subscriber, service, this.calendar(subscriber.tenantId), this.areResetsHeld);
    return known;
  }

  /** Puts an account back to what is stored: profile, counters, levels and rate. */
  restore(subscriber: SubscriberSnapshot): void {
    this.#make(subscriber);
  }

  remove(id: number): void {
    this.#accounts.delete(id);
  }

  /** Forgets what was derived from services and tenants, and renews every account from the directory. */
  async renewAll(breathe: () => Promise<void>): Promise<void> {
    this.#services.clear();
    this.#calendars.clear();
    for (const { id } of [...this.#directory.subscribers]) {
      // Looked up again: it may have changed while others were renewed.
      const subscriber = this.#directory.subscriber(id);
      if (subscriber) this.put(subscriber);
      await breathe();
    }
  }

  calendar(tenantId: number): Calendar {
    const known = this.#calendars.get(tenantId);
    if (known) return known;
    const { timeZone, dailyResetTime } = this.#directory.tenant(tenantId);
    const minute = parseTimeOfDay(dailyResetTime);
    const calendar = createCalendar(timeZone, minute.ok ? minute.value : DEFAULT_RESET_MINUTE);
    this.#calendars.set(tenantId, calendar);
    return calendar;
  }

  #make(subscriber: SubscriberSnapshot): Account | undefined {
    const service = this.#service(subscriber.serviceId);
    if (!service) return undefined;
    const account = new Account(subscriber, service, this.calendar(subscriber.tenantId), this.areResetsHeld);
    this.#accounts.set(subscriber.id, account);
    return account;
  }

  #service(serviceId: number): ServiceTerms | undefined {
    const known = this.#services.get(serviceId);
    if (known) return known;
    const service = this.#directory.service(serviceId);
    if (!service) return undefined;
    const policy = loginPolicyOf(this.#directory.settings(service.tenantId));
    const terms: ServiceTerms = { plan: planOf(service), policy: accessPolicyOf(policy, service.expiredPolicy) };
    this.#services.set(serviceId, terms);
    return terms;
  }
}
