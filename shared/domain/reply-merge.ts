/**
 * Which attributes an Access-Accept carries when several places have a say: the subscriber's own rows, its groups by
 * priority, its service's group, the server's defaults.
 *
 * An attribute that may stand once comes from the first layer that has it. One that may repeat (a route, a prefix, a
 * filter) is collected from all layers in their order, equal values once: a group's routes and a subscriber's own
 * belong together. Within one layer the order of rows stays.
 */

export type ReplyRow = readonly [name: string, value: string];

export interface ReplyLayer<S> {
  readonly source: S;
  readonly rows: readonly ReplyRow[];
}

export interface MergedRow<S> {
  readonly name: string;
  readonly value: string;
  readonly source: S;
}

export interface MergedReply<S> {
  /** In the order they are sent. */
  readonly rows: readonly MergedRow<S>[];
  /** Rows that give way, and to whom. */
  readonly overridden: readonly (MergedRow<S> & { readonly by: S })[];
}

/** `layers` begin with the one that wins. */
export function mergeReply<S>(layers: readonly ReplyLayer<S>[], mayRepeat: (name: string) => boolean): MergedReply<S> {
  const rows: MergedRow<S>[] = [];
  const overridden: (MergedRow<S> & { by: S })[] = [];
  const owner = new Map<string, ReplyLayer<S>>();
  const seen = new Map<string, S>();
  for (const layer of layers) {
    for (const [name, value] of layer.rows) {
      const row = { name, value, source: layer.source };
      if (mayRepeat(name)) {
        const twin = `${name}\u0000${value}`;
        const first = seen.get(twin);
        if (first !== undefined || seen.has(twin)) overridden.push({ ...row, by: first as S });
        else {
          seen.set(twin, layer.source);
          rows.push(row);
        }
        continue;
      }
      const winner = owner.get(name);
      if (winner && winner !== layer) overridden.push({ ...row, by: winner.source });
      else {
        owner.set(name, layer);
        rows.push(row);
      }
    }
  }
  return { rows, overridden };
}
