/** The address to tell people: the portal listens on several, and a subscriber needs one that leads here. */
import { isPrivateAddress } from '../../../shared/domain/ip.ts';

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');
const isEvery = (address: string): boolean => address === '0.0.0.0' || address === '::';

/**
 * For a URL: the address that was asked for (IPv6 in brackets); else of those that are served (of this computer's, where that is 0.0.0.0 or ::) the first
 * IPv4 one that other computers reach, a private one before a public one; 127.0.0.1 where there is none.
 */
export function portalAddress(bind: string | undefined, served: readonly string[], local: readonly string[]): string {
  if (bind !== undefined && !isEvery(bind)) return bind.includes(':') ? `[${bind}]` : bind;
  const candidates = (bind === undefined ? served : local).filter(
    (address) => !address.includes(':') && !isLoopback(address),
  );
  return candidates.find(isPrivateAddress) ?? candidates[0] ?? '127.0.0.1';
}
