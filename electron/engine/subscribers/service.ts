/** Subscribers: added one by one or by the thousand, changed, removed; their rate is always the effective one. */
import type { Judged } from '../../../shared/contract/judged.ts';
import type {
  SubscriberBody,
  SubscriberPatch,
  SubscriberRowIn,
} from '../../../shared/contract/operations/subscribers.ts';
import { accessPolicyOf, type LoginPolicy, loginPolicyOf } from '../../../shared/domain/login-policy.ts';
import { bindingOf } from '../../../shared/domain/mac-binding.ts';
import { monthlyPeriodAt, monthlyResetDay } from '../../../shared/domain/monthly-period.ts';
import { nextDailyBoundary } from '../../../shared/domain/quota-day.ts';
import type { EffectiveSpeed } from '../../../shared/domain/speed.ts';
import { parseTimeOfDay } from '../../../shared/domain/time-of-day.ts';
import type { Store } from '../store/client.ts';
import type { Actor, Scope, SubscriberInput } from '../store/commands.ts';
import { Invalid, NotFound } from '../store/errors.ts';
import type { ServiceListItem, SubscriberReads, SubscriberView, TenantView } from '../store/reads.ts';
import { bulkFaults, inOrder, prepareRows } from './bulk.ts';
import { planOf } from './plan-of.ts';
import { createRerate } from './rerate.ts';
import { FaultList, type Moment, type Prepared, prepareChange, prepareNew, ServiceIndex } from './rows.ts';
import { factsOf, rateTextOf, type SpeedFacts, speedOf, unused } from './speed-of.ts';

export { type CsvRows, readCsvRows, withLines } from './csv-rows.ts';
export { planOf } from './plan-of.ts';
export { rateTextOf, type SpeedFacts, speedOf } from './speed-of.ts';

export interface SubscriberPorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly clock: { now(): number };
  /** Hashes the portal's own password (Z2). */
  readonly hashPassword: (password: string) => Promise<string>;
}

/** Whoever changes something: whose rows, and the name for the audit. */
export interface Changer {
  readonly scope: Scope;
  readonly actor: Actor;
}

export interface BulkOutcome {
  readonly ids: readonly number[];
  readonly created: number;
  readonly dryRun: boolean;
}

export interface SubscriberSpeed {
  readonly subscriber: SubscriberView;
  readonly service: ServiceListItem;
  readonly speed: EffectiveSpeed;
  /** The operator's zone, for the sentences that explain. */
  readonly timeZone: string;
}

