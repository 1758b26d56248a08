/** The control plane: directory, fold, data plane, routers and quota, started in order and stopped in reverse. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ChangeReason } from '../../shared/domain/session-change.ts';
import { DataPlane, type ServingAt } from './aaa/client.ts';
import { groupEntry, nasEntry, realmEntry, subscriberEntry, tenantEntry } from './aaa/entries.ts';
import type { DropEvent, MacSeen, NasSeen, RejectEvent, SubscriberEntry } from './aaa/protocol.ts';
import { TraceBook } from './aaa/trace-book.ts';
import { createAlerts } from './alerts/service.ts';
import { createCertificates, type Listening } from './certificates/service.ts';
import { radsecAlert, radsecConfig } from './certificates/serving.ts';
import { watchCertificates } from './certificates/watch.ts';
import { type CoaClient, createCoaClient } from './coa/client.ts';
import { type CoaCounters, createCoaCounters } from './coa/counters.ts';
import { sentExchange } from './coa/sent.ts';
import { Directory } from './directory/directory.ts';
import { createDoctor, type Doctor } from './doctor/service.ts';
import { Fleet } from './fleet/fleet.ts';
import { minuteRows } from './fleet/radius-minutes.ts';
import type { Host } from './host/host.ts';
import type { EngineOptions } from './host/options.ts';
import { interimSeconds } from './interim.ts';
import { sessionSecondsLeft } from './login-check.ts';
import { keepPools } from './pool-keeping.ts';
import type { PoolKeeper } from './pools/keeper.ts';
import { createAccessCheck } from './quota/access-check.ts';
import { createAuditFold } from './quota/audit-fold.ts';
import { type ClockWatch, createClockWatch } from './quota/clock-watch.ts';
import { createDisconnectBudget } from './quota/disconnect-budget.ts';
import { createEnforcement, type Enforcement } from './quota/enforcement.ts';
import { createFupReset, type FupReset } from './quota/fup-reset.ts';
import { createFupUndo, type FupUndo } from './quota/fup-undo.ts';
import { isNtpSynchronised } from './quota/ntp.ts';
import { createQuotaSync, type QuotaSync } from './quota/quota-sync.ts';
import { createRateCheck } from './quota/rate-check.ts';
import { createSessionNeeds } from './quota/session-needs.ts';
import { createSessionPush, listedSessions, type SessionPush } from './quota/session-push.ts';
import { systemTimers } from './routeros/timers.ts';
import { createPresenceFeed, type PresenceFeed } from './sessions/presence-feed.ts';
import { Stops } from './stops.ts';
import type { Store } from './store/client.ts';
import { installationTenantId } from './store/installation.ts';
import type { SubscriberSnapshot } from './store/reads.ts';
import {
  clockAlerts,
  clockFinding,
  findingAlert,
  findingAlertKey,
  quarantineAlert,
  quarantineAlertKey,
} from './usage/finding-alerts.ts';
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
  readonly serving: ServingAt;
  /** Our address that a NAS asks, once it has asked (X57). */
  readonly localAddressOf: (nasId: number) => string | undefined;
  stop(): Promise<void>;
}

export interface ControlPlanePorts {
  readonly options: EngineOptions;
  readonly host: Host;
  readonly store: Store;
}

/** The writer holds its transaction about two milliseconds for these. */
const devicesPerCommand = 200;

