/**
 * Back-off against guessing (X65): the more wrong passwords in a row, the later the reject, by user name and by the
 * device it comes from. At most 200 ms, because a NAS that waits longer takes the server for dead and asks another;
 * accepts are never held back, and nobody else's rejects are.
 *
 * Memory is bounded: `maxKeys` names and as many devices, those that failed longest ago are forgotten first.
 */
export interface BackoffVerdict {
  /** How long to hold the reject back, ms. */
  readonly delayMs: number;
  /** Failures in a row of the name or of the device, whichever has more. */
  readonly failures: number;
}

/** A person may mistype: so many are answered at once. */
const freeFailures = 3;
const firstDelayMs = 25;
const maxDelayMs = 200;
/** After so long without a failure the count begins anew. */
const forgottenMs = 10 * 60_000;

interface Failures {
  count: number;
  lastAt: number;
}

class FailureCounts {
  readonly #byKey = new Map<string, Failures>(); // in order of the last failure
  readonly #maxKeys: number;

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#byKey.size;
  }

  add(key: string, now: number): number {
    const known = this.#byKey.get(key);
    const count = known && now - known.lastAt <= forgottenMs ? known.count + 1 : 1;
    this.#byKey.delete(key);
    this.#byKey.set(key, { count, lastAt: now });
    if (this.#byKey.size > this.#maxKeys) this.#byKey.delete(this.#byKey.keys().next().value!);
    return count;
  }

  forget(key: string): void {
    this.#byKey.delete(key);
  }
}

/** Who failed or succeeded: a name of a tenant, from a device behind a NAS. */
export interface Attempt {
  readonly tenantId: number;
  readonly username: string;
  readonly nasId: number;
  readonly callingStationId: string;
}

const nameKey = ({ tenantId, username }: Attempt): string => `${tenantId}\u0000${username}`;
const deviceKey = ({ nasId, callingStationId }: Attempt): string => `${nasId}\u0000${callingStationId}`;

export class Backoff {
  readonly #names: FailureCounts;
  readonly #devices: FailureCounts;

  constructor(maxKeys = 10_000) {
    this.#names = new FailureCounts(maxKeys);
    this.#devices = new FailureCounts(maxKeys);
  }

  /** How many keys are held. */
  get size(): number {
    return this.#names.size + this.#devices.size;
  }

  failed(attempt: Attempt, now: number): BackoffVerdict {
    const ofName = this.#names.add(nameKey(attempt), now);
    // Without a Calling-Station-Id everybody behind the NAS would be one device.
    const ofDevice = attempt.callingStationId === '' ? 0 : this.#devices.add(deviceKey(attempt), now);
    const failures = Math.max(ofName, ofDevice);
    const over = failures - freeFailures;
    return { failures, delayMs: over <= 0 ? 0 : Math.min(maxDelayMs, firstDelayMs * 2 ** (over - 1)) };
  }

  /** A right password ends the count of its name and its device. */
  succeeded(attempt: Attempt): void {
    if (this.#names.size > 0) this.#names.forget(nameKey(attempt));
    if (this.#devices.size > 0) this.#devices.forget(deviceKey(attempt));
  }
}
