/** The topic `session:<id>`: one graph per session, shared by everyone who watches it, in whatever scope they may. */
import type { Scope } from '../store/commands.ts';
import { NotFound } from '../store/errors.ts';
import type { Reads } from '../store/reads.ts';
import { isWithin, type LiveDirectory, type Publish, type TopicFeed } from './ports.ts';
import { SessionGraph, type SessionGraphPorts } from './session-graph.ts';

export interface SessionGraphsPorts extends Omit<SessionGraphPorts, 'tell'> {
  readonly reads: { readonly sessions: Pick<Reads['sessions'], 'byId'> };
  readonly directory: Pick<LiveDirectory, 'subscriber'>;
  readonly publish: Publish;
}

/** Graphs that nobody watches are kept for ten minutes, and at most so many: the one left longest ago goes first. */
const unwatchedMax = 256;

interface Watcher {
  readonly scope: Scope;
  /** Its snapshot has shown that the session is within its scope. */
  isAdmitted: boolean;
}

const keyOf = ({ tenantId, resellerId }: Scope): string => `${tenantId}/${resellerId ?? ''}`;

export interface SessionGraphs extends TopicFeed<'session'> {
  /** The engine stops: no router is asked any more. */
  close(): void;
}

export function createSessionGraphs(ports: SessionGraphsPorts): SessionGraphs {
  const { reads, book, directory, publish } = ports;
  const watchers = new Map<number, Map<string, Watcher>>();
  const graphs = new Map<number, SessionGraph>();

  function graphOf(id: number, sessionKey: string): SessionGraph {
    const known = graphs.get(id);
    if (known) return known;
    const graph = new SessionGraph(sessionKey, {
      ...ports,
      tell(sample) {
        const row = book.byKey(sessionKey)?.row;
        if (!row) return;
        const resellerId =
          row.subscriberId === null ? null : (directory.subscriber(row.subscriberId)?.resellerId ?? null);
        for (const { scope, isAdmitted } of watchers.get(id)?.values() ?? []) {
          if (!isAdmitted || !isWithin(scope, row.tenantId, resellerId)) continue;
          publish(scope, { name: 'session', id }, { samples: [sample] });
        }
      },
    });
    graphs.set(id, graph);
    return graph;
  }

  return {
    activate(scope, id) {
      if (id === undefined) return;
      const known = watchers.get(id) ?? new Map<string, Watcher>();
      watchers.set(id, known);
      known.set(keyOf(scope), { scope, isAdmitted: false });
    },

    release(scope, id) {
      if (id === undefined) return;
      const known = watchers.get(id);
      known?.delete(keyOf(scope));
      if (!known || known.size > 0) return;
      watchers.delete(id);
      const graph = graphs.get(id);
      if (!graph) return;
      graph.pause();
      // To the end of the line of those that nobody watches.
      graphs.delete(id);
      graphs.set(id, graph);
    },

    async snapshot(scope, id) {
      const view = id === undefined ? undefined : await reads.sessions.byId(scope, id);
      if (!view) throw new NotFound(`There is no session ${id}.`);
      const graph = graphOf(view.id, view.sessionKey);
      const watcher = watchers.get(view.id)?.get(keyOf(scope));
      if (watcher) {
        // First what is known, then the newcomer is told what follows.
        graph.follow();
        watcher.isAdmitted = true;
      }
      return { intervalMs: graph.intervalMs, samples: [...graph.samples] };
    },

    async round() {
      const unwatched: number[] = [];
      for (const [id, graph] of graphs) {
        if (watchers.has(id)) graph.follow();
        else if (graph.isOutdated) graphs.delete(id);
        else unwatched.push(id);
      }
      for (const id of unwatched.slice(0, Math.max(0, unwatched.length - unwatchedMax))) graphs.delete(id);
    },

    close() {
      for (const graph of graphs.values()) graph.pause();
    },
  };
}
