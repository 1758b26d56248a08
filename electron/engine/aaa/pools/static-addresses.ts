import { ownAddressAttributes, StaticSpace } from '../../../../shared/domain/static-space.ts';
import type { SubscriberEntry } from '../protocol.ts';

/** Addresses that subscribers have by name, which no pool gives: of their own field, or of a row of their reply. */
export class StaticAddresses {
  readonly #byTenant = new Map<number, StaticSpace>();

  has(tenantId: number, address: string): boolean {
    return this.#byTenant.get(tenantId)?.touches(address) ?? false;
  }

  put(entry: SubscriberEntry): void {
    const texts = textsOf(entry);
    if (texts.length === 0) return;
    let space = this.#byTenant.get(entry.tenantId);
    if (!space) {
      space = new StaticSpace();
      this.#byTenant.set(entry.tenantId, space);
    }
    for (const text of texts) space.add(text);
  }

  forget(entry: SubscriberEntry): void {
    for (const text of textsOf(entry)) this.#byTenant.get(entry.tenantId)?.remove(text);
  }
}

function textsOf({ staticIp, reply }: SubscriberEntry): string[] {
  const texts = staticIp === null ? [] : [staticIp];
  for (const [name, value] of reply) if (ownAddressAttributes.includes(name)) texts.push(value);
  return texts;
}
