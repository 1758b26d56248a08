/** Makes the data plane's entries from the directory's rows: only what a decision or a reply needs. */
import { accessPolicyOf, type LoginPolicy, loginPolicyOf } from '../../../shared/domain/login-policy.ts';
import { macAuthOf } from '../../../shared/domain/mac-auth.ts';
import { bindingOf } from '../../../shared/domain/mac-binding.ts';
import { formatRateLimit, rateLimitOf } from '../../../shared/domain/rate-limit.ts';
import { effectiveSpeed } from '../../../shared/domain/speed.ts';
import type { Zone } from '../../../shared/domain/zone.ts';
import type { GroupView, NasSnapshot, RealmView, ServiceView, SubscriberSnapshot } from '../store/reads.ts';
import type { GroupEntry, NasEntry, RealmEntry, SubscriberEntry, TenantEntry } from './protocol.ts';

export const nasEntry = (nas: NasSnapshot): NasEntry => ({
  id: nas.id,
  tenantId: nas.tenantId,
  name: nas.name,
  identity: nas.seen.identity,
  address: nas.address,
  secret: nas.secret,
  mode: nas.mode,
  ...(nas.vendor === 'generic' ? { isGeneric: true } : {}),
  swapDirections: nas.swapDirections,
  messageAuthenticator: nas.messageAuthenticator,
  hasSigned: nas.seen.messageAuthenticatorSeenAt !== null,
});

/** `service` is the subscriber's; undefined when it is gone. */
export const subscriberEntry = (subscriber: SubscriberSnapshot, service: ServiceView | undefined): SubscriberEntry => ({
  id: subscriber.id,
  tenantId: subscriber.tenantId,
  username: subscriber.username,
  password: subscriber.password,
  status: subscriber.status,
  expiresAt: subscriber.expiresAt,
  staticIp: subscriber.staticIp,
  reply: subscriber.reply,
  ...loginTerms(subscriber, service),
  serviceId: subscriber.serviceId,
  // Few have any: absent fields cost nothing in the copies of both threads.
  ...(subscriber.check.length > 0 ? { check: subscriber.check } : {}),
  ...(subscriber.groupIds.length > 0 ? { groupIds: subscriber.groupIds } : {}),
});

export const realmEntry = ({ createdAt: _, ...realm }: RealmView): RealmEntry => realm;

export const groupEntry = (group: GroupView, zone: Zone): GroupEntry => ({
  id: group.id,
  name: group.name,
  reply: group.reply,
  check: group.check,
  nasIds: group.nasIds,
  loginWindows: group.loginWindows,
  zone,
});

/** What few subscribers have: absent fields cost nothing in the copies of both threads. */
function loginTerms(subscriber: SubscriberSnapshot, service: ServiceView | undefined): Partial<SubscriberEntry> {
  const { simultaneousUse, macs, macsClearedAt } = subscriber;
  const macBinding = bindingOf(subscriber, service);
  return {
    ...(service?.expiredPolicy ? { expiredPolicy: service.expiredPolicy } : {}),
    ...(simultaneousUse === 1 ? {} : { simultaneousUse }),
    ...(macs.length > 0 ? { macs } : {}),
    ...(macBinding.mode === 'off' ? {} : { macBinding }),
    ...(macsClearedAt > 0 ? { macsClearedAt } : {}),
  };
}

export function tenantEntry(id: number, settings: Readonly<Record<string, unknown>>): TenantEntry {
  const login = loginPolicyOf(settings);
  return { id, login, walledRate: walledRateOf(login), macAuth: macAuthOf(settings) };
}

/** The rate of a walled login is the same whatever the service: rank 0 of the one speed truth. */
export function walledRateOf(login: LoginPolicy): string {
  const { downKbps, upKbps } = login.walled;
  const speed = effectiveSpeed({
    service: { downKbps, upKbps, dailyTiers: [], monthlyTiers: [], burst: null, softFup: false },
    subscriber: { status: 'expired', expiresAt: null, boost: null, ownRule: null },
    globalRule: null,
    usage: { dailyCountedBytes: 0, monthlyCountedBytes: 0, bonusBytes: 0 },
    policy: accessPolicyOf(login, 'walled'),
    now: 0,
  });
  return formatRateLimit(rateLimitOf(speed));
}
