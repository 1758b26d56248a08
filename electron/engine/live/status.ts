/**
 * The topic `status`: the strip, once a second. Online counts subscribers, not sessions, by the rule of the lists
 * (F031), so that it is a part of `subscribers` and the same number on every page.
 */
import type { Snapshot } from '../../../shared/contract/topics.ts';
import type { Scope } from '../store/commands.ts';
import type { Reads } from '../store/reads.ts';
import type { FreshRate } from './fresh-rate.ts';
import type { LiveAccounts, LiveBook, LiveDirectory, Publish, TopicFeed } from './ports.ts';
import { isOnline } from './presence.ts';
import type { RadiusPace } from './radius-pace.ts';
import type { HealthOf } from './router-board.ts';
import { ScopeTable } from './scope-table.ts';
import type { Slices } from './slices.ts';
import { Throughput } from './throughput.ts';

export interface StatusPorts {
  readonly book: Pick<LiveBook, 'open' | 'ofSubscriber'>;
  readonly accounts: Pick<LiveAccounts, 'all'>;
  readonly directory: Pick<LiveDirectory, 'subscriber' | 'allNas' | 'tenant'>;
  readonly alerts: Pick<Reads['alerts'], 'list'>;
  readonly pace: Pick<RadiusPace, 'read'>;
  readonly healthOf: HealthOf;
  readonly freshRate: FreshRate;
  readonly slices: Slices;
  readonly publish: Publish;
  /** X46: our clock is not believed. */
  readonly isClockHeld: () => boolean;
  readonly now: () => number;
}

type Status = Snapshot<'status'>;

class Tally {
  readonly throughput = new Throughput();
  online = 0;
  subscribers = 0;
  throttled = 0;
}

export function createStatus(ports: StatusPorts): TopicFeed<'status'> {
  const { book, accounts, directory, alerts, pace, healthOf, freshRate, slices, publish, isClockHeld, now } = ports;
  const watched = new ScopeTable<true>();

  /** One pass over sessions and accounts for all of `scopes`. */
  async function count(scopes: Iterable<Scope>): Promise<ScopeTable<Tally>> {
    const tallies = new ScopeTable<Tally>();
    for (const scope of scopes) tallies.set(scope, new Tally());
    const at = now();
    await slices.each(book.open(), (session) => {
      const { tenantId, subscriberId } = session.row;
      const resellerId = subscriberId === null ? null : (directory.subscriber(subscriberId)?.resellerId ?? null);
      const concerned = tallies.of(tenantId, resellerId);
      if (concerned.length === 0) return;
      const rate = freshRate(session, at);
      for (const { throughput } of concerned) throughput.add(rate);
    });
    await slices.each(accounts.all(), (account) => {
      const concerned = tallies.of(account.profile.tenantId, account.profile.resellerId);
      if (concerned.length === 0) return;
      const online = isOnline(account, book, at) ? 1 : 0;
      const throttled = Math.max(account.levels.daily, account.levels.monthly) > 0 ? 1 : 0;
      for (const tally of concerned) {
        tally.subscribers += 1;
        tally.online += online;
        tally.throttled += throttled;
      }
    });
    return tallies;
  }

  async function statusOf(scope: Scope, { throughput, online, subscribers, throttled }: Tally): Promise<Status> {
    const routers = directory.allNas.filter(({ tenantId }) => tenantId === scope.tenantId);
    const states = routers.map((nas) => healthOf(nas).state);
    const { total: openAlerts } = await alerts.list(scope, { open: true, limit: 1 });
    const at = now();
    return {
      at,
      timeZone: directory.tenant(scope.tenantId).timeZone,
      online,
      subscribers,
      downBps: throughput.downBps,
      upBps: throughput.upBps,
      ...pace.read(at),
      // A router in trouble still serves: it is up, and its own row says what is wrong.
      routersUp: states.filter((state) => state === 'up' || state === 'degraded').length,
      routersDown: states.filter((state) => state === 'down').length,
      routers: routers.length,
      throttled,
      openAlerts,
      ...(isClockHeld() ? { isClockHeld: true } : {}),
    };
  }

  return {
    activate: (scope) => watched.set(scope, true),
    release: (scope) => watched.delete(scope),

    async snapshot(scope) {
      const tallies = await count([scope]);
      return statusOf(scope, tallies.get(scope) ?? new Tally());
    },

    async round() {
      if (watched.isEmpty) return;
      const tallies = await count([...watched.entries()].map(([scope]) => scope));
      for (const [scope, tally] of tallies.entries()) publish(scope, { name: 'status' }, await statusOf(scope, tally));
    },
  };
}
