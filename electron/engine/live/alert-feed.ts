/**
 * The topic `alerts`: the open ones, then each alert that is raised, changes or is resolved, as it is now. While watched,
 * the open alerts are read once a second (few rows, by index) and held against what was told: this also sees repeats,
 * which the change feed does not carry.
 */
import type { Alert } from '../../../shared/contract/operations/alerts.ts';
import type { Scope } from '../store/commands.ts';
import type { AlertView, Reads } from '../store/reads.ts';
import type { Publish, TopicFeed } from './ports.ts';
import { ScopeTable } from './scope-table.ts';

export interface AlertFeedPorts {
  readonly alerts: Pick<Reads['alerts'], 'list'>;
  readonly publish: Publish;
  readonly now: () => number;
}

/** More than anybody reads; the newest are shown. */
const openMax = 2_000;
const pageRows = 500;

type Told = ReadonlyMap<number, Alert>;

export function createAlertFeed({ alerts, publish, now }: AlertFeedPorts): TopicFeed<'alerts'> {
  /** Open alerts as they were told; undefined until the first watcher has its snapshot. */
  const watched = new ScopeTable<{ told: Told | undefined }>();

  async function readOpen(scope: Scope): Promise<Map<number, Alert>> {
    const open = new Map<number, Alert>();
    for (let cursor: string | undefined; open.size < openMax; ) {
      const page = await alerts.list(scope, { open: true, limit: pageRows, cursor });
      for (const view of page.items) open.set(view.id, alertOut(view));
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    return open;
  }

  /** Alerts that are not open any more, with when that happened: resolved ones are read, newest first. */
  async function resolved(scope: Scope, gone: readonly Alert[]): Promise<Alert[]> {
    if (gone.length === 0) return [];
    const { items } = await alerts.list(scope, { open: false, limit: pageRows });
    const byId = new Map(items.map((view) => [view.id, alertOut(view)]));
    // One that was last raised long ago may be further down: it was resolved within the last second.
    return gone.map((alert) => byId.get(alert.id) ?? { ...alert, resolvedAt: now() });
  }

  return {
    activate: (scope) => watched.set(scope, { told: undefined }),
    release: (scope) => watched.delete(scope),

    async snapshot(scope) {
      const open = await readOpen(scope);
      const channel = watched.get(scope);
      if (channel) channel.told ??= open;
      return { open: [...open.values()] };
    },

    async round() {
      for (const [scope, channel] of watched.entries()) {
        const { told } = channel;
        if (!told) continue;
        const open = await readOpen(scope);
        channel.told = open;
        const gone = [...told.values()].filter(({ id }) => !open.has(id));
        const renewed = [...open.values()].filter((alert) => !isSame(alert, told.get(alert.id)));
        const changed = [...renewed, ...(await resolved(scope, gone))];
        if (changed.length > 0) publish(scope, { name: 'alerts' }, { changed });
      }
    },
  };
}

const alertOut = (view: AlertView): Alert => ({ ...view });

const isSame = (alert: Alert, told: Alert | undefined): boolean =>
  told !== undefined &&
  alert.count === told.count &&
  alert.lastAt === told.lastAt &&
  alert.severity === told.severity &&
  alert.title === told.title &&
  alert.detail === told.detail;
