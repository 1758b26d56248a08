/**
 * One Access-Request, from datagram to reply: who sent it, is it signed, who asks, may he come in, what is he told.
 * Nothing here waits: it works from the policy in memory.
 */
import { randomFillSync } from 'node:crypto';
import { loginClassOf } from '../../../shared/domain/login-class.ts';
import type { FoundLogin } from '../../../shared/domain/login-names.ts';
import { stationOf } from '../../../shared/domain/mac.ts';
import { verifyAccessRequest } from '../radius/authenticator.ts';
import { attributes } from '../radius/dictionary.ts';
import { encodeReply } from '../radius/encode.ts';
import { encodeAttribute, encodeAttributes } from '../radius/encode-attributes.ts';
import { Code, type RadiusPacket } from '../radius/packet.ts';
import { decryptPap } from '../radius/pap.ts';
import type { CredentialCheck, Reject } from './checks/check.ts';
import { PacketFacts, type RequestFacts } from './checks/request-facts.ts';
import { type Credentials, checkCredentials, rejectAttributes } from './credentials.ts';
import { type Accept, type Decision, decide } from './decision.ts';
import { type DropCause, noRoomForReply, type Omission, replyAttribute, unsigned, wrongSecret } from './drop-causes.ts';
import { checkMacCredentials, macLogin, sharersOf } from './mac-login.ts';
import type { Group, Nas, Policy, Subscriber } from './policy.ts';
import { type Leased, leaseFor } from './pools/lease-for.ts';
import type { RealmEntry, RejectEvent } from './protocol.ts';
import { sharedReplyAttributes } from './reply-attributes.ts';
import { walledEntry, walledGroups } from './walled-reply.ts';
import { looksLikeNoise } from './wrong-secret.ts';

/** What becomes of a request: a reply (with the reject to remember, if it is one) or a drop with its cause. */
export type AccessOutcome =
  | {
      readonly kind: 'accept';
      readonly reply: Buffer;
      readonly isSigned: boolean;
      readonly request: PacketFacts;
      readonly subscriberId: number;
      /** `radreply` rows that could not be sent. */
      readonly trouble: readonly Omission[];
    }
  | {
      readonly kind: 'reject';
      readonly reply: Buffer;
      readonly isSigned: boolean;
      readonly reject: Omit<RejectEvent, 'count'>;
      /** Undefined for a name that is nobody's. */
      readonly subscriberId: number | undefined;
    }
  | { readonly kind: 'drop'; readonly cause: DropCause };

const sessionTimeout = attributes['Session-Timeout'];
const classAttribute = attributes.Class;

const nothing: readonly Omission[] = [];
const drop = (cause: DropCause): Extract<AccessOutcome, { kind: 'drop' }> => ({ kind: 'drop', cause });

