/** The control plane: directory, fold, data plane, routers and quota, started in order and stopped in reverse. */
import { type ClockReading, type ClockWitnesses, isConfirmed } from '../../shared/domain/clock.ts';
import type { DataPlane, ServingAt } from './aaa/client.ts';
import type { TraceBook } from './aaa/trace-book.ts';
import { createClockAlerts } from './alerts/clock-alerts.ts';
import { createRadiusAlerts } from './alerts/radius-alerts.ts';
import { routerAlerts } from './alerts/router-alerts.ts';
import { createAlerts } from './alerts/service.ts';
import { usageAlerts } from './alerts/usage-alerts.ts';
import { inBackground } from './background.ts';
import { createCertificates, type Listening } from './certificates/service.ts';
import { watchCertificates } from './certificates/watch.ts';
import type { CoaCounters } from './coa/counters.ts';
import { Directory } from './directory/directory.ts';
import { createDoctor, type Doctor } from './doctor/service.ts';
import { Fleet } from './fleet/fleet.ts';
import { type Hearing, openOnNas } from './fleet/health.ts';
import type { Host } from './host/host.ts';
import type { EngineOptions } from './host/options.ts';
import { interimSeconds } from './interim.ts';
import { keepPools } from './pool-keeping.ts';
import type { PoolKeeper } from './pools/keeper.ts';
import { type ClockWatch, createClockWatch } from './quota/clock-watch.ts';
import type { Enforcement } from './quota/enforcement.ts';
import { createFupReset, type FupReset } from './quota/fup-reset.ts';
import { createFupUndo, type FupUndo } from './quota/fup-undo.ts';
import { isNtpSynchronised } from './quota/ntp.ts';
import { createQuotaSync, type QuotaSync } from './quota/quota-sync.ts';
import type { SessionPush } from './quota/session-push.ts';
import { serveRadius } from './radius-serving.ts';
import { changeSessions } from './session-changes.ts';
import { createPresenceFeed, type PresenceFeed } from './sessions/presence-feed.ts';
import { Stops } from './stops.ts';
import type { Store } from './store/client.ts';
import { UsageService } from './usage/usage-service.ts';

export interface ControlPlane {
  readonly directory: Directory;
  readonly usage: UsageService;
  readonly dataPlane: DataPlane;
  readonly fleet: Fleet;
  /** What became of CoA and Disconnect since the start. */
  readonly coaCounters: CoaCounters;
  readonly doctor: Doctor;
  readonly sentTrace: Pick<TraceBook, 'find'>;
  readonly enforcement: Enforcement;
  /** Ends one open session for an operator. */
  readonly kick: SessionPush['kick'];
  readonly quotaSync: QuotaSync;
  readonly presence: Pick<PresenceFeed, 'of'>;
  readonly pools: Pick<PoolKeeper, 'release' | 'settled'>;
  readonly fupReset: FupReset;
  readonly fupUndo: FupUndo;
  /** RADIUS over TLS as it is now. */
  readonly radsec: () => Listening;
  /** X46: whether our own clock is believed. */
  readonly clock: Pick<ClockWatch, 'isHeld' | 'aheadMs'>;
  readonly readClock: () => ClockReading;
  /** Those who can confirm our clock: a question to every router. */
  readonly clockWitnesses: () => Promise<ClockWitnesses>;
  readonly serving: ServingAt;
  readonly hearing: Hearing;
  /** Our address that a NAS asks, once it has asked (X57). */
  readonly localAddressOf: (nasId: number) => string | undefined;
  stop(): Promise<void>;
}

export interface ControlPlanePorts {
  readonly options: EngineOptions;
  readonly host: Host;
  readonly store: Store;
}

/** How soon a severe finding is an alert. */
const doctorEveryMs = 5000;

/** @throws what keeps it from starting; what had been started by then is stopped. */
export async function startControlPlane(ports: ControlPlanePorts): Promise<ControlPlane> {
  const stops = new Stops();
  try {
    return { ...(await startParts(ports, stops)), stop: () => stops.run() };
  } catch (error) {
    await stops.run().catch((late: unknown) => ports.host.log.error({ err: late }, 'a part did not stop cleanly'));
    throw error;
  }
}

