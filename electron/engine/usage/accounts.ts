/** All accounts, in step with the directory: one per subscriber, sharing the plan of its service and its tenant's calendar. */
import { type Calendar, createCalendar } from '../../../shared/domain/calendar.ts';
import { DEFAULT_RESET_MINUTE } from '../../../shared/domain/quota-day.ts';
import type { ServicePlan } from '../../../shared/domain/service.ts';
import { parseTimeOfDay } from '../../../shared/domain/time-of-day.ts';
import type { Directory } from '../directory/directory.ts';
import type { SubscriberSnapshot } from '../store/reads.ts';
import { planOf } from '../subscribers/plan-of.ts';
import { Account } from './account.ts';

export class Accounts {
  readonly #directory: Directory;
  readonly #accounts = new Map<number, Account>();
  readonly #plans = new Map<number, ServicePlan>();
  readonly #calendars = new Map<number, Calendar>();
  /** While the engine's clock is not trusted nothing resets (X46). */
  areResetsHeld = false;

  constructor(directory: Directory) {
    this.#directory = directory;
    for (const subscriber of directory.subscribers) this.put(subscriber);
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

  /** A subscriber is new or changed. */
  put(subscriber: SubscriberSnapshot): Account | undefined {
    const plan = this.#plan(subscriber.serviceId);
    if (!plan) return undefined;
    const calendar = this.calendar(subscriber.tenantId);
    const known = this.#accounts.get(subscriber.id);
    if (known) {
      known.renew(subscriber, plan, calendar, this.areResetsHeld);
      return known;
    }
    const account = new Account(subscriber, plan, calendar, this.areResetsHeld);
    this.#accounts.set(subscriber.id, account);
    return account;
  }

  remove(id: number): void {
    this.#accounts.delete(id);
  }

  /** Forgets what was derived from services and tenants, and renews every account from the directory. */
  renewAll(): void {
    this.#plans.clear();
    this.#calendars.clear();
    for (const subscriber of this.#directory.subscribers) this.put(subscriber);
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
