import type { LiveSession } from '../../../shared/contract/operations/sessions.ts';
import { takePart, takeTold } from '../answers.ts';
import type { TopicSink } from './connection.ts';
import type { SessionRows } from './session-rows.ts';

export interface SessionFoldPorts {
  readonly rows: SessionRows;
  /** Some sessions of a snapshot are here, more are to come. */
  readonly onPart: () => void;
  /** A snapshot is here in full. */
  readonly onReady: () => void;
  /** Sessions came, went or changed beyond their numbers. */
  readonly onChanged: () => void;
}

export type SessionFold = Required<Omit<TopicSink, 'refused'>> & { readonly reset: () => void };

/**
 * The messages of the topic `sessions` into its rows, each of them folded at once: none holds
 * the page for long, because none is long. Sessions of a snapshot become rows part by part; those it does not have are
 * taken away at its end, and what changed meanwhile is folded in after it, wherever it stood between the parts. A
 * snapshot that breaks off is forgotten with its changes: the next one begins anew.
 */
export function createSessionFold({ rows, onPart, onReady, onChanged }: SessionFoldPorts): SessionFold {
  /** The snapshot that is on its way. */
  let coming: { missing: number; readonly ids: Set<number>; readonly deltas: unknown[] } | null = null;

  function fold(data: unknown): boolean {
    const changes = takeTold('sessions', 'delta', data);
    rows.apply(changes);
    return changes.opened.length + changes.changed.length + changes.closed.length > 0;
  }

  function take(sessions: readonly LiveSession[]): void {
    if (coming === null) return;
    for (const { id } of sessions) coming.ids.add(id);
    rows.put(sessions);
    if (coming.missing > 0) {
      onPart();
      return;
    }
    const { ids, deltas } = coming;
    coming = null;
    rows.keep(ids);
    for (const data of deltas) fold(data);
    onReady();
  }

  return {
    snapshot(data, parts) {
      coming = null; // one that cannot be read leaves none half taken
      const { sessions } = takeTold('sessions', 'snapshot', data);
      coming = { missing: parts, ids: new Set(), deltas: [] };
      take(sessions);
    },
    part(data) {
      if (coming === null) throw new RangeError('a part of no snapshot');
      const { sessions } = takePart(data);
      coming.missing -= 1;
      take(sessions);
    },
    delta(data) {
      if (coming) coming.deltas.push(data);
      else if (fold(data)) onChanged();
    },
    reset() {
      coming = null;
      rows.keep(new Set());
    },
  };
}
