import { useEffect, useRef, useState } from 'react';
import type { FilterState } from '../../ui/filters/url-filters.ts';
import type { Sort } from '../../ui/table/columns.ts';
import { orderOf, type RowOrder } from '../../ui/table/order.ts';
import { sessionRows, useSessions } from '../live/session-feed.ts';
import { pickSessions, type SessionPick } from './session-order.ts';

export interface SessionOrder extends SessionPick {
  readonly order: RowOrder;
}

/** Rates move every second; an order that moves as often cannot be read. */
const REORDER_MS = 2000;

/** The rows of the view, ordered anew when the operator asks and every two seconds. Ticks do not come by here. */
export function useSessionOrder(filters: FilterState, filterKey: string, sort: Sort): SessionOrder {
  const here = useSessions(({ isBegun, isReady }) => (isReady ? 'all' : isBegun ? 'some' : 'none'));
  const [shown, setShown] = useState<SessionOrder>(() => picked(filters, sort));
  const asked = useRef({ filters, sort });
  asked.current = { filters, sort };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for filters and sort
  useEffect(() => {
    const renew = () => setShown((before) => keptOrder(before, picked(asked.current.filters, asked.current.sort)));
    renew();
    const timer = setInterval(renew, REORDER_MS);
    return () => clearInterval(timer);
  }, [here, filterKey, sort.column, sort.direction]);
  return shown;
}

function picked(filters: FilterState, sort: Sort): SessionOrder {
  const pick = pickSessions(sessionRows.all(), filters, sort);
  return { ...pick, order: orderOf(pick.keys) };
}

/** The same rows in the same places are the same order: nothing is held, nothing is drawn again. */
function keptOrder(before: SessionOrder, next: SessionOrder): SessionOrder {
  const isSame = before.keys.length === next.keys.length && before.keys.every((key, at) => key === next.keys[at]);
  return isSame ? { ...next, keys: before.keys, order: before.order } : next;
}