export function createSubscribers({ store, clock, hashPassword }: SubscriberPorts) {
  const { reads } = store;

  async function byId(scope: Scope, id: number): Promise<SubscriberView> {
    const found = await reads.subscribers.byId(scope, id);
    if (!found) throw new NotFound(`There is no subscriber ${id}.`);
    return found;
  }

  const indexOf = async (scope: Scope) => new ServiceIndex(await reads.services.list(scope));

  const accessOf = async (scope: Scope, service: ServiceListItem) =>
    accessPolicyOf(loginPolicyOf(await reads.settings.all(scope)), service.expiredPolicy);

  const momentOf = async (scope: Scope): Promise<Moment> => ({
    zone: (await reads.tenants.own(scope)).timeZone,
    now: clock.now(),
  });

  async function createRows(
    { scope, actor }: Changer,
    prepared: readonly Prepared[],
    dryRun: boolean,
  ): Promise<readonly number[]> {
    const at = clock.now();
    const rateOf = memoisedRate(at, loginPolicyOf(await reads.settings.all(scope)));
    const rows = prepared.map(({ input }) => input);
    const rates = prepared.map(({ input, service }) => rateOf(service, input));
    const { ids } = await store.command('subscriber.create', { scope, actor, rows, rates, at, dryRun });
    return ids;
  }

  return {
    byId,

    list: (scope: Scope, query: Parameters<SubscriberReads['list']>[1]) => reads.subscribers.list(scope, query),

    /** @throws Invalid, Conflict */
    async create(changer: Changer, body: SubscriberBody): Promise<SubscriberView> {
      const { scope } = changer;
      const faults = new FaultList();
      const prepared = prepareNew(scope, body, await indexOf(scope), await momentOf(scope), faults);
      if (!prepared) throw new Invalid(faults.faults);
      const [id] = await withoutRowPath(createRows(changer, [await withPortal(prepared, body.portalPassword)], false));
      return byId(scope, id!);
    },

    /**
     * All rows or none. @throws Invalid whose faults name `rows[17].username`: those of the rows themselves and those
     * that only the database knows, all in one answer
     */
    async bulk(changer: Changer, rows: readonly Judged<SubscriberRowIn>[], dryRun: boolean): Promise<BulkOutcome> {
      const { scope } = changer;
      const { prepared, faults } = prepareRows(scope, rows, await indexOf(scope), await momentOf(scope));
      const isWhole = faults.length === 0;
      // With faults already known this only asks what else is wrong: nothing is written.
      const ids = await createRows(
        changer,
        prepared.map(({ row }) => row),
        dryRun || !isWhole,
      ).catch((error) => {
        faults.push(...bulkFaults(error, prepared));
        return [];
      });
      if (faults.length > 0) throw new Invalid(inOrder(faults));
      return { ids, created: ids.length, dryRun };
    },

    /** @throws NotFound, Invalid, Conflict */
    async update(changer: Changer, id: number, patch: SubscriberPatch): Promise<SubscriberView> {
      const { scope, actor } = changer;
      const stored = await byId(scope, id);
      const faults = new FaultList();
      const prepared = prepareChange(scope, stored, patch, await indexOf(scope), await momentOf(scope), faults);
      if (!prepared) throw new Invalid(faults.faults);
      const { input, service } = await withPortal(prepared, patch.portalPassword);
      const at = clock.now();
      const policy = await accessOf(scope, service);
      const rate = rateTextOf(speedOf(planOf(service), { ...factsOf(stored), ...statusOf(input) }, at, policy));
      await store.command('subscriber.update', { scope, actor, id, subscriber: input, rate, at });
      return byId(scope, id);
    },

    /** @throws NotFound */
    async remove({ scope, actor }: Changer, id: number): Promise<void> {
      await byId(scope, id);
      await store.command('subscriber.remove', { scope, actor, ids: [id], at: clock.now() });
    },

    /** The speed in force now and every rule that took part. @throws NotFound */
    async speed(scope: Scope, id: number): Promise<SubscriberSpeed> {
      const subscriber = await byId(scope, id);
      const service = await reads.services.byId({ tenantId: scope.tenantId }, subscriber.serviceId);
      if (!service) throw new NotFound(`The service of ${subscriber.username} is gone.`);
      const tenant = await reads.tenants.own(scope);
      const now = clock.now();
      const facts = factsOf(subscriber);
      const usage = { ...facts.usage, ...windowsOf(subscriber, service, tenant, now) };
      return {
        subscriber,
        service,
        speed: speedOf(planOf(service), { ...facts, usage }, now, await accessOf(scope, service)),
        timeZone: tenant.timeZone,
      };
    },

    /** Which devices may dial in, and which did (W9). @throws NotFound */
    async macBinding(scope: Scope, { id, macMode, macLimit, serviceId }: SubscriberView) {
      const service = await reads.services.byId({ tenantId: scope.tenantId }, serviceId);
      return { ...bindingOf({ macMode, macLimit }, service), devices: await reads.subscribers.macs(scope, id) };
    },

    /** A CPE was swapped: every MAC is forgotten, and the next login may teach new ones. @throws NotFound */
    async clearMacs({ scope, actor }: Changer, id: number): Promise<readonly string[]> {
      const { macs } = await store.command('subscriber.clear-macs', { scope, actor, id, at: clock.now() });
      return macs;
    },

    /** For the services: see `rerate.ts`. */
    recomputeRates: createRerate({ store, clock }),
  };

  async function withPortal(prepared: Prepared, password: string | null | undefined): Promise<Prepared> {
    if (password == null) return prepared;
    return { ...prepared, input: { ...prepared.input, portalPasswordHash: await hashPassword(password) } };
  }
}

export type Subscribers = ReturnType<typeof createSubscribers>;

const statusOf = ({ status, expiresAt }: SubscriberInput): Pick<SpeedFacts, 'status' | 'expiresAt'> => ({
  status,
  expiresAt,
});

/** When the counters began and will begin again, for the explanation. */
function windowsOf(subscriber: SubscriberView, service: ServiceListItem, tenant: TenantView, now: number) {
  const parsed = parseTimeOfDay(tenant.dailyResetTime);
  if (!parsed.ok) throw new Error(`daily reset time of ${tenant.name}: ${parsed.fault}`);
  const resetDay = monthlyResetDay(service.monthlyReset, subscriber.billingDay ?? 1);
  return {
    dailySinceAt: subscriber.counters.lastDailyReset,
    dailyUntilAt: nextDailyBoundary(now, tenant.timeZone, parsed.value),
    monthlySinceAt: subscriber.counters.lastMonthlyReset,
    monthlyUntilAt: resetDay === null ? null : monthlyPeriodAt(now, resetDay, tenant.timeZone, parsed.value).endsAt,
  };
}

/** A bulk has few services and states, so few rates: each is computed once. */
function memoisedRate(now: number, policy: LoginPolicy): (service: ServiceListItem, input: SubscriberInput) => string {
  const known = new Map<string, string>();
  return (service, { status, expiresAt }) => {
    const key = `${service.id} ${status} ${expiresAt !== null && expiresAt <= now}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const facts = { status, expiresAt, boostPercent: null, boostUntil: null, usage: unused };
    const rate = rateTextOf(speedOf(planOf(service), facts, now, accessPolicyOf(policy, service.expiredPolicy)));
    known.set(key, rate);
    return rate;
  };
}

/** A single create is a bulk of one to the store; its faults lose the `rows[0].` that the caller never wrote. */
async function withoutRowPath<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    throw new Invalid(
      error.faults.map(({ field, message }) => ({ field: field.replace(/^rows\[0\]\./, ''), message })),
    );
  }
}
