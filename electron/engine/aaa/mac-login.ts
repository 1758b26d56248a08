/**
 * MAC authentication (hotspot `login-by=mac`, DHCP with `use-radius`): the User-Name is the device's MAC in any
 * spelling, and means the subscriber that it is bound to. Only from routers that are named for it, and only when
 * Calling-Station-Id says the same device: a MAC typed into a hotspot's page from another device is no proof.
 */

import { normaliseMac } from '../../../shared/domain/mac.ts';
import type { MacPassword } from '../../../shared/domain/mac-auth.ts';
import { authMethodOf } from '../radius/method.ts';
import type { RadiusPacket } from '../radius/packet.ts';
import type { RequestFacts } from './checks/request-facts.ts';
import { type Credentials, checkCredentials } from './credentials.ts';
import type { Nas, Policy, Subscriber } from './policy.ts';

export interface MacLogin {
  readonly subscriber: Subscriber;
  readonly mac: string;
  readonly password: MacPassword;
}

type NameAndStation = Pick<RequestFacts, 'username' | 'callingStationId'>;

/** The device that logs in by its MAC; undefined when it is no MAC login. */
function deviceOf(policy: Policy, nas: Nas, request: NameAndStation): string | undefined {
  if (!policy.tenant(nas.tenantId).macAuth.nasIds.includes(nas.id)) return undefined;
  const mac = normaliseMac(request.username);
  const station = normaliseMac(request.callingStationId);
  return mac.ok && station.ok && mac.value === station.value ? mac.value : undefined;
}

/** Undefined when it is no MAC login, or when the MAC is bound to nobody or to several. */
export function macLogin(policy: Policy, nas: Nas, request: NameAndStation): MacLogin | undefined {
  const mac = deviceOf(policy, nas, request);
  if (mac === undefined) return undefined;
  const [subscriber, other] = policy.boundTo(nas.tenantId, mac);
  if (!subscriber || other) return undefined;
  return { subscriber, mac, password: policy.tenant(nas.tenantId).macAuth.password };
}

/** The subscribers that a MAC login could mean, where there are several; else none. */
export function sharersOf(policy: Policy, nas: Nas, request: NameAndStation): readonly string[] {
  const mac = deviceOf(policy, nas, request);
  const bound = mac === undefined ? [] : policy.boundTo(nas.tenantId, mac);
  return bound.length > 1 ? bound.map(({ username }) => username) : [];
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
  // DHCP sends no password attribute at all.
  return authMethodOf(packet) === 'none' ? noPassword : checkCredentials(packet, nas.shared, '');
}
