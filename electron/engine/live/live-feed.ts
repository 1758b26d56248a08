/**
 * What the live topics carry (architecture: Live data). Everything comes from the memory of the control plane, once a
 * second, in slices; nothing is computed for a topic that nobody watches, and a router is asked only while somebody
 * watches one of its sessions.
 */
import type { TopicName, TopicRef } from '../../../shared/contract/topics.ts';
import { systemTimers, type Timers } from '../routeros/timers.ts';
import type { Store } from '../store/client.ts';
import type { Scope } from '../store/commands.ts';
import type { Trace } from '../trace/service.ts';
import { createAlertFeed } from './alert-feed.ts';
import { createAuthLogFeed } from './auth-log-feed.ts';
import { createFreshRate } from './fresh-rate.ts';
import { createFupBoard } from './fup-board.ts';
import { createLineMeter } from './line-meter.ts';
import type { LiveControl, Publish, TopicFeed } from './ports.ts';
import { createRadiusPace } from './radius-pace.ts';
import { createHealthOf, createRouterBoard } from './router-board.ts';
import { createSessionBoard } from './session-board.ts';
import { createSessionFinder } from './session-finder.ts';
import { createSessionGraphs } from './session-graphs.ts';
import type { SessionLive } from './session-out.ts';
import { createSessionViews } from './session-view.ts';
import { createSlices, type SlicePorts, systemSlices } from './slices.ts';
import { createStatus } from './status.ts';
import { createTraceFeed } from './trace-feed.ts';

export interface LiveFeedPorts {
  readonly store: { readonly reads: Pick<Store['reads'], 'sessions' | 'alerts' | 'authLog'> };
  readonly control: LiveControl;
  /** How often routers are polled: a rate is "now" for two and a half times as long. */
  readonly trace: Pick<Trace, 'ofSubscriber' | 'ofNas'>;
  readonly quotaIntervalMs: number;
  readonly now: () => number;
  readonly log?: { error(fields: object, message: string): void };
  readonly timers?: Timers;
  readonly slices?: SlicePorts;
}

export interface LiveFeed {
  /** Where the hub gets its snapshots. */
  readonly sources: { readonly [T in TopicName]: Pick<TopicFeed<T>, 'snapshot'> };
  /** The hub's first and last watcher of a topic in a scope. */
  readonly onActive: (topic: TopicRef, scope: Scope) => void;
  readonly onIdle: (topic: TopicRef, scope: Scope) => void;
  /** What is known of an open session beyond its row; undefined when it is not open. */
  readonly liveOf: (sessionKey: string) => SessionLive | undefined;
  /** Begins to publish; the returned function ends it and leaves the routers alone. */
  start(hub: { readonly publish: Publish }): () => void;
}

const roundMs = 1_000;

export function createLiveFeed(ports: LiveFeedPorts): LiveFeed {
  const { store, control, trace, quotaIntervalMs, now, log, timers = systemTimers } = ports;
  const { directory, fleet, hearing, enforcement, dataPlane } = control;
  const { book, accounts } = control.usage;
  let hub: { readonly publish: Publish } | undefined;
  const publish: Publish = (scope, topic, delta) => hub?.publish(scope, topic, delta);

  const slices = createSlices(ports.slices ?? systemSlices);
  const freshRate = createFreshRate(quotaIntervalMs);
  const healthOf = createHealthOf(fleet, hearing, now);
  const pace = createRadiusPace(dataPlane.counters);
  const views = createSessionViews({ directory, accounts, enforcement, freshRate, now });
  const find = createSessionFinder({ reads: store.reads, breathe: slices.breathe });
  const session = createSessionGraphs({
    reads: store.reads,
    book,
    directory,
    meter: createLineMeter({ fleet, now }),
    freshRate,
    quotaIntervalMs,
    publish,
    now,
  });

  const feeds: { readonly [T in TopicName]: TopicFeed<T> } = {
    status: createStatus({
      book,
      accounts,
      directory,
      alerts: store.reads.alerts,
      pace,
      healthOf,
      freshRate,
      slices,
      publish,
      isClockHeld: () => control.clock.isHeld,
      now,
    }),
    sessions: createSessionBoard({ book, directory, views, find, freshRate, slices, publish, now }),
    session,
    fup: createFupBoard({ book, accounts, slices, publish, now }),
    alerts: createAlertFeed({ alerts: store.reads.alerts, publish, now }),
    'auth-log': createAuthLogFeed({ authLog: store.reads.authLog, counters: dataPlane.counters, publish, now }),
    trace: createTraceFeed({ name: 'trace', read: trace.ofSubscriber, publish }),
    'nas-trace': createTraceFeed({ name: 'nas-trace', read: trace.ofNas, publish }),
    routers: createRouterBoard({ book, directory, fleet, hearing, healthOf, freshRate, slices, publish, now }),
  };

  /** One after the other, so that slices of different topics do not add up; one topic's trouble is its own. */
  async function round(): Promise<void> {
    for (const [topic, feed] of Object.entries(feeds)) {
      if (!hub) return; // stopped meanwhile
      try {
        await feed.round();
      } catch (error) {
        log?.error({ err: error, topic }, 'a live topic could not be brought up to date');
      }
    }
  }

  return {
    sources: feeds,
    onActive: ({ name, id }, scope) => feeds[name].activate(scope, id),
    onIdle: ({ name, id }, scope) => feeds[name].release(scope, id),

    liveOf(sessionKey) {
      const session = book.byKey(sessionKey);
      return session?.row.stopAt === null ? views.live(session) : undefined;
    },

    start(startedHub) {
      hub = startedHub;
      pace.sample(now());
      let isBusy = false;
      let stopTimer = (): void => undefined;
      const tick = (): void => {
        stopTimer = timers.after(roundMs, tick);
        pace.sample(now());
        if (isBusy) return; // the last round is late: this one is left out
        isBusy = true;
        void round().finally(() => {
          isBusy = false;
        });
      };
      stopTimer = timers.after(roundMs, tick);
      return () => {
        stopTimer();
        hub = undefined;
      };
    },
  };
}
