/**
 * MAC authentication (hotspot `login-by=mac`, DHCP with `use-radius`): the User-Name is the device's MAC in any
 * spelling, and means the subscriber that it is bound to. Only from routers that are named for it, and only when
 * Calling-Station-Id says the same device: a MAC typed into a hotspot's page from another device is no proof.
 */

import { normaliseMac } from '../../../shared/domain/mac.ts';
import type { MacPassword } from '../../../shared/domain/mac-auth.ts';
import type { RadiusPacket } from '../radius/packet.ts';
import type { RequestFacts } from './checks/request-facts.ts';
import { type Credentials, checkCredentials } from './credentials.ts';
import type { Nas, Policy, Subscriber } from './policy.ts';

export interface MacLogin {
  readonly subscriber: Subscriber;
  readonly mac: string;
  readonly password: MacPassword;
}

/** Undefined when it is no MAC login, or when the MAC is bound to nobody or to several. */
export function macLogin(
  policy: Policy,
  nas: Nas,
  request: Pick<RequestFacts, 'username' | 'callingStationId'>,
): MacLogin | undefined {
  const { macAuth } = policy.tenant(nas.tenantId);
  if (!macAuth.nasIds.includes(nas.id)) return undefined;
  const mac = normaliseMac(request.username);
  const station = normaliseMac(request.callingStationId);
  if (!mac.ok || !station.ok || mac.value !== station.value) return undefined;
  const subscriber = policy.boundTo(nas.tenantId, mac.value);
  return subscriber && { subscriber, mac: mac.value, password: macAuth.password };
}

const noPassword: Credentials = {
  check: { kind: 'matched', method: 'MAC' },
  acceptAttributes: new Uint8Array(0),
};

/** What came with the MAC, against what the tenant asks for. The MAC itself is sent as in the User-Name. */
export function checkMacCredentials(
  packet: RadiusPacket,
  nas: Nas,
  request: RequestFacts,
  { password }: MacLogin,
): Credentials {
  if (password === 'mac') return checkCredentials(packet, nas.shared, request.username);
  // A router over TLS may have no secret of its own: an empty one matches nothing.
  if (password === 'secret') return checkCredentials(packet, nas.shared, nas.secret === '' ? undefined : nas.secret);
  const checked = checkCredentials(packet, nas.shared, '');
  // DHCP sends no password attribute at all.
  return checked.check.kind === 'none' && checked.check.method === 'A request without a password'
    ? noPassword
    : checked;
}
