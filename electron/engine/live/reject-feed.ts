/**
 * The topic `auth-log`: rejects as they happen, newest first; a row that is told again has a higher count. The log is
 * read while somebody watches and the data plane has refused anybody in the last seconds.
 */
import type { Reject } from '../../../shared/contract/operations/auth-log.ts';
import type { Counters } from '../aaa/counters.ts';
import type { Reads, RejectView } from '../store/reads.ts';
import type { Publish, TopicFeed } from './ports.ts';
import { ScopeTable } from './scope-table.ts';

export interface RejectFeedPorts {
  readonly authLog: Pick<Reads['authLog'], 'rejects'>;
  readonly counters: Pick<Counters, 'get'>;
  readonly publish: Publish;
  readonly now: () => number;
}

const shownAtFirst = 100;
/** Different rejects per second beyond this are in the list only: nobody reads five hundred lines a second. */
const rejectsPerRound = 500;
/** From a reject to its row: a second in the data plane's report, the writer's queue, and some. */
const writtenWithinMs = 10_000;

interface Channel {
  isPrimed: boolean;
  /** Counts as they were told, of rows that may still change. */
  readonly told: Map<number, { readonly count: number; readonly lastAt: number }>;
}

export function createRejectFeed({ authLog, counters, publish, now }: RejectFeedPorts): TopicFeed<'auth-log'> {
  const watched = new ScopeTable<Channel>();
  let rejectsSeen = counters.get('rejects');
  let lookUntil = 0;

  const remember = (channel: Channel, views: readonly RejectView[]): void => {
    for (const { id, count, lastAt } of views) channel.told.set(id, { count, lastAt });
  };

  return {
    activate(scope) {
      watched.set(scope, { isPrimed: false, told: new Map() });
      // What was refused just before may be on its way to the log.
      lookUntil = now() + writtenWithinMs;
    },
    release: (scope) => watched.delete(scope),

    async snapshot(scope) {
      const { items } = await authLog.rejects(scope, { limit: shownAtFirst });
      const channel = watched.get(scope);
      if (channel && !channel.isPrimed) {
        channel.isPrimed = true;
        remember(channel, items);
      }
      return { rejects: items.map(rejectOut) };
    },

    async round() {
      if (watched.isEmpty) return;
      const at = now();
      const rejects = counters.get('rejects');
      if (rejects !== rejectsSeen) lookUntil = at + writtenWithinMs;
      rejectsSeen = rejects;
      if (at > lookUntil) return;
      for (const [scope, channel] of watched.entries()) {
        if (!channel.isPrimed) continue;
        const from = at - writtenWithinMs;
        const { items } = await authLog.rejects(scope, { from, limit: rejectsPerRound });
        const fresh = items.filter(({ id, count }) => channel.told.get(id)?.count !== count);
        for (const [id, { lastAt }] of channel.told) if (lastAt < from) channel.told.delete(id);
        remember(channel, fresh);
        if (fresh.length > 0) publish(scope, { name: 'auth-log' }, { rejects: fresh.map(rejectOut) });
      }
    },
  };
}

const rejectOut = (view: RejectView): Reject => ({ ...view });
