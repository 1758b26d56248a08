/**
 * The topic `sessions`: every open session of the scope, then what opened, changed, moved bytes or closed.
 *
 * What watchers were told last is kept per session, once for all scopes: a session is compared once a second and the
 * difference goes to its tenant's and its reseller's watchers. Snapshots are made from the sessions as they are; a
 * difference that a snapshot already had is told again, and telling it twice changes nothing.
 */
import type { LiveSession } from '../../../shared/contract/operations/sessions.ts';
import type { Delta } from '../../../shared/contract/topics.ts';
import type { FreshRate } from './fresh-rate.ts';
import {
  isWithin,
  type LiveBook,
  type LiveDirectory,
  type OpenSession,
  type Publish,
  type TopicFeed,
} from './ports.ts';
import { ScopeTable } from './scope-table.ts';
import { fewMax, type SessionFinder } from './session-finder.ts';
import { noChanges, type SessionChanges, sessionMessages } from './session-messages.ts';
import type { SessionViews, StoredPart } from './session-view.ts';
import type { Slices } from './slices.ts';

export interface SessionBoardPorts {
  readonly book: LiveBook;
  readonly directory: Pick<LiveDirectory, 'subscriber' | 'onChange'>;
  readonly views: SessionViews;
  readonly find: SessionFinder;
  readonly freshRate: FreshRate;
  readonly slices: Slices;
  readonly publish: Publish;
  readonly now: () => number;
}

type Tick = Delta<'sessions'>['ticks'][number];

interface Entry {
  session: OpenSession;
  /** The round that found it open. */
  seenIn: number;
  stored: StoredPart;
  /** As told. */
  resellerId: number | null;
  shown: LiveSession;
  tick: Tick;
}

interface TenantState {
  ready: Promise<void>;
  isLoaded: boolean;
}

/** A name may have changed with any change of its subscriber, and thousands change at a reset: a few per second. */
const namesPerRound = 32;
/** Sessions that a read of everything did not find wait for their commit: the disk is in trouble. */
const findAgainMs = 5_000;

