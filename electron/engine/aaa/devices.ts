/**
 * The devices of subscribers as the data plane knows them (W9): which subscriber a MAC is bound to, what was learned
 * since the control plane last told, and what there is to report about logins.
 */
import type { MacSeen, SubscriberEntry } from './protocol.ts';

/** A device that dials in again and again is reported this often: its time of last sight needs no more. */
const reportedEveryMs = 3_600_000;

interface Known {
  readonly tenantId: number;
  /** As the control plane told, and what was learned since. */
  macs: readonly string[];
  /** Learned here and not yet in what the control plane tells; by the time of the login. */
  readonly pending: Map<string, number>;
  readonly reportedAt: Map<string, number>;
}

const none: readonly string[] = [];
const nobody: readonly number[] = [];

export class Devices {
  readonly #known = new Map<number, Known>();
  readonly #byMac = new Map<number, Map<string, number[]>>();
  #seen: MacSeen[] = [];

  /** Ids of the subscribers that a MAC is bound to. */
  boundTo(tenantId: number, mac: string): readonly number[] {
    return this.#byMac.get(tenantId)?.get(mac) ?? nobody;
  }

  /**
   * Takes over what the control plane says of a subscriber; returns its devices. What was learned here meanwhile stays
   * until the control plane has it, or the list was cleared after it.
   */
  put({ id, tenantId, macs = none, macsClearedAt = 0, macBinding }: SubscriberEntry): readonly string[] {
    const known = this.#known.get(id);
    if (!known && macs.length === 0) return none;
    const pending = known?.pending ?? new Map<string, number>();
    for (const [mac, at] of pending) {
      if (macs.includes(mac) || at <= macsClearedAt || macBinding?.mode !== 'learn') pending.delete(mac);
    }
    const all = pending.size === 0 ? macs : [...macs, ...pending.keys()];
    this.#set(id, { tenantId, macs: all, pending, reportedAt: known?.reportedAt ?? new Map() });
    return all;
  }

  forget(id: number): void {
    const known = this.#known.get(id);
    if (!known) return;
    this.#known.delete(id);
    for (const mac of known.macs) this.#unbind(known.tenantId, mac, id);
  }

  /** A new device was let in: returns the subscriber's devices from now on. */
  learn({ id, tenantId }: SubscriberEntry, mac: string, now: number): readonly string[] {
    const known = this.#known.get(id);
    const pending = known?.pending ?? new Map<string, number>();
    pending.set(mac, now);
    const macs = [...(known?.macs ?? none), mac];
    const reportedAt = known?.reportedAt ?? new Map<string, number>();
    reportedAt.set(mac, now);
    this.#set(id, { tenantId, macs, pending, reportedAt });
    this.#seen.push({ subscriberId: id, mac, at: now, isNew: true });
    return macs;
  }

  /**
   * What was learned at `at` could not be kept; the next login may learn it anew. Returns the subscriber's devices from
   * now on, or undefined where nothing changed: a later login has learned it again, or it is known by now.
   */
  unlearn(id: number, mac: string, at: number): readonly string[] | undefined {
    const known = this.#known.get(id);
    if (known?.pending.get(mac) !== at) return undefined;
    known.pending.delete(mac);
    known.reportedAt.delete(mac);
    const macs = known.macs.filter((other) => other !== mac);
    this.#set(id, { ...known, macs });
    return macs;
  }

  /** A login of a device was let in; it is reported if it is on the list and was not reported lately. */
  saw(id: number, mac: string, now: number): void {
    const known = this.#known.get(id);
    if (!known?.macs.includes(mac)) return;
    if (now - (known.reportedAt.get(mac) ?? Number.NEGATIVE_INFINITY) < reportedEveryMs) return;
    known.reportedAt.set(mac, now);
    this.#seen.push({ subscriberId: id, mac, at: now, isNew: false });
  }

  /** What there is to report since the last call. */
  take(): readonly MacSeen[] {
    const seen = this.#seen;
    if (seen.length > 0) this.#seen = [];
    return seen;
  }

  #set(id: number, next: Known): void {
    const before = this.#known.get(id);
    for (const mac of before?.macs ?? none) if (!next.macs.includes(mac)) this.#unbind(before!.tenantId, mac, id);
    for (const mac of next.macs) if (!before?.macs.includes(mac)) this.#bind(next.tenantId, mac, id);
    this.#known.set(id, next);
  }

  #bind(tenantId: number, mac: string, id: number): void {
    let macs = this.#byMac.get(tenantId);
    if (!macs) {
      macs = new Map();
      this.#byMac.set(tenantId, macs);
    }
    const ids = macs.get(mac);
    if (ids) ids.push(id);
    else macs.set(mac, [id]);
  }

  #unbind(tenantId: number, mac: string, id: number): void {
    const macs = this.#byMac.get(tenantId);
    const ids = macs?.get(mac)?.filter((other) => other !== id) ?? [];
    if (ids.length > 0) macs?.set(mac, ids);
    else macs?.delete(mac);
  }
}
