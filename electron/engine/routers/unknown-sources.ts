/** Addresses that send RADIUS and are no router's: whose business they are, and which of them can be added (P05). */
import { isInBlock } from '../../../shared/domain/ip.ts';
import type { UnknownSource } from '../aaa/client.ts';
import type { Scope } from '../store/commands.ts';

/** The tenant that sees packets of nobody's NAS: the operator of this machine. */
const defaultTenant = 1;

const isLinkLocal = (address: string): boolean => {
  const [plain = ''] = address.split('%');
  return plain.includes(':') && isInBlock(plain, 'fe80::/10');
};

export interface KnownSource extends UnknownSource {
  /** A link-local address belongs to a wire and cannot be registered. */
  readonly canBeAdded: boolean;
}

/** Newest first. Empty for other tenants and for resellers: who is nobody's is the business of this machine's operator. */
export function sourcesFor(scope: Scope, sources: readonly UnknownSource[]): readonly KnownSource[] {
  if (scope.tenantId !== defaultTenant || scope.resellerId !== undefined) return [];
  return sources.map((source) => ({ ...source, canBeAdded: !isLinkLocal(source.address) }));
}