const unfoldedRecords = 'usage.unfolded';
const radiusTrouble = 'radius.trouble';
const routerDown = (nasId: number): string => `router.down.${nasId}`;

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
  /** A write that nobody waits for: its failure is told, and does not end anything. */
  const background = (what: string, work: Promise<unknown>): void => {
    work.catch((error: unknown) => log.error({ err: error }, what));
  };
  const alerts = createAlerts({ store, log, now });

  const directory = new Directory(store);
  stops.add(() => directory.close());
  await directory.open((error) => log.error({ err: error }, 'the change feed could not be followed'));

  const clock = createClockWatch({
    read: () => ({ wallMs: now(), monotonicMs: performance.now() }),
    witnesses: async () => ({
      isNtpSynchronised: await isNtpSynchronised(now()),
      routerSkewsMs: await fleet.readClockSkews(),
    }),
    async onHeld(jumpMs) {
      const detail = `It went ${jumpMs < 0 ? 'back' : 'forward'} by ${Math.round(Math.abs(jumpMs) / 60_000)} min, and neither NTP nor most of the routers agree. Resets and expiry wait; logins go on. Set this computer's time and switch NTP on.`;
      log.error({ jumpMs }, 'the clock of this computer is not believed');
      const title = 'The clock of this computer is wrong';
      alerts.raise(installationTenantId, { key: clockAlerts.own, severity: 'crit', title, detail });
      await usage.holdResets(true);
    },
    async onReleased() {
      log.warn('the clock of this computer is believed again');
      alerts.resolve(installationTenantId, clockAlerts.own);
      await usage.holdResets(false);
    },
  });

  const findingToldAt = new Map<string, number>();
  const usage = new UsageService({
    store,
    directory,
    log,
    now,
    believedNow: () => clock.at(),
    listeners: {
      onRateChange: ({ subscriberId, rate }) =>
        background('a push failed', enforcement.apply(subscriberId, rate, 'speed changed')),
      onRenewed: (ids, since) =>
        background(
          'sessions could not be compared with their accounts',
          checkAccess(ids ? ids.flatMap((id) => usage.book.ofSubscriber(id)) : usage.book.open(), since),
        ),
      onLevelChange: ({ username, before, after }) => log.info({ username, before, after }, 'FUP level changed'),
      onUnfolded: (count) => {
        if (count === 0) return alerts.resolve(installationTenantId, unfoldedRecords);
        alerts.raise(installationTenantId, {
          ...{ key: unfoldedRecords, severity: 'crit', title: `${count} accounting records could not be counted` },
          detail:
            'They hit a fault in Lastmile, are kept, and are tried again at each start. Update Lastmile, or report the lines of the log.',
        });
      },
      onClockFinding: (nasId) => {
        const nas = directory.nas(nasId);
        if (!nas) return;
        const said = findingAlert('clock', nas.name);
        if (said) alerts.raise(nas.tenantId, { key: clockAlerts.ofNas(nasId), severity: 'warn', ...said });
        background('a finding could not be kept', store.command('finding.note', clockFinding(nas, now())));
      },
      onClockRight: (nasId) => {
        const nas = directory.nas(nasId);
        if (nas) alerts.resolve(nas.tenantId, clockAlerts.ofNas(nasId));
      },
      onFinding: ({ row }, { findings, quarantined }) => {
        for (const { kind, source } of findings) {
          // A NAS that counts oddly does so for every session: one line a minute tells it.
          const key = `${row.nasId}:${kind}`;
          if (now() - (findingToldAt.get(key) ?? 0) < 60_000) continue;
          findingToldAt.set(key, now());
          const nas = directory.nas(row.nasId)?.name ?? `NAS ${row.nasId}`;
          log.warn({ nas, username: row.username, kind, source }, 'usage finding');
          const said = findingAlert(kind, nas);
          if (said) alerts.raise(row.tenantId, { key: findingAlertKey(kind, row.nasId), severity: 'warn', ...said });
        }
        if (quarantined) {
          const said = quarantineAlert(row.username, quarantined);
          alerts.raise(row.tenantId, { key: quarantineAlertKey(row.sessionKey), severity: 'high', ...said });
        }
      },
      onHoldDecided: ({ row, usage: { holds } }) => {
        if (holds.some(({ decision }) => decision === 'pending')) return;
        alerts.resolve(row.tenantId, quarantineAlertKey(row.sessionKey));
      },
    },
  });

  const localAddresses = new Map<number, string>();
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
  /** CoA and Disconnect as they went; what came in is kept by the data plane. */
  const sentTrace = new TraceBook();
  const coa = createCoaClient({
    onExchange(target, request, reply, outcome) {
      const nas = directory.allNas.find(
        ({ address, secret }) => address === target.address && secret === target.secret,
      );
      const exchange = nas && sentExchange(target, nas.id, request, reply, outcome, now());
      if (!nas || !exchange) return;
      doctor.noteCoa(nas.id, outcome.kind !== 'timeout');
      sentTrace.add(exchange, nas.tenantId, directory.subscriberByName(nas.tenantId, exchange.username)?.id);
    },
  });
  const fleet = new Fleet({
    now,
    onIntroduction: (id, said) =>
      background(
        'what a router said could not be kept',
        store.command('nas.observe', {
          id,
          seen: {
            ...(said.version === undefined ? {} : { version: said.version }),
            ...(said.identity === undefined ? {} : { identity: said.identity }),
            ...(said.coaPort === undefined ? {} : { coaPortSeen: said.coaPort }),
            ...(said.coaAccepts === undefined ? {} : { coaAccepts: said.coaAccepts }),
            ...(said.clockSkewMs === undefined ? {} : { clockSkewMs: said.clockSkewMs }),
          },
        }),
      ),
    onState: (nasId, state) => {
      const nas = directory.nas(nasId);
      if (!nas) return;
      const { name, tenantId } = nas;
      if (state.kind === 'down' && state.failedAttempts === 1) {
        log.warn({ router: name, err: state.error.message }, 'router is not reachable');
        const title = `${name} does not answer its API`;
        alerts.raise(tenantId, { key: routerDown(nasId), severity: 'crit', title, detail: state.error.message });
      } else if (state.kind === 'up') {
        log.info({ router: name, version: state.version }, 'router is up');
        alerts.resolve(tenantId, routerDown(nasId));
      }
    },
    onGone: ({ id, tenantId }) => alerts.resolve(tenantId, routerDown(id)),
  });

  const localAddressOf = (nasId: number): string | undefined => localAddresses.get(nasId) ?? options.bind;
  const needs = createSessionNeeds({
    account: (subscriberId) => usage.accounts.get(subscriberId),
    isRemoved: (subscriberId) => directory.subscriber(subscriberId) === undefined,
    secondsOf: (session) => sessionSecondsLeft({ directory, usage, presence, clock }, session, now()),
    now: () => clock.at(),
  });
  const mayEnd = (nasId: number, reason: ChangeReason): boolean =>
    directory.nas(nasId)?.disconnectFor.includes(reason) ?? false;
  const coaCounters = createCoaCounters();
  const counted: Pick<CoaClient, 'send'> = {
    async send(target, request) {
      const outcome = await coa.send(target, request);
      coaCounters.note(request.code, outcome);
      return outcome;
    },
  };
  const auditFold = createAuditFold({
    append: (rows) => background('an audit row could not be kept', store.command('audit.append', { rows })),
    timers: systemTimers,
  });
  const { push, kick } = createSessionPush({
    ...{ book: usage.book, directory, fleet, coa: counted, localAddressOf, store, background, needs, mayEnd },
    budget: createDisconnectBudget(() => performance.now()),
  });
  const enforcement: Enforcement = createEnforcement({
    sessionsOf: (subscriberId) =>
      usage.book.ofSubscriber(subscriberId).map(({ row }) => ({
        sessionKey: row.sessionKey,
        subscriberId,
        tenantId: row.tenantId,
        username: row.username,
        nasId: row.nasId,
      })),
    isOpen: (sessionKey) => usage.book.byKey(sessionKey)?.row.stopAt === null,
    push,
    audit: (row) => auditFold.add(row),
    now,
    onChange: () => undefined,
    onApplied: (sessionKey) => usage.rateApplied(sessionKey),
    onTrouble: (error) => log.error({ err: error }, 'a push broke off'),
  });
  const checkAccess = createAccessCheck({
    needs,
    enforcement,
    rateOf: (subscriberId) => usage.accounts.get(subscriberId)?.rate,
    mayEnd,
    now,
    breathe: () => nextTurn(),
  });
  const checkRates = createRateCheck({
    listedOn: (nasId) => listedSessions(usage, nasId),
    enforcement,
    readQueues: (nasId, names) => fleet.readQueues(nasId, names),
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
    afterListing: ({ id }) => checkRates(id),
    housekeeping: async () => {
      await clock.check();
      dataPlane.setClockAhead(clock.aheadMs);
      await usage.catchUp();
      await checkAccess(usage.book.open());
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

  const presence = createPresenceFeed({
    ofNas: (nasId) => usage.book.ofNas(nasId),
    open: () => usage.book.open(),
    tell: (update) => dataPlane.updatePresence(update),
  });
  const pools = keepPools({ store, directory, usage, dataPlane: () => dataPlane, background, now, log });
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
        const key = 'radius.radsec';
        const said = radsecAlert(state);
        log.info({ state }, 'RADIUS over TLS');
        if (said) alerts.raise(installationTenantId, { key, severity: 'crit', ...said });
        else alerts.resolve(installationTenantId, key);
      },
      onEvents: (rejects: readonly RejectEvent[], drops: readonly DropEvent[]) =>
        background('the auth log could not be kept', store.command('auth-log.append', { rejects, drops })),
      onNasSeen: (seen: readonly NasSeen[]) => {
        for (const { id, at, signs, localAddress } of seen) {
          localAddresses.set(id, localAddress);
          noteNasSeen(id, at, signs);
        }
      },
      onSigns: (signs) => doctor.noteSigns(signs),
      onMacsSeen: (seen: readonly MacSeen[]) => {
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
      onServing: () => alerts.resolve(installationTenantId, radiusTrouble),
      onTrouble: (what) => {
        log.error(what);
        const title = 'RADIUS is in trouble';
        alerts.raise(installationTenantId, { key: radiusTrouble, severity: 'crit', title, detail: what });
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

  const notedAt = new Map<number, number>();
  function noteNasSeen(id: number, at: number, signs: boolean): void {
    const isFirstSignature = signs && directory.nas(id)?.seen.messageAuthenticatorSeenAt === null;
    if (at - (notedAt.get(id) ?? 0) < 30_000 && !isFirstSignature) return;
    notedAt.set(id, at);
    const seen = { lastSeenAt: at, ...(isFirstSignature ? { messageAuthenticatorSeenAt: at } : {}) };
    background('a NAS could not be marked as seen', store.command('nas.observe', { id, seen }));
  }

  directory.onChange((change) => {
    if (change.nas) {
      dataPlane.updateNas();
      fleet.sync(directory.allNas);
    }
    if (change.nas || change.certificates) dataPlane.updateRadsec();
    if (change.settings) dataPlane.updateTenants();
    if (change.services.length > 0) {
      // What a service says about logins is in the entries of its subscribers.
      const services = new Set(change.services);
      const theirs = [...directory.subscribers].filter(({ serviceId }) => services.has(serviceId));
      dataPlane.updateSubscribers(theirs.map(entryOf), []);
    }
    if (change.realms) dataPlane.updateRealms();
    if (change.subscribers.length + change.removedSubscriberIds.length > 0) pools.subscribersChanged();
    if (change.pools) background('IP pools could not be told', pools.poolsChanged());
    // Settings hold the time zone of login windows; a service may have another group.
    if (change.groups || change.settings || change.services.length > 0) dataPlane.updateGroups();
    if (change.subscribers.length + change.removedSubscriberIds.length > 0) {
      dataPlane.updateSubscribers(change.subscribers.map(entryOf), change.removedSubscriberIds);
    }
  });

  // What the last ladders said, once the client has ended them.
  stops.add(() => auditFold.flush());
  stops.add(() => fleet.close());
  stops.add(() => coa.close());
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
    presence,
    pools,
    fupReset: createFupReset({ store, usage, enforcement, now }),
    fupUndo: createFupUndo({ store, usage, enforcement, now }),
    radsec,
    serving,
    localAddressOf,
  };
}
