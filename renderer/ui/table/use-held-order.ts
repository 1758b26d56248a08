import { useRef } from 'react';
import { nextOrder, type RowOrder } from './order.ts';

/** The order to draw: the newest, unless the pointer is over the table (see `nextOrder`). */
export function useHeldOrder(
  incoming: RowOrder,
  query: string,
  pointerOver: boolean,
): { readonly order: RowOrder; readonly held: boolean } {
  const shown = useRef(incoming);
  const askedFor = useRef(query);
  shown.current = nextOrder({
    shown: shown.current,
    incoming,
    held: pointerOver,
    asked: askedFor.current !== query,
  });
  askedFor.current = query;
  return { order: shown.current, held: shown.current !== incoming };
}
