/** What names a record for good: an id from the engine. */
export type RowKey = string | number;

/** Which record is in which row, apart from what the records say: a tick changes a record, not the order. */
export interface RowOrder {
  /** Rows there are to scroll through, loaded or not. */
  readonly count: number;
  /** Undefined while that row is not loaded. */
  readonly keyAt: (index: number) => RowKey | undefined;
  /** −1 when the record is not among the loaded rows. */
  readonly indexOf: (key: RowKey) => number;
  /** Two orders with the same epoch put every row that both know in the same place: one only knows more rows. */
  readonly epoch: number;
}

let epochs = 0;

/** A new epoch, for an order whose rows may stand anywhere. */
export const newEpoch = (): number => ++epochs;

/** An order of keys in memory; the reverse index is built when it is first asked for. */
export function orderOf(keys: readonly RowKey[], epoch = newEpoch(), count = keys.length): RowOrder {
  let places: Map<RowKey, number> | undefined;
  return {
    count,
    epoch,
    keyAt: (index) => keys[index],
    indexOf: (key) => {
      places ??= new Map(keys.map((known, place) => [known, place]));
      return places.get(key) ?? -1;
    },
  };
}

export interface HeldOrderInput {
  readonly shown: RowOrder;
  readonly incoming: RowOrder;
  /** The pointer is over the table. */
  readonly held: boolean;
  /** The operator sorted or filtered: what stands there now is no longer what was asked for. */
  readonly asked: boolean;
}

/**
 * Re-sorting waits while the pointer is over the table, so that a row never moves away under a click.
 *
 * Rows that only become known (same epoch: a page arrived) move nothing and are taken at once; a new sort or filter is
 * the operator's own wish and is obeyed at once.
 */
export function nextOrder({ shown, incoming, held, asked }: HeldOrderInput): RowOrder {
  return held && !asked && incoming.epoch !== shown.epoch ? shown : incoming;
}
