/**
 * The data plane's copy of the policy: NAS by source address or certificate, subscribers by tenant and user name. Kept in step by
 * the control plane through the change feed; it survives as long as the thread, and is sent again when that restarts.
 */

import { type FoundLogin, LoginNames } from '../../../shared/domain/login-names.ts';
import { DEFAULT_LOGIN_POLICY } from '../../../shared/domain/login-policy.ts';
import type { LoginState } from '../../../shared/domain/login-window.ts';
import { NO_MAC_AUTH } from '../../../shared/domain/mac-auth.ts';
import {
  isMessageAuthenticatorRequired,
  type MessageAuthenticatorPolicy,
} from '../../../shared/domain/message-authenticator.ts';
import { type Realms, realmsOf } from '../../../shared/domain/realm.ts';
import type { SharedSecret } from '../radius/secret.ts';
import { createSecret, radsecSecret } from '../radius/secret.ts';
import { Devices } from './devices.ts';
import { walledRateOf } from './entries.ts';
import { Pools } from './pools/pools.ts';
import { StaticAddresses } from './pools/static-addresses.ts';
import { Presence } from './presence.ts';
import type { GroupEntry, MacSeen, NasEntry, PoolEntry, RealmEntry, SubscriberEntry, TenantEntry } from './protocol.ts';
import type { EncodedReply } from './reply-attributes.ts';

/** A group with the login state that holds now, so that a login costs no calendar. */
export interface Group extends GroupEntry {
  loginState: LoginState | undefined;
}

export interface Nas extends NasEntry {
  readonly shared: SharedSecret;
  /** An Access-Request without Message-Authenticator is dropped (Z5). */
  mustSign: boolean;
}

/** A subscriber with what its last accept encoded, so that the common reply costs no encoding. */
export interface Subscriber extends SubscriberEntry {
  replyAttributes: EncodedReply | undefined;
  /** The same for a login behind the wall (X55). */
  walledAttributes: EncodedReply | undefined;
  /** Learned ones are added at once, before the control plane has heard of them. */
  macs?: readonly string[];
  /** Its own groups and then its service's; found at its first login after a change of groups. */
  groups: readonly Group[] | undefined;
}

/** Over TLS nothing can be forged on the way, so that there only an operator's own word asks for signatures. */
function policyOf(nas: NasEntry): MessageAuthenticatorPolicy {
  const policy = nas.messageAuthenticator ?? 'auto';
  return policy === 'auto' && nas.mode === 'radsec' ? 'optional' : policy;
}

/**
 * A lock made here outlives news of the NAS that were told before the database knew of it. It ends with the policy, the
 * address, or a signature that was on record and was forgotten since: the operator's ways to unlock.
 */
function mustSign(entry: NasEntry, before: Nas | undefined): boolean {
  if (isMessageAuthenticatorRequired(policyOf(entry), entry.hasSigned === true)) return true;
  if (!before?.mustSign || policyOf(before) !== 'auto' || policyOf(entry) !== 'auto') return false;
  return before.address === entry.address && before.hasSigned !== true;
}
const noNames = new LoginNames<Subscriber>();
const noRealms: Realms<RealmEntry> = realmsOf<RealmEntry>([]);
const noGroups: readonly Group[] = [];

export const defaultTenant: TenantEntry = {
  id: 0,
  login: DEFAULT_LOGIN_POLICY,
  walledRate: walledRateOf(DEFAULT_LOGIN_POLICY),
  macAuth: NO_MAC_AUTH,
};

export class Policy {
  readonly presence = new Presence();
  readonly devices = new Devices();
  readonly pools: Pools;
  readonly #statics = new StaticAddresses();
  /** X46: how far our wall clock is ahead of the time that is believed, ms: accounts expire by the latter. */
  clockAheadMs = 0;
  #nas = new Map<string, [Nas, ...Nas[]]>();
  #nasById = new Map<number, Nas>();
  #tenants = new Map<number, TenantEntry>();
  readonly #byId = new Map<number, Subscriber>();
  readonly #byName = new Map<number, LoginNames<Subscriber>>();
  #realms = new Map<number, Realms<RealmEntry>>();
  #groups = new Map<number, Group>();
  #groupOfService = new Map<number, number>();

