/**
 * What every request to the portal must pass. The portal is reached by whatever address a subscriber's device has for
 * it: one of this computer's own, or one that a router translates to it, so no list could name them all. A number is
 * no danger: DNS rebinding needs a *name* that first leads to a stranger's server and then here. So every IP address
 * passes, and of names only this computer's own and those that were configured.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { setSecurityHeaders } from '../api/guards.ts';
import { Refused } from '../api/problems.ts';

const hostForm = /^(?:\[([0-9a-f:.]+)\]|([^:/\s[\]@]+))(?::\d{1,5})?$/i;

/** Whether a Host header leads here for sure: any IP address, `localhost`, or one of `names` (lower case). */
export function isPortalHost(host: string | undefined, names: ReadonlySet<string>): boolean {
  const [, v6, name] = hostForm.exec(host ?? '') ?? [];
  if (v6 !== undefined) return ipaddr.IPv6.isValid(v6);
  if (name === undefined) return false;
  return ipaddr.IPv4.isValidFourPartDecimal(name) || name === 'localhost' || names.has(name.toLowerCase());
}

/** @throws Refused 421 for a Host that may be anybody's */
export function checkHost({ headers: { host } }: FastifyRequest, names: ReadonlySet<string>): void {
  if (isPortalHost(host, names)) return;
  throw new Refused('unknown-host', 'This address is not known here. Open the address that your provider gave you.');
}

/** Everything that the page needs is a file of its own: no inline script or style, nothing fetched from elsewhere. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export function setPortalHeaders(reply: FastifyReply): void {
  setSecurityHeaders(reply, false);
  reply.header('content-security-policy', contentSecurityPolicy);
}