/** 10 random octets as text, unique for as long as anybody keeps sessions. Drawn in bulk: a system call per login costs. */
const pool = Buffer.alloc(10 * 512);
let poolAt = pool.length;
function loginClass(isWalled: boolean): Buffer {
  if (poolAt === pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  const id = pool.toString('base64url', poolAt, poolAt + 10);
  poolAt += 10;
  return Buffer.from(loginClassOf(id, isWalled), 'latin1');
}

/** Puts a request whose credentials were checked to the checks, with all that the policy knows of it. `now` is UTC ms. */
export const decideOn = (
  policy: Policy,
  nas: Nas,
  request: RequestFacts,
  found: FoundLogin<Subscriber, RealmEntry>,
  credentials: CredentialCheck,
  now: number,
  sharers: readonly string[] = [],
): Decision<Subscriber> =>
  // Each field by its name: spreading `found` here was a fiftieth of the thread's work.
  decide({
    sharers,
    nas,
    request,
    credentials,
    now: now - policy.clockAheadMs,
    wallNow: now,
    subscriber: found.subscriber,
    realm: found.realm,
    unknownRealm: found.unknownRealm,
    groups: found.subscriber ? policy.groupsOf(found.subscriber) : [],
    tenant: policy.tenant(nas.tenantId),
    online: found.subscriber ? policy.presence.of(found.subscriber.id) : [],
    nasName: (nasId) => policy.nasName(nasId),
  });

/** `source` is the NAS's address as seen, `now` UTC ms. Never throws on what a packet contains. */
export function answerAccessRequest(
  packet: RadiusPacket,
  nas: Nas,
  policy: Policy,
  interimSeconds: number,
  source: string,
  now: number,
): AccessOutcome {
  const signature = verifyAccessRequest(packet, nas.shared);
  if (signature === 'invalid') return drop(wrongSecret(nas, 'Message-Authenticator is wrong'));
  if (signature === 'absent' && nas.mustSign) return drop(unsigned(nas));
  const request = new PacketFacts(packet);
  const direct = policy.find(nas.tenantId, request.username);
  const byMac = direct.subscriber ? undefined : macLogin(policy, nas, request);
  // A device logs in as its subscriber, in that one's realm.
  const found = byMac ? policy.find(nas.tenantId, byMac.subscriber.username) : direct;
  const { subscriber } = found;
  const credentials = byMac
    ? checkMacCredentials(packet, nas, request, byMac)
    : checkCredentials(packet, nas.shared, subscriber?.password);
  if (credentials.check.kind === 'wrong' && credentials.check.method === 'PAP' && signature === 'absent') {
    const plain = decryptPap(packet, nas.shared);
    if (plain && looksLikeNoise(plain)) {
      return drop(wrongSecret(nas, 'The password decrypts to noise'));
    }
  }
  const groups = subscriber ? policy.groupsOf(subscriber) : [];
  const sharers = subscriber ? [] : sharersOf(policy, nas, request);
  const decision = decideOn(policy, nas, request, found, credentials.check, now, sharers);
  let refused = decision;
  if (refused.kind === 'accept') {
    const outcome = accept(
      ...([packet, nas, policy, refused, groups, credentials, request, interimSeconds] as const),
      ...([signature === 'valid', now] as const),
    );
    if (outcome.kind === 'accept') noteDevice(policy, refused, request, now);
    if (outcome.kind !== 'reject') return outcome;
    refused = outcome;
  }
  const replyMessage = encodeAttributes([['Reply-Message', refused.replyMessage]]);
  const reject = { code: Code['Access-Reject'], request: packet, secret: nas.shared, messageAuthenticator: true };
  const attributes = rejectAttributes(packet);
  const whole = encodeReply({ ...reject, attributes: [replyMessage, attributes] });
  // Where Proxy-State leaves little room the words give way: the reject itself is what the router needs.
  const reply = whole.ok ? whole : encodeReply({ ...reject, attributes });
  if (!reply.ok) return drop(noRoomForReply);
  return {
    kind: 'reject',
    reply: reply.value,
    isSigned: signature === 'valid',
    subscriberId: subscriber?.id,
    reject: {
      tenantId: nas.tenantId,
      nasId: nas.id,
      nasAddress: source,
      username: request.username,
      realm: found.realm?.name ?? found.unknownRealm,
      callingStationId: request.callingStationId,
      method: credentials.check.method,
      reason: refused.reason,
      detail: refused.detail,
      at: now,
    },
  };
}

/** What an accept teaches about the subscriber's devices (W9). */
function noteDevice(
  policy: Policy,
  { subscriber, learn }: Accept<Subscriber>,
  request: PacketFacts,
  now: number,
): void {
  if (learn !== undefined) subscriber.macs = policy.devices.learn(subscriber, learn, now);
  else if (subscriber.macs) policy.devices.saw(subscriber.id, stationOf(request.callingStationId), now);
}

const least = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);

function accept(
  packet: RadiusPacket,
  nas: Nas,
  policy: Policy,
  { subscriber, sessionSeconds, access }: Accept<Subscriber>,
  groups: readonly Group[],
  credentials: Credentials,
  request: PacketFacts,
  interimSeconds: number,
  isSigned: boolean,
  now: number,
): Exclude<AccessOutcome, { kind: 'reject' }> | Reject {
  let trouble = nothing;
  const isWalled = access === 'walled';
  let own = isWalled ? subscriber.walledAttributes : subscriber.replyAttributes;
  if (!own) {
    const tenant = policy.tenant(nas.tenantId);
    const pools = policy.pools.names(nas.tenantId);
    own = isWalled
      ? sharedReplyAttributes(walledEntry(subscriber, tenant), walledGroups(groups, tenant), interimSeconds, pools)
      : sharedReplyAttributes(subscriber, groups, interimSeconds, pools);
    if (isWalled) subscriber.walledAttributes = own;
    else subscriber.replyAttributes = own;
    trouble = own.faults.map((fault) => replyAttribute(subscriber.username, fault));
  }
  const { octets, sessionSeconds: mostSeconds, filterId } = own;
  const seconds = least(sessionSeconds, mostSeconds);
  const loginId = loginClass(isWalled);
  const runs = [octets, encodeAttribute(classAttribute, loginId)];
  let leased: Leased | undefined;
  if (own.pools) {
    const answer = leaseFor(own.pools, policy.pools, nas, subscriber, loginId.toString('latin1'), now);
    if (answer.kind !== 'leased') return answer.kind === 'drop' ? drop(answer.cause) : answer;
    leased = answer;
    runs.push(answer.octets);
  }
  if (nas.isGeneric && filterId) runs.push(filterId);
  if (seconds !== undefined) runs.push(encodeAttribute(sessionTimeout, seconds));
  if (credentials.acceptAttributes.length > 0) runs.push(credentials.acceptAttributes);
  const reply = encodeReply({
    code: Code['Access-Accept'],
    request: packet,
    attributes: runs,
    secret: nas.shared,
    messageAuthenticator: true,
  });
  if (!reply.ok) {
    leased?.takeBack();
    return drop(noRoomForReply);
  }
  return { kind: 'accept', reply: reply.value, isSigned, request, subscriberId: subscriber.id, trouble };
}
