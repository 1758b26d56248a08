/**
 * The topic `auth-log`: rejects and drops as they happen, newest first; an entry that is told again has a higher
 * count. The log is read while somebody watches and the data plane has turned anything away in the last seconds.
 */
import type { AuthLogEntry } from '../../../shared/contract/operations/auth-log.ts';
import { type CounterName, type Counters, counterNames } from '../aaa/counters.ts';
import type { AuthLogView, Reads } from '../store/reads.ts';
import type { Publish, TopicFeed } from './ports.ts';
import { ScopeTable } from './scope-table.ts';

export interface AuthLogFeedPorts {
  readonly authLog: Pick<Reads['authLog'], 'latest'>;
  readonly counters: Pick<Counters, 'get'>;
  readonly publish: Publish;
  readonly now: () => number;
}

/** What the data plane counts beside writing an entry. */
const turnedAway: readonly CounterName[] = [
  'rejects',
  'handlerErrors',
  ...counterNames.filter((name) => name.startsWith('drop')),
];
const shownAtFirst = 100;
/** Different entries per second beyond this are in the list only: nobody reads five hundred lines a second. */
const entriesPerRound = 500;
/** From a reject to its row: a second in the data plane's report, the writer's queue, and some. */
const writtenWithinMs = 10_000;

interface Channel {
  isPrimed: boolean;
  /** Counts as they were told, of entries that may still change. */
  readonly told: Map<number, { readonly count: number; readonly lastAt: number }>;
}

export function createAuthLogFeed({ authLog, counters, publish, now }: AuthLogFeedPorts): TopicFeed<'auth-log'> {
  const watched = new ScopeTable<Channel>();
  const countTurnedAway = (): number => turnedAway.reduce((sum, name) => sum + counters.get(name), 0);
  let seen = countTurnedAway();
  let lookUntil = 0;

  const remember = (channel: Channel, views: readonly AuthLogView[]): void => {
    for (const { id, count, lastAt } of views) channel.told.set(id, { count, lastAt });
  };

  return {
    activate(scope) {
      watched.set(scope, { isPrimed: false, told: new Map() });
      // What was turned away just before may be on its way to the log.
      lookUntil = now() + writtenWithinMs;
    },
    release: (scope) => watched.delete(scope),

    async snapshot(scope) {
      const items = await authLog.latest(scope, { limit: shownAtFirst });
      const channel = watched.get(scope);
      if (channel && !channel.isPrimed) {
        channel.isPrimed = true;
        remember(channel, items);
      }
      return { entries: items.map(entryOut) };
    },

    async round() {
      if (watched.isEmpty) return;
      const at = now();
      const counted = countTurnedAway();
      if (counted !== seen) lookUntil = at + writtenWithinMs;
      seen = counted;
      if (at > lookUntil) return;
      for (const [scope, channel] of watched.entries()) {
        if (!channel.isPrimed) continue;
        const from = at - writtenWithinMs;
        const items = await authLog.latest(scope, { from, limit: entriesPerRound });
        const fresh = items.filter(({ id, count }) => channel.told.get(id)?.count !== count);
        for (const [id, { lastAt }] of channel.told) if (lastAt < from) channel.told.delete(id);
        remember(channel, fresh);
        if (fresh.length > 0) publish(scope, { name: 'auth-log' }, { entries: fresh.map(entryOut) });
      }
    },
  };
}

const entryOut = (view: AuthLogView): AuthLogEntry => ({ ...view });
