/** The address to tell people: the portal listens on every local one, and a subscriber needs one that leads here. */
import type { NetworkInterfaceInfo } from 'node:os';

/** For a URL: `bind` (IPv6 in brackets), or the first IPv4 address that is not loopback, or 127.0.0.1 on a computer without a network. */
export function portalAddress(
  bind: string | undefined,
  interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>,
): string {
  if (bind !== undefined) return bind.includes(':') ? `[${bind}]` : bind;
  const addresses = Object.values(interfaces).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