async function startParts(
  { options, host, store }: ControlPlanePorts,
  stops: Stops,
): Promise<Omit<ControlPlane, 'stop'>> {
  const { log } = host;
  const now = Date.now;
  const background = inBackground(log);
  const alerts = createAlerts({ store, log, now });
  const clockAlerts = createClockAlerts(alerts);

  const directory = new Directory(store);
  stops.add(() => directory.close());
  await directory.open((error) => log.error({ err: error }, 'the change feed could not be followed'));

  const readClock = (): ClockReading => ({ wallMs: now(), monotonicMs: performance.now() });
  const clockWitnesses = async (): Promise<ClockWitnesses> => ({
    isNtpSynchronised: await isNtpSynchronised(now()),
    routerSkewsMs: await fleet.readClockSkews(),
  });
  const clock = createClockWatch({
    read: readClock,
    witnesses: clockWitnesses,
    async onHeld(jumpMs) {
      log.error({ jumpMs }, 'the clock of this computer is not believed');
      clockAlerts.held(jumpMs);
      await usage.holdResets(true);
    },
    async onReleased() {
      log.warn('the clock of this computer is believed again');
      clockAlerts.released();
      await usage.holdResets(false);
    },
  });

  const usage = new UsageService({
    store,
    directory,
    log,
    now,
    believedNow: () => clock.at(),
    isClockConfirmed: async () => isConfirmed(await clockWitnesses()),
    listeners: {
      ...usageAlerts({ alerts, store, directory, log, now }),
      onRateChange: ({ subscriberId, rate }) =>
        background('a push failed', changes.enforcement.apply(subscriberId, rate, 'speed changed')),
      onRenewed: (ids, since) =>
        background(
          'sessions could not be compared with their accounts',
          changes.checkAccess(ids ? ids.flatMap((id) => usage.book.ofSubscriber(id)) : usage.book.open(), since),
        ),
      onLevelChange: ({ username, before, after }) => log.info({ username, before, after }, 'FUP level changed'),
    },
  });

  const doctor = createDoctor({
    directory,
    store,
    unknownSources: () => dataPlane.unknownSources(),
    ports: () => ({
      auth: dataPlane.servingAt?.authPort ?? options.authPort,
      acct: dataPlane.servingAt?.acctPort ?? options.acctPort,
    }),
    interimSeconds,
    now,
  });
  const fleet = new Fleet({
    ...routerAlerts({ alerts, directory, log }),
    now,
    onIntroduction: (id, seen) =>
      background('what a router said could not be kept', store.command('nas.observe', { id, seen })),
  });
  const presence = createPresenceFeed({
    ofNas: (nasId) => usage.book.ofNas(nasId),
    open: () => usage.book.open(),
    tell: (update) => dataPlane.updatePresence(update),
  });
  const pools = keepPools({ store, directory, usage, dataPlane: () => dataPlane, alerts, now, log });
  const { dataPlane, localAddressOf, heardAt } = serveRadius({
    ...{ options, store, directory, fleet, presence, pools, doctor, background, log },
    alerts: createRadiusAlerts(alerts),
  });
  const changes = changeSessions({
    ...{ store, directory, usage, fleet, presence, clock, doctor, localAddressOf, background, now, log },
  });
  const { coaCounters, sentTrace, enforcement, kick } = changes;
  directory.onChange(({ nas }) => {
    if (nas) fleet.sync(directory.allNas);
  });

  const quotaSync = createQuotaSync({
    intervalMs: options.quotaIntervalMs,
    now,
    routers: () =>
      fleet.members
        .filter(({ id }) => fleet.state(id)?.kind === 'up')
        .map(({ id, tenantId, name }) => ({ id, tenantId, name })),
    read: ({ id }) => fleet.readSessions(id),
    observe: async (router, listing, at) => {
      await usage.observeListing(router, listing, at);
      if (listing.isComplete) presence.listed(router.id, listing.askedAt);
    },
    afterListing: ({ id }) => changes.checkRates(id),
    housekeeping: async () => {
      await clock.check();
      dataPlane.setClockAhead(clock.aheadMs);
      await usage.catchUp();
      await changes.checkAccess(usage.book.open());
      await enforcement.sweep();
    },
    onCycle: (cycle) => {
      for (const { nasId, error } of cycle.routers) {
        if (error) log.warn({ router: directory.nas(nasId)?.name, err: error.message }, 'a router could not be read');
      }
      for (const trouble of cycle.troubles) log.error({ err: trouble }, 'a part of the quota cycle failed');
      log.debug({ ms: cycle.ms, routers: cycle.routers.length }, 'quota cycle');
    },
  });

  // What the last ladders said, once the client has ended them.
  stops.add(() => changes.flush());
  stops.add(() => fleet.close());
  stops.add(() => changes.close());
  stops.add(() => usage.close());
  await usage.open();
  fleet.sync(directory.allNas);
  stops.add(async () => pools.close(await dataPlane.stop()));
  const serving = await dataPlane.start();
  if (serving.receiveBufferBytes < 1024 * 1024) {
    log.warn(
      { receiveBufferBytes: serving.receiveBufferBytes },
      'the system caps the UDP receive buffer; raise net.core.rmem_max to 2097152 so that bursts are not lost',
    );
  }
  stops.add(() => quotaSync.stop());
  quotaSync.start();
  const doctorRounds = setInterval(() => background('an alert of the doctor failed', doctor.round()), doctorEveryMs);
  doctorRounds.unref();
  stops.add(() => clearInterval(doctorRounds));
  stops.add(pools.startRounds());
  const radsec = (): Listening => {
    const state = dataPlane.radsec;
    const port = state.kind === 'off' ? options.radsecPort : state.port;
    return { state, port, connections: dataPlane.counters.get('radsecConnections') };
  };
  const certificates = createCertificates({ store, now, listening: radsec });
  stops.add(watchCertificates({ store, directory, certificates, now, log }));

  return {
    directory,
    usage,
    dataPlane,
    fleet,
    coaCounters,
    doctor,
    sentTrace,
    enforcement,
    kick,
    quotaSync,
    clock,
    readClock,
    clockWitnesses,
    presence,
    pools,
    fupReset: createFupReset({ store, usage, enforcement, now }),
    fupUndo: createFupUndo({ store, usage, enforcement, now }),
    radsec,
    serving,
    hearing: { since: now(), lastAt: heardAt, openOn: (nasId) => openOnNas(usage.book.ofNas(nasId)) },
    localAddressOf,
  };
}
