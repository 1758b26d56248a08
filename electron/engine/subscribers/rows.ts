/** What was typed or imported becomes what the store takes: services by name, days as instants, defaults filled in. */
import { Temporal } from 'temporal-polyfill';
import type {
  SubscriberBody,
  SubscriberPatch,
  SubscriberRowIn,
} from '../../../shared/contract/operations/subscribers.ts';
import { instantOf, localTime, type Zone } from '../../../shared/domain/zone.ts';
import type { Scope, SubscriberInput } from '../store/commands.ts';
import type { FieldFault } from '../store/errors.ts';
import type { ServiceListItem, SubscriberView } from '../store/reads.ts';

/** A day as an end means: until the day is over. */
export function endOf(expiry: number | string, zone: Zone): number {
  return typeof expiry === 'number' ? expiry : instantOf(Temporal.PlainDate.from(expiry).add({ days: 1 }), 0, zone);
}

/** The services of a scope, by number and by name (without case, as people write them in files). */
export class ServiceIndex {
  readonly #byId = new Map<number, ServiceListItem>();
  readonly #byName = new Map<string, ServiceListItem>();

  constructor(services: readonly ServiceListItem[]) {
    for (const service of services) {
      this.#byId.set(service.id, service);
      this.#byName.set(service.name.toLowerCase(), service);
    }
  }

  byId(id: number): ServiceListItem | undefined {
    return this.#byId.get(id);
  }

  byName(name: string): ServiceListItem | undefined {
    return this.#byName.get(name.toLowerCase());
  }
}

/** The operator's zone and the present: days are read in the one, and the billing day defaults to the other (F144). */
export interface Moment {
  readonly zone: Zone;
  readonly now: number;
}

export interface Prepared {
  readonly input: SubscriberInput;
  readonly service: ServiceListItem;
}

/** Collects the faults of one input; `prefix` is `rows[17].` in a bulk. */
export class FaultList {
  readonly faults: FieldFault[] = [];
  readonly #prefix: string;

  constructor(prefix = '', faults: FieldFault[] = []) {
    this.#prefix = prefix;
    this.faults = faults;
  }

  add(field: string, message: string): void {
    this.faults.push({ field: `${this.#prefix}${field}`, message });
  }
}

/** A new subscriber; undefined when a fault was added. */
export function prepareNew(
  scope: Scope,
  row: SubscriberBody | SubscriberRowIn,
  services: ServiceIndex,
  { zone, now }: Moment,
  faults: FaultList,
): Prepared | undefined {
  const before = faults.faults.length;
  const service = findService(row, services, faults);
  checkReseller(scope, row.resellerId, faults);
  if (faults.faults.length > before || !service) return undefined;
  return {
    service,
    input: {
      username: row.username,
      password: row.password,
      serviceId: service.id,
      fullName: row.fullName ?? '',
      phone: row.phone ?? '',
      macs: [...new Set(row.macs ?? [])],
      staticIp: row.staticIp ?? null,
      expiresAt: row.expiresAt == null ? null : endOf(row.expiresAt, zone),
      simultaneousUse: row.simultaneousUse ?? 1,
      macMode: row.macMode ?? null,
      macLimit: row.macLimit ?? null,
      status: row.status ?? 'active',
      billingDay: row.billingDay ?? localTime(now, zone).day,
      resellerId: scope.resellerId ?? row.resellerId ?? null,
    },
  };
}

/** A stored subscriber with a change laid over it: absent stays, null clears. Undefined when a fault was added. */
export function prepareChange(
  scope: Scope,
  stored: SubscriberView,
  patch: SubscriberPatch,
  services: ServiceIndex,
  { zone }: Pick<Moment, 'zone'>,
  faults: FaultList,
): Prepared | undefined {
  const before = faults.faults.length;
  const service = findService({ serviceId: patch.serviceId ?? stored.serviceId }, services, faults);
  checkReseller(scope, patch.resellerId, faults);
  if (faults.faults.length > before || !service) return undefined;
  const { expiresAt } = patch;
  return {
    service,
    input: {
      username: patch.username ?? stored.username,
      password: patch.password,
      serviceId: service.id,
      fullName: patched(patch.fullName, stored.fullName, ''),
      phone: patched(patch.phone, stored.phone, ''),
      macs: [...new Set(patched(patch.macs, stored.macs, []))],
      staticIp: patched(patch.staticIp, stored.staticIp, null),
      expiresAt: patched(expiresAt == null ? expiresAt : endOf(expiresAt, zone), stored.expiresAt, null),
      simultaneousUse: patched(patch.simultaneousUse, stored.simultaneousUse, 1),
      macMode: patched(patch.macMode, stored.macMode, null),
      macLimit: patched(patch.macLimit, stored.macLimit, null),
      status: patched(patch.status, stored.status, 'active'),
      billingDay: patched(patch.billingDay, stored.billingDay, localTime(stored.createdAt, zone).day),
      resellerId: scope.resellerId ?? patched(patch.resellerId, stored.resellerId, null),
    },
  };
}

const patched = <T>(given: T | null | undefined, stored: T, cleared: T): T =>
  given === undefined ? stored : given === null ? cleared : given;

function findService(
  row: { readonly serviceId?: number | undefined; readonly service?: string | undefined },
  services: ServiceIndex,
  faults: FaultList,
): ServiceListItem | undefined {
  if (row.serviceId !== undefined) {
    const found = services.byId(row.serviceId);
    if (!found) faults.add('serviceId', `there is no service ${row.serviceId}; see GET /api/v1/services`);
    return found;
  }
  const found = services.byName(row.service ?? '');
  if (!found) faults.add('service', `there is no service "${row.service}"; add it first or correct the name`);
  return found;
}

/** A reseller's operator makes subscribers of its own; naming another reseller is told as if that did not exist (Z6). */
function checkReseller(scope: Scope, resellerId: number | null | undefined, faults: FaultList): void {
  if (scope.resellerId === undefined || resellerId == null || resellerId === scope.resellerId) return;
  faults.add('resellerId', `there is no reseller ${resellerId}`);
}
