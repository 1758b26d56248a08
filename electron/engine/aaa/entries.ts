/** Makes the data plane's entries from the directory's rows: only what a decision or a reply needs. */
import type { NasSnapshot, SubscriberSnapshot } from '../store/reads.ts';
import type { NasEntry, SubscriberEntry } from './protocol.ts';

export const nasEntry = (nas: NasSnapshot): NasEntry => ({
  id: nas.id,
  tenantId: nas.tenantId,
  name: nas.name,
  identity: nas.seen.identity,
  address: nas.address,
  secret: nas.secret,
  mode: nas.mode,
  swapDirections: nas.swapDirections,
  messageAuthenticator: nas.messageAuthenticator,
  hasSigned: nas.seen.messageAuthenticatorSeenAt !== null,
});

export const subscriberEntry = (subscriber: SubscriberSnapshot): SubscriberEntry => ({
  id: subscriber.id,
  tenantId: subscriber.tenantId,
  username: subscriber.username,
  password: subscriber.password,
  status: subscriber.status,
  expiresAt: subscriber.expiresAt,
  staticIp: subscriber.staticIp,
  reply: subscriber.reply,
});
