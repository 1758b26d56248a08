import { ownAddressAttributes, StaticSpace } from '../../../shared/domain/static-space.ts';
import type { Directory } from '../directory/directory.ts';

interface OfTenant {
  readonly texts: readonly string[];
  readonly space: StaticSpace;
}

const none: readonly string[] = [];

/** Static addresses of each tenant, gathered when they are asked for after a change. */
export function createStatics(directory: Pick<Directory, 'subscribers'>) {
  let byTenant = new Map<number, OfTenant>();
  let isStale = true;

  function gathered(): Map<number, Set<string>> {
    const found = new Map<number, Set<string>>();
    for (const { tenantId, staticIp, reply } of directory.subscribers) {
      const texts = staticIp === null ? [] : [staticIp];
      for (const [name, value] of reply) if (ownAddressAttributes.includes(name)) texts.push(value.toLowerCase());
      if (texts.length === 0) continue;
      let own = found.get(tenantId);
      if (!own) {
        own = new Set();
        found.set(tenantId, own);
      }
      for (const text of texts) own.add(text);
    }
    return found;
  }

  /** A tenant whose static addresses are what they were keeps its lists: most changes of subscribers are rates. */
  function current(tenantId: number): OfTenant | undefined {
    if (isStale) {
      const before = byTenant;
      byTenant = new Map(
        [...gathered()].map(([id, own]) => {
          const known = before.get(id);
          const isSame = known?.texts.length === own.size && known.texts.every((text) => own.has(text));
          return [id, isSame ? known : ofTenant(own)];
        }),
      );
      isStale = false;
    }
    return byTenant.get(tenantId);
  }

  return {
    forget(): void {
      isStale = true;
    },
    /** Whether a static address or prefix lies over this one. */
    has: (tenantId: number, address: string): boolean => current(tenantId)?.space.touches(address) ?? false,
    /** The same list as long as there are the same addresses. */
    of: (tenantId: number): readonly string[] => current(tenantId)?.texts ?? none,
  };
}

function ofTenant(own: ReadonlySet<string>): OfTenant {
  const space = new StaticSpace();
  for (const text of own) space.add(text);
  return { texts: [...own], space };
}
