import type { SubscriberEntry } from '../protocol.ts';

const addressRows: ReadonlySet<string> = new Set(['Framed-IP-Address', 'Framed-IPv6-Prefix', 'Delegated-IPv6-Prefix']);

/** Addresses that subscribers have by name, which no pool gives: of their own field, or of a row of their reply. */
export class StaticAddresses {
  /** By tenant and address; two subscribers may have been given one, so they are counted. */
  readonly #counts = new Map<string, number>();

  has(tenantId: number, address: string): boolean {
    return this.#counts.has(`${tenantId} ${address}`);
  }

  put(entry: SubscriberEntry): void {
    for (const key of keysOf(entry)) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  forget(entry: SubscriberEntry): void {
    for (const key of keysOf(entry)) {
      const count = this.#counts.get(key) ?? 0;
      if (count > 1) this.#counts.set(key, count - 1);
      else this.#counts.delete(key);
    }
  }
}

function keysOf({ tenantId, staticIp, reply }: SubscriberEntry): string[] {
  const keys = staticIp === null ? [] : [`${tenantId} ${staticIp}`];
  for (const [name, value] of reply) if (addressRows.has(name)) keys.push(`${tenantId} ${value.toLowerCase()}`);
  return keys;
}
