/**
 * What would happen if a subscriber dialled in now with the right password: the very checks of a login, on a policy made
 * for this one question. For the operator who is asked why somebody cannot get in.
 */
import { decideOn } from './access.ts';
import type { CredentialCheck } from './checks/check.ts';
import type { RequestFacts } from './checks/request-facts.ts';
import type { Decision } from './decision.ts';
import { Policy } from './policy.ts';
import { type PoolUse, poolNames, poolUsesOf } from './pools/pools.ts';
import type {
  GroupEntry,
  NasEntry,
  PoolEntry,
  PresenceUpdate,
  RealmEntry,
  SubscriberEntry,
  TenantEntry,
} from './protocol.ts';
import { replyRows } from './reply-attributes.ts';
import { walledEntry, walledGroups } from './walled-reply.ts';

export interface LoginCheckInput {
  readonly subscriber: SubscriberEntry;
  readonly tenant: TenantEntry;
  /** Every NAS of the tenant, for the names; the login comes from `nasId`. */
  readonly nas: readonly NasEntry[];
  readonly nasId: number;
  /** Calling-Station-Id. */
  readonly station: string;
  /** What its login says beside that, as far as it is known; a PPPoE login otherwise. */
  readonly facts: Partial<RequestFacts>;
  readonly realms: readonly RealmEntry[];
  readonly groups: readonly GroupEntry[];
  readonly pools: readonly PoolEntry[];
  readonly groupsOfServices: readonly (readonly [serviceId: number, groupId: number])[];
  readonly presence: readonly PresenceUpdate[];
  /** UTC ms by the wall clock, and how far that is ahead of the time that is believed (X46). */
  readonly now: number;
  readonly clockAheadMs: number;
}

export interface LoginCheckOutcome {
  readonly decision: Decision;
  /** Rows of the Access-Accept, as `radreply` names them; the static address is one of them. */
  readonly reply: readonly (readonly [name: string, value: string])[];
  /** What it would be given from pools of ours. */
  readonly pools: readonly PoolUse[];
}

const rightPassword: CredentialCheck = { kind: 'matched', method: 'PAP' };

/** @throws when `nasId` is none of `nas` */
export function checkLogin(input: LoginCheckInput): LoginCheckOutcome {
  const { subscriber: entry, tenant, nasId, now } = input;
  const policy = new Policy();
  policy.clockAheadMs = input.clockAheadMs;
  policy.replaceNas(input.nas);
  policy.replaceTenants([tenant]);
  policy.replaceRealms(input.realms);
  policy.replaceGroups(input.groups, input.groupsOfServices);
  policy.upsert([entry]);
  for (const update of input.presence) policy.presence.correct(update, now);
  const [nas] = policy.nasById(nasId) ?? [];
  if (!nas) throw new Error(`login check from an unknown NAS ${nasId}`);
  const request: RequestFacts = {
    ...{ username: entry.username, callingStationId: input.station, calledStationId: '', nasPortId: '' },
    ...{ nasPortType: 'Ethernet', nasIdentifier: nas.identity ?? '', nasIpAddress: nas.address },
    ...{ serviceType: 'Framed-User', framedProtocol: 'PPP' },
    ...input.facts,
  };
  const found = policy.find(entry.tenantId, entry.username);
  const decision = decideOn(policy, nas, request, found, rightPassword, now);
  if (decision.kind === 'reject') return { decision, reply: [], pools: [] };
  const isWalled = decision.access === 'walled';
  const groups = policy.groupsOf(decision.subscriber);
  const { rows } = replyRows(
    isWalled ? walledEntry(entry, tenant) : entry,
    isWalled ? walledGroups(groups, tenant) : groups,
    0,
  );
  const pools = poolUsesOf(poolNames(input.pools, entry.tenantId), rows);
  return { decision, reply: rows.map(({ name, value }) => [name, value] as const), pools };
}
