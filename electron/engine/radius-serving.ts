/** The data plane with its ports: what it is told of the directory, and what becomes of what it tells. */
import type { Logger } from 'pino';
import { DataPlane } from './aaa/client.ts';
import { groupEntry, nasEntry, realmEntry, subscriberEntry, tenantEntry } from './aaa/entries.ts';
import type { MacSeen, NasSeen, SubscriberEntry } from './aaa/protocol.ts';
import type { RadiusAlerts } from './alerts/radius-alerts.ts';
import type { Background } from './background.ts';
import { radsecConfig } from './certificates/serving.ts';
import type { Directory } from './directory/directory.ts';
import type { Doctor } from './doctor/service.ts';
import type { Fleet } from './fleet/fleet.ts';
import { minuteRows } from './fleet/radius-minutes.ts';
import type { EngineOptions } from './host/options.ts';
import { interimSeconds } from './interim.ts';
import type { PoolKeeper } from './pools/keeper.ts';
import type { PresenceFeed } from './sessions/presence-feed.ts';
import type { Store } from './store/client.ts';
import type { SubscriberSnapshot } from './store/reads.ts';

/** The writer holds its transaction about two milliseconds for these. */
const devicesPerCommand = 200;
/** How often a NAS that goes on to ask is marked as seen. */
const seenEveryMs = 30_000;

interface Ports {
  readonly options: EngineOptions;
  readonly store: Store;
  readonly directory: Directory;
  readonly fleet: Pick<Fleet, 'state'>;
  readonly presence: Pick<PresenceFeed, 'all'>;
  readonly pools: Pick<PoolKeeper, 'open' | 'report' | 'subscribersChanged' | 'poolsChanged'>;
  readonly doctor: Pick<Doctor, 'noteSigns'>;
  readonly alerts: RadiusAlerts;
  readonly background: Background;
  readonly log: Logger;
}

export interface RadiusServing {
  /** Not started yet. */
  readonly dataPlane: DataPlane;
  /** Our address that a NAS asks, once it has asked (X57). */
  readonly localAddressOf: (nasId: number) => string | undefined;
  /** When a packet of it was last believed since the start, UTC ms. */
  readonly heardAt: (nasId: number) => number | undefined;
}

export function serveRadius(ports: Ports): RadiusServing {
  const { options, store, directory, fleet, presence, pools, doctor, alerts, background, log } = ports;
  const localAddresses = new Map<number, string>();
  const heardAt = new Map<number, number>();
  const notedAt = new Map<number, number>();
  const entryOf = (subscriber: SubscriberSnapshot): SubscriberEntry =>
    subscriberEntry(subscriber, directory.service(subscriber.serviceId));

  const dataPlane = new DataPlane(
    {
      bind: options.bind,
      authPort: options.authPort,
      acctPort: options.acctPort,
      radsecPort: options.radsecPort,
      interimSeconds,
    },
    {
      connectFacts: () => store.connectFacts(),
      allNas: () => directory.allNas.map(nasEntry),
      allSubscribers: () => [...directory.subscribers].map(entryOf),
      allTenants: () => [...directory.tenants].map(({ id }) => tenantEntry(id, directory.settings(id))),
      allPresence: () => presence.all(),
      allRealms: () => directory.realms.map(realmEntry),
      allGroups: () => ({
        all: directory.groups.map((group) => groupEntry(group, directory.tenant(group.tenantId).timeZone)),
        ofServices: directory.groupsOfServices,
      }),
      openPools: () => pools.open(),
      onLeases: (report) => pools.report(report),
      radsec: () => radsecConfig(directory),
      onRadsec: (state) => {
        log.info({ state }, 'RADIUS over TLS');
        alerts.radsec(state);
      },
      onEvents: (rejects, drops) =>
        background('the auth log could not be kept', store.command('auth-log.append', { rejects, drops })),
      onNasSeen: (seen) => {
        for (const one of seen) noteNasSeen(one);
      },
      onSigns: (signs) => doctor.noteSigns(signs),
      onMacsSeen: (seen) => {
        for (let from = 0; from < seen.length; from += devicesPerCommand) {
          const part = seen.slice(from, from + devicesPerCommand);
          background('devices could not be remembered', keepDevices(part));
        }
      },
      onNasMinute: (at, tallies) => {
        const routers = directory.allNas.map(({ id, tenantId }) => {
          const state = fleet.state(id)?.kind;
          return { id, tenantId, isUp: state === 'up' ? true : state === 'down' ? false : undefined };
        });
        for (const rows of minuteRows(tallies, routers)) {
          background('figures of the routers could not be kept', store.command('nas.figures', { at, rows }));
        }
      },
      onServing: () => alerts.serving(),
      onTrouble: (what) => {
        log.error(what);
        alerts.troubled(what);
      },
    },
  );

  /** What is not kept must not go on to be let in: the next login asks anew. */
  async function keepDevices(seen: readonly MacSeen[]): Promise<void> {
    try {
      const { refused } = await store.command('subscriber.macs-seen', { seen });
      if (refused.length > 0) dataPlane.refuseMacs(refused);
    } catch (error) {
      dataPlane.refuseMacs(seen.filter(({ isNew }) => isNew));
      throw error;
    }
  }

  function noteNasSeen({ id, at, signs, localAddress }: NasSeen): void {
    localAddresses.set(id, localAddress);
    heardAt.set(id, Math.max(at, heardAt.get(id) ?? 0));
    const isFirstSignature = signs && directory.nas(id)?.seen.messageAuthenticatorSeenAt === null;
    if (at - (notedAt.get(id) ?? 0) < seenEveryMs && !isFirstSignature) return;
    notedAt.set(id, at);
    const seen = { lastSeenAt: at, ...(isFirstSignature ? { messageAuthenticatorSeenAt: at } : {}) };
    background('a NAS could not be marked as seen', store.command('nas.observe', { id, seen }));
  }

  directory.onChange((change) => {
    if (change.nas) dataPlane.updateNas();
    if (change.nas || change.certificates) dataPlane.updateRadsec();
    if (change.settings) dataPlane.updateTenants();
    if (change.services.length > 0) {
      // What a service says about logins is in the entries of its subscribers.
      const services = new Set(change.services);
      const theirs = [...directory.subscribers].filter(({ serviceId }) => services.has(serviceId));
      dataPlane.updateSubscribers(theirs.map(entryOf), []);
    }
    if (change.realms) dataPlane.updateRealms();
    const hasSubscribers = change.subscribers.length + change.removedSubscriberIds.length > 0;
    if (hasSubscribers) pools.subscribersChanged();
    if (change.pools) background('IP pools could not be told', pools.poolsChanged());
    // Settings hold the time zone of login windows; a service may have another group.
    if (change.groups || change.settings || change.services.length > 0) dataPlane.updateGroups();
    if (hasSubscribers) dataPlane.updateSubscribers(change.subscribers.map(entryOf), change.removedSubscriberIds);
  });

  return {
    dataPlane,
    localAddressOf: (nasId) => localAddresses.get(nasId) ?? options.bind,
    heardAt: (nasId) => heardAt.get(nasId),
  };
}
