/**
 * Values by scope, found from a row: a row belongs to the scope of its tenant and to that of its reseller, so at most
 * two values concern it. `of` is asked for every session every second; its answers are arrays that are kept.
 */
import type { Scope } from '../store/commands.ts';

const none: readonly never[] = [];

interface Tenant<T> {
  readonly values: Map<number | undefined, { readonly scope: Scope; readonly value: T }>;
  /** Answers of `of`, by reseller; emptied when a value comes or goes. */
  readonly found: Map<number | null, readonly T[]>;
}

export class ScopeTable<T> {
  readonly #tenants = new Map<number, Tenant<T>>();

  get isEmpty(): boolean {
    return this.#tenants.size === 0;
  }

  hasTenant(tenantId: number): boolean {
    return this.#tenants.has(tenantId);
  }

  get({ tenantId, resellerId }: Scope): T | undefined {
    return this.#tenants.get(tenantId)?.values.get(resellerId)?.value;
  }

  set(scope: Scope, value: T): void {
    let tenant = this.#tenants.get(scope.tenantId);
    if (!tenant) {
      tenant = { values: new Map(), found: new Map() };
      this.#tenants.set(scope.tenantId, tenant);
    }
    tenant.values.set(scope.resellerId, { scope, value });
    tenant.found.clear();
  }

  delete({ tenantId, resellerId }: Scope): void {
    const tenant = this.#tenants.get(tenantId);
    if (!tenant) return;
    tenant.values.delete(resellerId);
    tenant.found.clear();
    if (tenant.values.size === 0) this.#tenants.delete(tenantId);
  }

  /** The values whose scope contains a row of this tenant and reseller. */
  of(tenantId: number, resellerId: number | null): readonly T[] {
    const tenant = this.#tenants.get(tenantId);
    if (!tenant) return none;
    const known = tenant.found.get(resellerId);
    if (known) return known;
    const whole = tenant.values.get(undefined);
    const own = resellerId === null ? undefined : tenant.values.get(resellerId);
    const found = [whole, own].flatMap((entry) => (entry ? [entry.value] : []));
    tenant.found.set(resellerId, found);
    return found;
  }

  *entries(): Generator<readonly [Scope, T]> {
    for (const { values } of this.#tenants.values())
      for (const { scope, value } of values.values()) yield [scope, value];
  }
}
