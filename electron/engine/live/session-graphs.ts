/** The topic `session:<id>`: one graph per session, shared by everyone who watches it, in whatever scope they may. */
import type { Scope } from '../store/commands.ts';
import { NotFound } from '../store/errors.ts';
import type { Reads } from '../store/reads.ts';
import type { FreshRate } from './fresh-rate.ts';
import type { LineMeter } from './line-meter.ts';
import {
  isWithin,
  type LiveBook,
  type LiveDirectory,
  type OpenSession,
  type Publish,
  type TopicFeed,
} from './ports.ts';
import { keptMs, type RateSample, SessionGraph } from './session-graph.ts';

export interface SessionGraphsPorts {
  readonly reads: { readonly sessions: Pick<Reads['sessions'], 'byId'> };
  readonly book: Pick<LiveBook, 'byKey'>;
  readonly directory: Pick<LiveDirectory, 'subscriber'>;
  readonly meter: LineMeter;
  readonly freshRate: FreshRate;
  readonly quotaIntervalMs: number;
  readonly publish: Publish;
  readonly now: () => number;
}

const measuredEveryMs = 1_000;
/** Graphs that nobody watches are kept for ten minutes, and at most so many: the one left longest ago goes first. */
const unwatchedMax = 256;

interface Watcher {
  readonly scope: Scope;
  /** Its snapshot has shown that the session is within its scope. */
  isAdmitted: boolean;
}

/** A watched graph and the line that its router can measure. */
interface Line {
  readonly graph: SessionGraph;
  readonly session: OpenSession;
  readonly interfaceName: string;
}

const keyOf = ({ tenantId, resellerId }: Scope): string => `${tenantId}/${resellerId ?? ''}`;

export function createSessionGraphs(ports: SessionGraphsPorts): TopicFeed<'session'> {
  const { reads, book, directory, meter, freshRate, quotaIntervalMs, publish, now } = ports;
  const watchers = new Map<number, Map<string, Watcher>>();
  const graphs = new Map<number, SessionGraph>();

  function tell(id: number, sessionKey: string, sample: RateSample): void {
    const row = book.byKey(sessionKey)?.row;
    if (!row) return;
    const resellerId = row.subscriberId === null ? null : (directory.subscriber(row.subscriberId)?.resellerId ?? null);
    for (const { scope, isAdmitted } of watchers.get(id)?.values() ?? []) {
      if (!isAdmitted || !isWithin(scope, row.tenantId, resellerId)) continue;
      publish(scope, { name: 'session', id }, { samples: [sample] });
    }
  }

  function graphOf(id: number, sessionKey: string): SessionGraph {
    let graph = graphs.get(id);
    if (!graph) {
      graph = new SessionGraph(id, sessionKey, (sample) => tell(id, sessionKey, sample));
      graphs.set(id, graph);
    }
    return graph;
  }

  function openSession({ sessionKey }: SessionGraph): OpenSession | undefined {
    const session = book.byKey(sessionKey);
    return session?.row.stopAt === null ? session : undefined;
  }

  /** The line as the last listing knew it; undefined where the router cannot measure it now. */
  function lineOf(graph: SessionGraph, session: OpenSession): Line | undefined {
    const interfaceName = session.listed?.interfaceName;
    const canMeasure = interfaceName !== undefined && graph.absentUntil <= now() && meter.canAsk(session.row.nasId);
    return canMeasure ? { graph, session, interfaceName } : undefined;
  }

  /** One look at each of `watched`. Returns before routers have answered: a slow one delays nobody. */
  function look(watched: Iterable<SessionGraph>): void {
    const lines = new Map<number, Line[]>();
    for (const graph of watched) {
      const session = openSession(graph);
      const line = session && lineOf(graph, session);
      if (!session) graph.gap(now());
      else if (!line) graph.unmeasured(freshRate(session, now()), now());
      else lines.set(session.row.nasId, [...(lines.get(session.row.nasId) ?? []), line]);
    }
    for (const [nasId, own] of lines) void measure(nasId, own);
  }

  async function measure(nasId: number, lines: readonly Line[]): Promise<void> {
    const rates = await meter.measure(
      nasId,
      lines.map(({ interfaceName }) => interfaceName),
    );
    for (const { graph, session, interfaceName } of lines) {
      if (!watchers.has(graph.id)) continue;
      const rate = rates?.get(interfaceName);
      if (rate && openSession(graph)) graph.measured(rate, now());
      else graph.unmeasured(freshRate(session, now()), now());
      // It went with a redial, or was renamed: the next listing knows.
      if (rates && !rate) graph.absentUntil = now() + quotaIntervalMs;
    }
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
      graph.gap(now());
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
        look([graph]);
        watcher.isAdmitted = true; // what was known is in the snapshot; from here on it is told
      }
      const session = openSession(graph);
      const isMeasured = session !== undefined && lineOf(graph, session) !== undefined;
      return { intervalMs: isMeasured ? measuredEveryMs : quotaIntervalMs, samples: [...graph.samples] };
    },

    async round() {
      const unwatched: number[] = [];
      for (const [id, graph] of graphs) {
        if (watchers.has(id)) continue;
        if (graph.lastAt < now() - keptMs) graphs.delete(id);
        else unwatched.push(id);
      }
      for (const id of unwatched.slice(0, Math.max(0, unwatched.length - unwatchedMax))) graphs.delete(id);
      look([...graphs].flatMap(([id, graph]) => (watchers.has(id) ? [graph] : [])));
    },
  };
}
