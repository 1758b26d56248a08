/** The topic `routers`: health of every router of the tenant, told when it changes. */
import type { Snapshot } from '../../../shared/contract/topics.ts';
import { type Health, type Hearing, routerHealth } from '../fleet/health.ts';
import type { Scope } from '../store/commands.ts';
import type { FreshRate } from './fresh-rate.ts';
import type { LiveBook, LiveDirectory, LiveFleet, LiveNas, Publish, TopicFeed } from './ports.ts';
import { ScopeTable } from './scope-table.ts';
import type { Slices } from './slices.ts';
import { Throughput } from './throughput.ts';

export interface RouterBoardPorts {
  readonly book: Pick<LiveBook, 'open'>;
  readonly directory: Pick<LiveDirectory, 'subscriber' | 'allNas'>;
  readonly fleet: Pick<LiveFleet, 'state' | 'resource'>;
  readonly hearing: Pick<Hearing, 'lastAt'>;
  readonly healthOf: HealthOf;
  readonly freshRate: FreshRate;
  readonly slices: Slices;
  readonly publish: Publish;
  readonly now: () => number;
}

type RouterRow = Snapshot<'routers'>['routers'][number];
export type HealthOf = (nas: LiveNas) => Health;

/** Health as the strip counts it and the routers' rows say it. */
export const createHealthOf =
  (fleet: Pick<LiveFleet, 'state' | 'resource'>, hearing: Hearing, now: () => number): HealthOf =>
  ({ id, name, api, seen }) => {
    const load = fleet.resource(id);
    return routerHealth({
      name,
      api: api === null ? undefined : fleet.state(id),
      radiusSeenAt: hearing.lastAt(id) ?? seen.lastSeenAt,
      listeningSince: hearing.since,
      openOnIt: () => hearing.openOn(id),
      cpuPercent: load?.resource.cpuLoadPercent,
      answerMs: load?.answerMs,
      coaAccepts: seen.coaAccepts,
      clockSkewMs: seen.clockSkewMs,
      now: now(),
    });
  };

export function createRouterBoard(ports: RouterBoardPorts): TopicFeed<'routers'> {
  const { book, directory, fleet, hearing, healthOf, freshRate, slices, publish, now } = ports;
  /** Per scope, the rows as they were told, by NAS. */
  const watched = new ScopeTable<Map<number, RouterRow>>();

  function rowOf(nas: LiveNas, { sessions, downBps, upBps }: Throughput): RouterRow {
    const load = nas.api === null ? undefined : fleet.resource(nas.id);
    const api = nas.api === null ? undefined : fleet.state(nas.id);
    const seenAt = Math.max(hearing.lastAt(nas.id) ?? nas.seen.lastSeenAt ?? 0, load?.at ?? 0);
    return {
      nasId: nas.id,
      ...healthOf(nas),
      seenAt: seenAt === 0 ? null : seenAt,
      openSessions: sessions,
      downBps,
      upBps,
      cpuPercent: load?.resource.cpuLoadPercent ?? null,
      answerMs: load?.answerMs === undefined ? null : Math.round(load.answerMs),
      version: (api?.kind === 'up' ? api.version : undefined) ?? nas.seen.version,
    };
  }

  /** Rows of each scope; sessions are counted as the scope may see them. */
  async function rowsOf(scopes: Iterable<Scope>): Promise<ScopeTable<RouterRow[]>> {
    const loads = new ScopeTable<Map<number, Throughput>>();
    for (const scope of scopes) loads.set(scope, new Map());
    const at = now();
    await slices.each(book.open(), (session) => {
      const { tenantId, nasId, subscriberId } = session.row;
      const resellerId = subscriberId === null ? null : (directory.subscriber(subscriberId)?.resellerId ?? null);
      for (const byNas of loads.of(tenantId, resellerId)) {
        const known = byNas.get(nasId) ?? new Throughput();
        byNas.set(nasId, known);
        known.add(freshRate(session, at));
      }
    });
    const rows = new ScopeTable<RouterRow[]>();
    for (const [scope, byNas] of loads.entries()) {
      const own = directory.allNas.filter(({ tenantId }) => tenantId === scope.tenantId);
      rows.set(
        scope,
        own.map((nas) => rowOf(nas, byNas.get(nas.id) ?? new Throughput())),
      );
    }
    return rows;
  }

  return {
    activate: (scope) => watched.set(scope, new Map()),
    release: (scope) => watched.delete(scope),

    async snapshot(scope) {
      return { routers: (await rowsOf([scope])).get(scope) ?? [] };
    },

    async round() {
      if (watched.isEmpty) return;
      const rows = await rowsOf([...watched.entries()].map(([scope]) => scope));
      for (const [scope, routers] of rows.entries()) {
        const told = watched.get(scope);
        if (!told) continue; // its last watcher went meanwhile
        const changed = routers.filter((row) => !isSame(row, told.get(row.nasId)));
        for (const row of changed) told.set(row.nasId, row);
        if (changed.length > 0) publish(scope, { name: 'routers' }, { changed });
      }
    },
  };
}

function isSame(row: RouterRow, told: RouterRow | undefined): boolean {
  if (!told) return false;
  return (Object.keys(row) as (keyof RouterRow)[]).every((name) => row[name] === told[name]);
}