  constructor(interimSeconds = 300) {
    this.pools = new Pools(interimSeconds, (tenantId, address) => this.#statics.has(tenantId, address));
  }

  /** The NAS at a source address: several where routers share one behind NAT (X58), told apart by `whichNas`. */
  nasAt(address: string): readonly [Nas, ...Nas[]] | undefined {
    return this.#nas.get(address);
  }

  /** The NAS that a client certificate selected (RFC 6614); its address says nothing. */
  nasById(id: number): readonly [Nas] | undefined {
    const nas = this.#nasById.get(id);
    return nas && [nas];
  }

  subscriber(tenantId: number, username: string): Subscriber | undefined {
    return this.#byName.get(tenantId)?.get(username);
  }

  tenant(id: number): TenantEntry {
    return this.#tenants.get(id) ?? defaultTenant;
  }

  nasName(id: number): string {
    return this.#nasById.get(id)?.name ?? `NAS ${id}`;
  }

  /** The subscribers that a device is bound to; a MAC login needs it to be one. */
  boundTo(tenantId: number, mac: string): readonly Subscriber[] {
    return this.devices.boundTo(tenantId, mac).flatMap((id) => this.#byId.get(id) ?? []);
  }

  /** Devices that were learned here and could not be kept: they are none of the subscriber's any more. */
  unlearn(refused: readonly MacSeen[]): void {
    for (const { subscriberId, mac, at } of refused) {
      const macs = this.devices.unlearn(subscriberId, mac, at);
      const subscriber = this.#byId.get(subscriberId);
      if (macs && subscriber) subscriber.macs = macs;
    }
  }

  /** The subscriber that a login name means, and its realm (F059). */
  find(tenantId: number, username: string): FoundLogin<Subscriber, RealmEntry> {
    return (this.#byName.get(tenantId) ?? noNames).find(this.#realms.get(tenantId) ?? noRealms, username);
  }

  /** The groups that restrict a subscriber and add to its reply, the one that wins first. */
  groupsOf(subscriber: Subscriber): readonly Group[] {
    subscriber.groups ??= this.#resolveGroups(subscriber);
    return subscriber.groups;
  }

  #resolveGroups({ groupIds = [], serviceId }: SubscriberEntry): readonly Group[] {
    const ofService = serviceId === undefined ? undefined : this.#groupOfService.get(serviceId);
    if (groupIds.length === 0 && ofService === undefined) return noGroups;
    const ids = ofService === undefined || groupIds.includes(ofService) ? groupIds : [...groupIds, ofService];
    return ids.flatMap((id) => this.#groups.get(id) ?? []);
  }

  get nasCount(): number {
    return this.#nasById.size;
  }

  get subscriberCount(): number {
    return this.#byId.size;
  }

  replaceNas(all: readonly NasEntry[]): void {
    const before = this.#nasById;
    const byAddress = new Map<string, [Nas, ...Nas[]]>();
    this.#nasById = new Map();
    for (const entry of all) {
      const isRadsec = entry.mode === 'radsec';
      const nas = {
        ...entry,
        shared: createSecret(isRadsec ? radsecSecret : entry.secret),
        mustSign: mustSign(entry, before.get(entry.id)),
      };
      this.#nasById.set(nas.id, nas);
      // Over UDP nobody is believed to be a NAS that has a certificate.
      if (isRadsec) continue;
      const sharing = byAddress.get(entry.address);
      if (sharing) sharing.push(nas);
      else byAddress.set(entry.address, [nas]);
    }
    this.#nas = byAddress;
  }

  /** A right signature locks a NAS here and now; the database hears of it with the next report. */
  lock(nas: Nas): void {
    if (!nas.mustSign && policyOf(nas) === 'auto') nas.mustSign = true;
  }

  replaceTenants(all: readonly TenantEntry[]): void {
    this.#tenants = new Map(all.map((entry) => [entry.id, entry]));
    for (const subscriber of this.#byId.values()) subscriber.walledAttributes = undefined;
  }

  replaceRealms(all: readonly RealmEntry[]): void {
    const byTenant = Map.groupBy(all, ({ tenantId }) => tenantId);
    this.#realms = new Map([...byTenant].map(([tenantId, realms]) => [tenantId, realmsOf(realms)]));
  }

  replaceGroups(all: readonly GroupEntry[], ofServices: readonly (readonly [number, number])[]): void {
    this.#groups = new Map(all.map((entry) => [entry.id, { ...entry, loginState: undefined }]));
    this.#groupOfService = new Map(ofServices);
    for (const subscriber of this.#byId.values()) subscriber.groups = undefined;
    this.#forgetReplies();
  }

  /** Which rows name a pool of ours is in the encoded replies. */
  replacePools(all: readonly PoolEntry[]): void {
    this.pools.replace(all);
    this.#forgetReplies();
  }

  #forgetReplies(): void {
    for (const subscriber of this.#byId.values()) {
      subscriber.replyAttributes = undefined;
      subscriber.walledAttributes = undefined;
    }
  }

  upsert(entries: readonly SubscriberEntry[]): void {
    for (const entry of entries) {
      this.#forget(entry.id);
      const macs = this.devices.put(entry);
      const subscriber: Subscriber = {
        ...entry,
        ...(macs.length > 0 ? { macs } : {}),
        replyAttributes: undefined,
        walledAttributes: undefined,
        groups: undefined,
      };
      this.#byId.set(entry.id, subscriber);
      this.#statics.put(entry);
      let names = this.#byName.get(entry.tenantId);
      if (!names) {
        names = new LoginNames();
        this.#byName.set(entry.tenantId, names);
      }
      names.put(subscriber);
    }
  }

  remove(ids: readonly number[]): void {
    for (const id of ids) {
      this.#forget(id);
      this.devices.forget(id);
    }
  }

  #forget(id: number): void {
    const known = this.#byId.get(id);
    if (!known) return;
    this.#byId.delete(id);
    this.#statics.forget(known);
    this.#byName.get(known.tenantId)?.forget(known);
  }
}
