/**
 * Rejects and drops, folded until the next report: a storm of the same reject is one event with a count (W10), and
 * memory is bounded whatever is thrown at the ports. At `maxKinds` different events per report the rest is counted
 * under one 'many others' event per reason.
 */
import type { DropEvent, RejectEvent } from './protocol.ts';

export interface Fold<E extends { readonly at: number; readonly count: number }> {
  add(event: Omit<E, 'count'>): void;
  take(): E[];
}

function createFold<E extends { readonly at: number; readonly count: number }>(
  keyOf: (event: Omit<E, 'count'>) => string,
  overflow: (event: Omit<E, 'count'>) => Omit<E, 'count'>,
  maxKinds: number,
): Fold<E> {
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
      if (events.size < maxKinds || events.has(key)) put(key, event);
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

export const createRejectFold = (maxKinds = 2000): Fold<RejectEvent> =>
  createFold<RejectEvent>(
    (e) => join(e.tenantId, e.nasId, e.username, e.reason, e.callingStationId),
    (e) => ({
      ...e,
      username: '(many others)',
      callingStationId: '',
      detail: 'More names than are listed one by one; see on the router where they dial in from',
    }),
    maxKinds,
  );

export const createDropFold = (maxKinds = 500): Fold<DropEvent> =>
  createFold<DropEvent>(
    (e) => join(e.source, e.localPort, e.reason),
    (e) => ({
      ...e,
      source: '(many others)',
      nasId: null,
      detail: 'More sources than are listed one by one; let only your routers reach the RADIUS ports',
    }),
    maxKinds,
  );
