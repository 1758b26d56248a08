/**
 * The data plane's copy of the policy: NAS by source address, subscribers by tenant and user name. Kept in step by
 * the control plane through the change feed; it survives as long as the thread, and is sent again when that restarts.
 */
import type { SharedSecret } from '../radius/secret.ts';
import { createSecret } from '../radius/secret.ts';
import type { NasEntry, SubscriberEntry } from './protocol.ts';

export interface Nas extends NasEntry {
  readonly shared: SharedSecret;
}

/** A subscriber with what its last accept encoded, so that the common reply costs no encoding. */
export interface Subscriber extends SubscriberEntry {
  replyAttributes: Uint8Array | undefined;
}

export class Policy {
  #nas = new Map<string, [Nas, ...Nas[]]>();
  #nasCount = 0;
  readonly #byId = new Map<number, Subscriber>();
  readonly #byName = new Map<number, Map<string, Subscriber>>();

  /** The NAS at a source address: several where routers share one behind NAT (X58), told apart by `whichNas`. */
  nasAt(address: string): readonly [Nas, ...Nas[]] | undefined {
    return this.#nas.get(address);
  }

  subscriber(tenantId: number, username: string): Subscriber | undefined {
    return this.#byName.get(tenantId)?.get(username);
  }

  get nasCount(): number {
    return this.#nasCount;
  }

  get subscriberCount(): number {
    return this.#byId.size;
  }

  replaceNas(all: readonly NasEntry[]): void {
    const byAddress = new Map<string, [Nas, ...Nas[]]>();
    for (const entry of all) {
      const nas = { ...entry, shared: createSecret(entry.secret) };
      const sharing = byAddress.get(entry.address);
      if (sharing) sharing.push(nas);
      else byAddress.set(entry.address, [nas]);
    }
    this.#nas = byAddress;
    this.#nasCount = all.length;
  }

  upsert(entries: readonly SubscriberEntry[]): void {
    for (const entry of entries) {
      this.#forget(entry.id);
      const subscriber: Subscriber = { ...entry, replyAttributes: undefined };
      this.#byId.set(entry.id, subscriber);
      let names = this.#byName.get(entry.tenantId);
      if (!names) {
        names = new Map();
        this.#byName.set(entry.tenantId, names);
      }
      names.set(entry.username, subscriber);
    }
  }

  remove(ids: readonly number[]): void {
    for (const id of ids) this.#forget(id);
  }

  #forget(id: number): void {
    const known = this.#byId.get(id);
    if (!known) return;
    this.#byId.delete(id);
    const names = this.#byName.get(known.tenantId);
    // A renamed subscriber may have left its old name to another one in the meantime.
    if (names?.get(known.username) === known) names.delete(known.username);
  }
}
