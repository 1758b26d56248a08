import type { Directory } from '../directory/directory.ts';

const addressRows: ReadonlySet<string> = new Set(['Framed-IP-Address', 'Framed-IPv6-Prefix', 'Delegated-IPv6-Prefix']);

/** Static addresses of each tenant, gathered when they are asked for after a change. */
export function createStatics(directory: Pick<Directory, 'subscribers'>) {
  let byTenant: Map<number, Set<string>> | undefined;

  function gathered(): Map<number, Set<string>> {
    const found = new Map<number, Set<string>>();
    for (const { tenantId, staticIp, reply } of directory.subscribers) {
      let own = found.get(tenantId);
      if (!own) {
        own = new Set();
        found.set(tenantId, own);
      }
      if (staticIp !== null) own.add(staticIp);
      for (const [name, value] of reply) if (addressRows.has(name)) own.add(value.toLowerCase());
    }
    return found;
  }

  return {
    forget(): void {
      byTenant = undefined;
    },
    has(tenantId: number, address: string): boolean {
      byTenant ??= gathered();
      return byTenant.get(tenantId)?.has(address) ?? false;
    },
    of(tenantId: number): readonly string[] {
      byTenant ??= gathered();
      return [...(byTenant.get(tenantId) ?? [])];
    },
  };
}
