/** All accounts, in step with the directory: one per subscriber, sharing the plan of its service and its tenant's calendar. */
import { type Calendar, createCalendar } from '../../../shared/domain/calendar.ts';
import { DEFAULT_RESET_MINUTE } from '../../../shared/domain/quota-day.ts';
import type { ServicePlan } from '../../../shared/domain/service.ts';
import { parseTimeOfDay } from '../../../shared/domain/time-of-day.ts';
import type { Directory } from '../directory/directory.ts';
import type { SubscriberSnapshot } from '../store/reads.ts';
import { planOf } from '../subscribers/plan-of.ts';
import { Account } from './account.ts';

type KnownDirectory = Pick<Directory, 'subscribers' | 'subscriber' | 'subscriberByName' | 'service' | 'tenant'>;

export class Accounts {
  readonly #directory: KnownDirectory;
  readonly #accounts = new Map<number, Account>();
  readonly #plans = new Map<number, ServicePlan>();
  readonly #calendars = new Map<number, Calendar>();
  /** While the engine's clock is not trusted nothing resets (X46); takes effect with `renewAll`. */
  areResetsHeld = false;

  constructor(directory: KnownDirectory) {
    this.#directory = directory;
  }

  get(id: number): Account | undefined {
    return this.#accounts.get(id);
  }

  byName(tenantId: number, username: string): Account | undefined {
    const known = this.#directory.subscriberByName(tenantId, username);
    return known && this.#accounts.get(known.id);
  }

  all(): IterableIterator<Account> {
    return this.#accounts.values();
  }

  /** A subscriber is new or changed. Undefined while its service is not known. */
  put(subscriber: SubscriberSnapshot): Account | undefined {
    const known = this.#accounts.get(subscriber.id);
    if (!known) return this.#make(subscriber);
    const plan = this.#plan(subscriber.serviceId);
    if (!plan) return undefined;
    known.renew(subscriber, plan, this.calendar(subscriber.tenantId), this.areResetsHeld);
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
    this.#plans.clear();
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
    const plan = this.#plan(subscriber.serviceId);
    if (!plan) return undefined;
    const account = new Account(subscriber, plan, this.calendar(subscriber.tenantId), this.areResetsHeld);
    this.#accounts.set(subscriber.id, account);
    return account;
  }

  #plan(serviceId: number): ServicePlan | undefined {
    const known = this.#plans.get(serviceId);
    if (known) return known;
    const service = this.#directory.service(serviceId);
    if (!service) return undefined;
    const plan = planOf(service);
    this.#plans.set(serviceId, plan);
    return plan;
  }
}
