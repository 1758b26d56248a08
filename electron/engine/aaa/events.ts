/**
 * Rejects and drops, folded until the next report: a storm of the same reject is one event with a count (W10), and
 * neither memory nor the log grows with what is thrown at the ports. At `maxKinds` different events per report, and at
 * `maxKindsPerHour` of one router in an hour, the rest is counted under one 'many others' event per reason.
 */
import type { DropEvent, RejectEvent } from './protocol.ts';

export interface Fold<E extends { readonly at: number; readonly count: number }> {
  add(event: Omit<E, 'count'>): void;
  take(): E[];
}

export interface FoldLimits {
  readonly maxKinds: number;
  /** Of one router (or of nobody's), because each is a row of the log: the log folds by the hour. */
  readonly maxKindsPerHour: number;
}

const hourMs = 3_600_000;

/** The kinds of this hour, by whose they are. */
class HourOfKinds {
  readonly #max: number;
  readonly #byOwner = new Map<number | null, Set<string>>();
  #hour = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Whether a kind has its own row in this hour; takes a place for it when there is one. */
  admits(owner: number | null, key: string, at: number): boolean {
    const hour = Math.floor(at / hourMs);
    if (hour !== this.#hour) this.#byOwner.clear();
    this.#hour = hour;
    let kinds = this.#byOwner.get(owner);
    if (!kinds) {
      kinds = new Set();
      this.#byOwner.set(owner, kinds);
    }
    if (kinds.has(key)) return true;
    if (kinds.size >= this.#max) return false;
    kinds.add(key);
    return true;
  }
}

function createFold<E extends { readonly nasId: number | null; readonly at: number; readonly count: number }>(
  keyOf: (event: Omit<E, 'count'>) => string,
  overflow: (event: Omit<E, 'count'>) => Omit<E, 'count'>,
  { maxKinds, maxKindsPerHour }: FoldLimits,
): Fold<E> {
  const hour = new HourOfKinds(maxKindsPerHour);
  let events = new Map<string, { latest: Omit<E, 'count'>; count: number }>();
  const put = (key: string, event: Omit<E, 'count'>): void => {
    const known = events.get(key);
    if (known) {
      known.latest = event;
      known.count++;
    } else {
      events.set(key, { latest: event, count: 1 });
    }
  };
  return {
    add(event) {
      const key = keyOf(event);
      const hasRoom = events.size < maxKinds || events.has(key);
      if (hasRoom && hour.admits(event.nasId, key, event.at)) put(key, event);
      else {
        const other = overflow(event);
        put(keyOf(other), other);
      }
    },
    take() {
      const taken = [...events.values()].map(({ latest, count }) => ({ ...latest, count }) as E);
      events = new Map();
      return taken;
    },
  };
}

const join = (...parts: readonly (string | number | null)[]): string => parts.join('\u0000');

export const createRejectFold = (limits: FoldLimits = { maxKinds: 2000, maxKindsPerHour: 2000 }): Fold<RejectEvent> =>
  createFold<RejectEvent>(
    (e) => join(e.tenantId, e.nasId, e.username, e.reason, e.callingStationId),
    (e) => ({
      ...e,
      username: '(many others)',
      callingStationId: '',
      detail: 'More names than are listed one by one; see on the router where they dial in from',
    }),
    limits,
  );

export const createDropFold = (limits: FoldLimits = { maxKinds: 500, maxKindsPerHour: 500 }): Fold<DropEvent> =>
  createFold<DropEvent>(
    (e) => join(e.source, e.localPort, e.reason),
    (e) => ({
      ...e,
      source: '(many others)',
      nasId: null,
      detail: 'More sources than are listed one by one; let only your routers reach the RADIUS ports',
    }),
    limits,
  );