export function createSessionBoard(ports: SessionBoardPorts): TopicFeed<'sessions'> {
  const { book, directory, views, find, freshRate, slices, publish, now } = ports;
  const channels = new ScopeTable<SessionChanges>();
  const tenants = new Map<number, TenantState>();
  const entries = new Map<string, Entry>();
  const namesDue = new Set<number>();
  let findManyAt = 0;
  let rounds = 0;

  directory.onChange(({ subscribers }) => {
    if (channels.isEmpty) return;
    for (const { id } of subscribers) if (book.ofSubscriber(id).length > 0) namesDue.add(id);
  });

  const resellerOf = ({ row }: OpenSession): number | null =>
    (row.subscriberId === null ? undefined : directory.subscriber(row.subscriberId)?.resellerId) ?? null;

  function tickOf(session: OpenSession, id: number, at: number): Tick {
    const rate = freshRate(session, at);
    return [id, rate?.downBps ?? null, rate?.upBps ?? null, session.usage.totalDown, session.usage.totalUp];
  }

  function enter(session: OpenSession, stored: StoredPart): Entry {
    const shown = views.view(session, stored);
    const tick = tickOf(session, stored.id, now());
    const entry = { session, seenIn: rounds, stored, resellerId: resellerOf(session), shown, tick };
    entries.set(session.row.sessionKey, entry);
    return entry;
  }

  /** Reads which rows the open sessions of a tenant are, once, when its first watcher comes. */
  function load(tenantId: number): Promise<void> {
    const known = tenants.get(tenantId);
    if (known) return known.ready;
    const state: TenantState = { isLoaded: false, ready: Promise.resolve() };
    tenants.set(tenantId, state);
    state.ready = read(tenantId, state);
    return state.ready;
  }

  async function read(tenantId: number, state: TenantState): Promise<void> {
    const isWanted = (): boolean => tenants.get(tenantId) === state;
    try {
      const wanted = new Map<string, OpenSession>();
      await slices.each(book.open(), (session) => {
        if (session.row.tenantId === tenantId) wanted.set(session.row.sessionKey, session);
      });
      const found = await find(tenantId, wanted);
      await slices.each(found, ([key, stored]) => {
        const session = wanted.get(key);
        if (session?.row.stopAt === null && isWanted()) enter(session, stored);
      });
      state.isLoaded = true;
    } catch (error) {
      if (isWanted()) tenants.delete(tenantId);
      throw error;
    }
  }

  function forgetUnwatched(): void {
    for (const tenantId of tenants.keys()) {
      if (channels.hasTenant(tenantId)) continue;
      tenants.delete(tenantId);
      for (const [key, { session }] of entries) if (session.row.tenantId === tenantId) entries.delete(key);
    }
  }

  function tellClosed(): void {
    for (const [key, entry] of entries) {
      if (entry.seenIn === rounds || book.byKey(key)?.row.stopAt === null) continue;
      entries.delete(key);
      for (const channel of channels.of(entry.session.row.tenantId, entry.resellerId)) {
        channel.closed.push(entry.stored.id);
      }
    }
  }

  async function renewNames(): Promise<void> {
    const due = [...namesDue].slice(0, namesPerRound);
    const byTenant = new Map<number, Map<string, OpenSession>>();
    for (const subscriberId of due) {
      namesDue.delete(subscriberId);
      for (const session of book.ofSubscriber(subscriberId)) {
        if (entries.has(session.row.sessionKey)) addTo(byTenant, session);
      }
    }
    for (const [tenantId, wanted] of byTenant) {
      for (const [key, stored] of await find(tenantId, wanted)) {
        const entry = entries.get(key);
        if (entry) entry.stored = stored;
      }
    }
  }

  /** Tells of a session what is new, and gives false when its row is not known yet. */
  function compare(session: OpenSession, at: number): boolean {
    const { tenantId, sessionKey } = session.row;
    const resellerId = resellerOf(session);
    const watching = channels.of(tenantId, resellerId);
    const entry = entries.get(sessionKey);
    if (!entry) return watching.length === 0 || !tenants.get(tenantId)?.isLoaded;
    entry.seenIn = rounds;
    entry.session = session; // the fold may have read it back from the store
    if (entry.resellerId !== resellerId) {
      moveScope(entry, resellerId);
      return true;
    }
    if (watching.length === 0) return true;
    if (!views.isCurrent(entry.shown, session, entry.stored)) {
      entry.shown = views.view(session, entry.stored);
      entry.tick = tickOf(session, entry.stored.id, at);
      for (const channel of watching) channel.changed.push(entry.shown);
      return true;
    }
    const [, downBps, upBps, downBytes, upBytes] = entry.tick;
    const { totalDown, totalUp } = session.usage;
    const rate = freshRate(session, at);
    if (
      downBytes === totalDown &&
      upBytes === totalUp &&
      downBps === (rate?.downBps ?? null) &&
      upBps === (rate?.upBps ?? null)
    ) {
      return true;
    }
    entry.tick = tickOf(session, entry.stored.id, at);
    for (const channel of watching) channel.ticks.push(entry.tick);
    return true;
  }

  /** Its subscriber has another reseller now: gone for the one, new for the other, changed for the whole tenant. */
  function moveScope(entry: Entry, resellerId: number | null): void {
    const { session, stored } = entry;
    const before = channels.of(session.row.tenantId, entry.resellerId);
    const after = channels.of(session.row.tenantId, resellerId);
    entry.resellerId = resellerId;
    entry.shown = views.view(session, stored);
    entry.tick = tickOf(session, stored.id, now());
    for (const channel of before) if (!after.includes(channel)) channel.closed.push(stored.id);
    for (const channel of after) (before.includes(channel) ? channel.changed : channel.opened).push(entry.shown);
  }

  async function tellOpened(unknown: ReadonlyMap<number, ReadonlyMap<string, OpenSession>>): Promise<void> {
    for (const [tenantId, wanted] of unknown) {
      const found = await find(tenantId, wanted);
      if (found.size === 0 && wanted.size > fewMax) findManyAt = now() + findAgainMs;
      for (const [key, stored] of found) {
        const session = wanted.get(key);
        if (session?.row.stopAt !== null || entries.has(key) || !tenants.has(tenantId)) continue;
        const entry = enter(session, stored);
        for (const channel of channels.of(tenantId, entry.resellerId)) channel.opened.push(entry.shown);
      }
    }
  }

  function send(at: number): void {
    for (const [scope, channel] of channels.entries()) {
      const changes = { ...channel };
      Object.assign(channel, noChanges());
      for (const message of sessionMessages(changes)) publish(scope, { name: 'sessions' }, { at, ...message });
    }
  }

  return {
    activate: (scope) => channels.set(scope, noChanges()),
    release: (scope) => channels.delete(scope),

    async snapshot(scope) {
      await load(scope.tenantId);
      const sessions: LiveSession[] = [];
      await slices.each(entries.values(), ({ session, stored }) => {
        const { tenantId, stopAt } = session.row;
        if (stopAt === null && isWithin(scope, tenantId, resellerOf(session)))
          sessions.push(views.view(session, stored));
      });
      return { at: now(), sessions };
    },

    async round() {
      forgetUnwatched();
      if (channels.isEmpty) {
        namesDue.clear();
        return;
      }
      const at = now();
      rounds += 1;
      await renewNames();
      const unknown = new Map<number, Map<string, OpenSession>>();
      await slices.each(
        book.open(),
        (session) => {
          if (!compare(session, at)) addTo(unknown, session);
        },
        () => send(at),
      );
      tellClosed();
      if (at >= findManyAt) await tellOpened(unknown);
      send(at);
    },
  };
}

function addTo(byTenant: Map<number, Map<string, OpenSession>>, session: OpenSession): void {
  const { tenantId, sessionKey } = session.row;
  const sessions = byTenant.get(tenantId);
  if (sessions) sessions.set(sessionKey, session);
  else byTenant.set(tenantId, new Map([[sessionKey, session]]));
}
