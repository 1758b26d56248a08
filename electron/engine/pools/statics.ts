import { ownAddressAttributes, StaticSpace } from '../../../shared/domain/static-space.ts';
import type { Directory } from '../directory/directory.ts';

interface OfTenant {
  readonly texts: Set<string>;
  readonly space: StaticSpace;
}

/** Static addresses of each tenant, gathered when they are asked for after a change. */
export function createStatics(directory: Pick<Directory, 'subscribers'>) {
  let byTenant: Map<number, OfTenant> | undefined;

  function gathered(): Map<number, OfTenant> {
    const found = new Map<number, OfTenant>();
    for (const { tenantId, staticIp, reply } of directory.subscribers) {
      let own = found.get(tenantId);
      if (!own) {
        own = { texts: new Set(), space: new StaticSpace() };
        found.set(tenantId, own);
      }
      const texts = staticIp === null ? [] : [staticIp];
      for (const [name, value] of reply) if (ownAddressAttributes.includes(name)) texts.push(value.toLowerCase());
      for (const text of texts) {
        own.texts.add(text);
        own.space.add(text);
      }
    }
    return found;
  }

  return {
    forget(): void {
      byTenant = undefined;
    },
    /** Whether a static address or prefix lies over this one. */
    has(tenantId: number, address: string): boolean {
      byTenant ??= gathered();
      return byTenant.get(tenantId)?.space.touches(address) ?? false;
    },
    of(tenantId: number): readonly string[] {
      byTenant ??= gathered();
      return [...(byTenant.get(tenantId)?.texts ?? [])];
    },
  };
}
