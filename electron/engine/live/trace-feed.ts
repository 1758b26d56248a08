/**
 * The topics `trace:<subscriber>` and `nas-trace:<router>`: packets as they come. While somebody watches one, its trace is
 * read once a second, and what is new or was answered since is told; the trace is bounded, so that is what it costs.
 */
import type { Scope } from '../store/commands.ts';
import { NotFound } from '../store/errors.ts';
import { entryOut, type TraceEntry } from '../trace/service.ts';
import type { Publish, TopicFeed } from './ports.ts';

export interface TraceFeedPorts<T extends 'trace' | 'nas-trace'> {
  readonly name: T;
  /** Newest first. @throws NotFound outside the scope */
  readonly read: (scope: Scope, id: number) => Promise<readonly TraceEntry[]>;
  readonly publish: Publish;
}

interface Watched {
  readonly scope: Scope;
  readonly id: number;
  /** Whether it was answered, by `ref`; undefined before its snapshot. */
  told: ReadonlyMap<string, boolean> | undefined;
}

const keyOf = ({ tenantId, resellerId }: Scope, id: number): string => `${tenantId}/${resellerId ?? ''}/${id}`;

const toldOf = (entries: readonly TraceEntry[]): ReadonlyMap<string, boolean> =>
  new Map(entries.map(({ ref, reply }) => [ref, reply !== null]));

export function createTraceFeed<T extends 'trace' | 'nas-trace'>({ name, read, publish }: TraceFeedPorts<T>) {
  const watched = new Map<string, Watched>();

  async function tell(one: Watched): Promise<void> {
    const before = one.told;
    if (!before) return;
    const entries = await read(one.scope, one.id);
    if (!watched.has(keyOf(one.scope, one.id))) return; // its last watcher went meanwhile
    const changed = entries.filter(({ ref, reply }) => before.get(ref) !== (reply !== null));
    one.told = toldOf(entries);
    const gone = [...before.keys()].filter((ref) => !one.told?.has(ref));
    if (changed.length + gone.length === 0) return;
    publish<'trace' | 'nas-trace'>(one.scope, { name, id: one.id }, { changed: changed.map(entryOut), gone });
  }

  return {
    activate(scope: Scope, id = 0) {
      watched.set(keyOf(scope, id), { scope, id, told: undefined });
    },
    release: (scope: Scope, id = 0) => void watched.delete(keyOf(scope, id)),

    async snapshot(scope: Scope, id = 0) {
      const entries = await read(scope, id);
      const one = watched.get(keyOf(scope, id));
      // A second watcher's snapshot is newer than what the first was told: deltas go on from the older of both.
      if (one && !one.told) one.told = toldOf(entries);
      return { entries: entries.map(entryOut) };
    },

    async round() {
      for (const one of [...watched.values()]) {
        // A subscriber or a router that was removed: there is nothing more to tell.
        await tell(one).catch((error: unknown) => {
          if (!(error instanceof NotFound)) throw error;
        });
      }
    },
  } satisfies TopicFeed<'trace' | 'nas-trace'>;
}
