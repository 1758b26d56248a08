/** Services (plans): checked whole by the domain's rule before they are saved; an edit reaches its subscribers' rates. */
import type { ServiceBody } from '../../../shared/contract/operations/services.ts';
import { validateServicePlan } from '../../../shared/domain/service.ts';
import type { Store } from '../store/client.ts';
import type { Actor, Scope, ServiceInput } from '../store/commands.ts';
import { Invalid, NotFound } from '../store/errors.ts';
import type { ServiceListItem } from '../store/reads.ts';
import { planOf } from '../subscribers/service.ts';

export interface ServicePorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly clock: { now(): number };
  /** `subscribers.recomputeRates`. */
  readonly recomputeRates: (
    scope: Scope,
    serviceId: number,
    edited: ServiceInput,
    save: () => Promise<unknown>,
  ) => Promise<{ readonly recomputed: number; readonly changed: number }>;
}

export interface Changer {
  readonly scope: Scope;
  readonly actor: Actor;
}

export type ServiceChange = { readonly [K in keyof ServiceBody]?: ServiceBody[K] | undefined };

type TypedTier = NonNullable<ServiceBody['dailyTiers']>[number];

export function createServices({ store, clock, recomputeRates }: ServicePorts) {
  async function byId(scope: Scope, id: number): Promise<ServiceListItem> {
    const found = await store.reads.services.byId(scope, id);
    if (!found) throw new NotFound(`There is no service ${id}.`);
    return found;
  }

  return {
    byId,

    list: (scope: Scope) => store.reads.services.list(scope),

    /** @throws Invalid for a plan that makes no sense, Conflict when the name is taken */
    async create({ scope, actor }: Changer, body: ServiceBody): Promise<ServiceListItem> {
      const service = checked(withDefaults(body, freshService));
      const { id } = await store.command('service.create', { scope, actor, service, at: clock.now() });
      return byId(scope, id);
    },

    /** Absent fields stay, null clears. @throws NotFound, Invalid, Conflict */
    async update(
      { scope, actor }: Changer,
      id: number,
      change: ServiceChange,
    ): Promise<{ readonly service: ServiceListItem; readonly recomputed: number; readonly changed: number }> {
      const service = checked(withDefaults(change, await byId(scope, id)));
      const save = () => store.command('service.update', { scope, actor, id, service, at: clock.now() });
      const { recomputed, changed } = await recomputeRates(scope, id, service, save);
      return { service: await byId(scope, id), recomputed, changed };
    },

    /** @throws NotFound, Conflict while subscribers are on it */
    async remove({ scope, actor }: Changer, id: number): Promise<void> {
      await byId(scope, id);
      await store.command('service.remove', { scope, actor, id, at: clock.now() });
    },
  };
}

export type Services = ReturnType<typeof createServices>;

/** What a field is when it was never given or was cleared. */
const empty = {
  dailyQuotaBytes: 0,
  monthlyQuotaBytes: 0,
  priceMinor: 0,
  dailyTiers: [],
  monthlyTiers: [],
  freeHours: null,
  burst: null,
  softFup: false,
  monthlyReset: 'renew', // X1
  expiredPolicy: null,
  macMode: 'off',
  macLimit: 1,
  groupId: null,
} as const satisfies Partial<ServiceInput>;

const freshService: ServiceInput = { ...empty, name: '', downKbps: 0, upKbps: 0 };

/** `change` laid over `stored`. */
function withDefaults(change: ServiceChange, stored: ServiceInput): ServiceInput {
  const tiers = (field: 'dailyTiers' | 'monthlyTiers') =>
    pick<readonly TypedTier[]>(change[field], stored[field], empty[field]).map(({ fromBytes, downKbps, upKbps }) => ({
      fromBytes,
      downKbps: downKbps ?? null,
      upKbps: upKbps ?? null,
    }));
  return {
    name: change.name ?? stored.name,
    downKbps: change.downKbps ?? stored.downKbps,
    upKbps: change.upKbps ?? stored.upKbps,
    dailyQuotaBytes: pick(change.dailyQuotaBytes, stored.dailyQuotaBytes, empty.dailyQuotaBytes),
    monthlyQuotaBytes: pick(change.monthlyQuotaBytes, stored.monthlyQuotaBytes, empty.monthlyQuotaBytes),
    priceMinor: pick(change.priceMinor, stored.priceMinor, empty.priceMinor),
    dailyTiers: tiers('dailyTiers'),
    monthlyTiers: tiers('monthlyTiers'),
    freeHours: pick(change.freeHours, stored.freeHours, empty.freeHours),
    burst: pick(change.burst, stored.burst, empty.burst),
    softFup: pick(change.softFup, stored.softFup, empty.softFup),
    monthlyReset: pick(change.monthlyReset, stored.monthlyReset, empty.monthlyReset),
    expiredPolicy: pick(change.expiredPolicy, stored.expiredPolicy, empty.expiredPolicy),
    macMode: pick(change.macMode, stored.macMode, empty.macMode),
    macLimit: pick(change.macLimit, stored.macLimit, empty.macLimit),
    groupId: pick<number | null>(change.groupId, stored.groupId ?? null, empty.groupId),
  };
}

const pick = <T>(given: T | null | undefined, stored: T, cleared: T): T =>
  given === undefined ? stored : (given ?? cleared);

/** @throws Invalid with every fault of the plan at once */
function checked(service: ServiceInput): ServiceInput {
  const faults = validateServicePlan(planOf(service));
  if (faults.length > 0) throw new Invalid(faults);
  return service;
}
