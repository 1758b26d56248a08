/** The faces: services over the control plane, the console's API and live socket, the portal's listener. */

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { adminRole } from '../../shared/contract/permissions.ts';
import { clockAlerts } from './alerts/finding-alerts.ts';
import { createPortalAlerts } from './alerts/portal-alerts.ts';
import { createAlerts } from './alerts/service.ts';
import { type ConsoleApi, createConsoleApi } from './api/console-api.ts';
import { createHandlers } from './api/handlers/handlers.ts';
import { runningHandlers } from './api/handlers/running.ts';
import { createLiveHub } from './api/live-hub.ts';
import { createCertificates } from './certificates/service.ts';
import type { ControlPlane } from './control-plane.ts';
import { createGroups } from './groups/service.ts';
import type { Host } from './host/host.ts';
import type { EngineOptions } from './host/options.ts';
import { interimSeconds } from './interim.ts';
import { createLiveFeed } from './live/live-feed.ts';
import { createLoginCheck } from './login-check.ts';
import { createHealthChecks } from './metrics/health-checks.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createLoginBackoff, createOperators, decoyHash, type OperatorPorts } from './operators/service.ts';
import { createPools } from './pools/service.ts';
import { portalAddress } from './portal/address.ts';
import { createPortal } from './portal/listener.ts';
import { localAddresses } from './portal/sockets.ts';
import { portalControl } from './portal-control.ts';
import { createRealms } from './realms/service.ts';
import { connectionPoint } from './routers/connection-point.ts';
import { createRouters } from './routers/service.ts';
import { sourcesFor } from './routers/unknown-sources.ts';
import { createServices } from './services/service.ts';
import { createAddressHistory } from './sessions/address-service.ts';
import { createChanges } from './sessions/changes.ts';
import { createDisconnect } from './sessions/disconnect.ts';
import { createSettings } from './settings/service.ts';
import { createStorage } from './storage/service.ts';
import type { Store } from './store/client.ts';
import { NotFound } from './store/errors.ts';
import { installationTenantId } from './store/installation.ts';
import { createSubscribers } from './subscribers/service.ts';
import { createTrace } from './trace/service.ts';
import { createFindings } from './usage/findings-service.ts';
import { version } from './version.ts';

export interface FacePorts {
  readonly options: EngineOptions;
  readonly host: Host;
  readonly store: Store;
  readonly control: ControlPlane;
  readonly controlToken: string;
  readonly consoleFolder: string | undefined;
  readonly portalFolder: string | undefined;
}

export interface Faces {
  readonly consoleUrl: string;
  readonly portalUrl: string;
  /** Logs the desktop window in, once, within a minute, as the first administrator that may log in. */
  issueWindowToken(): Promise<string>;
  stop(): Promise<void>;
}

export async function startFaces(ports: FacePorts): Promise<Faces> {
  const { options, host, control } = ports;
  const clock = { now: Date.now };
  const store = readingOwnWrites(ports.store, control);
  const { usage, enforcement, quotaSync, dataPlane } = control;

  const operatorPorts: OperatorPorts = { store, clock, randomBytes: (octets) => randomBytes(octets) };
  const operators = createOperators(operatorPorts);
  await welcome(operators, host);
  const subscribers = createSubscribers({ store, clock, hashPassword: operators.hashPassword });
  const services = createServices({ store, clock, recomputeRates: subscribers.recomputeRates });
  const trace = createTrace({ reads: store.reads, dataPlane, sent: control.sentTrace });
  const feed = createLiveFeed({
    store,
    control,
    trace,
    quotaIntervalMs: options.quotaIntervalMs,
    now: Date.now,
    log: host.log,
  });
  const hub = createLiveHub({
    sources: feed.sources,
    clock,
    onActive: feed.onActive,
    onIdle: feed.onIdle,
    onFault: (topic, error) => host.log.error({ err: error, topic: topic.name }, 'a live topic failed'),
  });
  const disconnect = createDisconnect({
    store,
    directory: control.directory,
    kick: control.kick,
    now: Date.now,
  });

  const routers = createRouters({ store, clock, loads: control.fleet, hearing: control.hearing });
  const changes = createChanges({
    ...{ store, enforcement, now: Date.now },
    rateOf: (subscriberId) => usage.accounts.get(subscriberId)?.rate,
    patience: () => delay(pushPatienceMs),
  });

  const api: ConsoleApi = createConsoleApi({
    handlers: createHandlers({
      reads: store.reads,
      clock,
      operators,
      subscribers,
      services,
      certificates: createCertificates({ store, now: Date.now, listening: control.radsec }),
      realms: createRealms({ store, clock }),
      pools: createPools({ store, clock, settled: control.pools.settled, release: control.pools.release }),
      groups: createGroups({ store, clock, interimSeconds }),
      routers,
      settings: createSettings({ store, clock }),
      storage: createStorage({ store, dataDir: options.dataDir, clock }),
      addressHistory: createAddressHistory({ store, clock, clockAlerts }),
      trace,
      liveOf: feed.liveOf,
      waitingChanges: changes.list,
      provided: runningHandlers({
        ...{ routers, disconnect, fupReset: control.fupReset, fupUndo: control.fupUndo, pushChanges: changes.push },
        doctor: control.doctor,
        findings: createFindings({ store, usage, now: clock.now }),
        connectionPoint: () => connectionPoint(control),
        unknownSources: async (scope) => [...sourcesFor(scope, await dataPlane.unknownSources())],
        ipPoolsOf: (nasId) => control.fleet.readIpPools(nasId),
        loginCheck: createLoginCheck(control, store.reads, clock.now),
      }),
    }),
    hub,
    health: createHealthChecks({ store, control }),
    registry: createMetrics({
      counters: dataPlane.counters,
      store,
      foldLag: () => usage.lag,
      unfolded: () => usage.unfolded,
      openSessions: () => usage.book.openCount,
      pendingPushes: () => enforcement.pendingCount,
      pushResults: () => enforcement.results,
      coaRequests: () => control.coaCounters.all(),
      dataPlaneRestarts: () => dataPlane.restarts,
      lastCycleMs: () => quotaSync.last?.ms ?? 0,
      live: () => hub.counts(),
    }),
    consoleFolder: ports.consoleFolder,
    version,
    clock,
    log: host.log.child({ part: 'console' }),
    login: operators.login,
    controlToken: ports.controlToken,
    cliTenantId: installationTenantId,
    hosts: [options.host],
    origins: [],
  });
  const portalAlerts = createPortalAlerts(createAlerts({ ...clock, store: ports.store, log: host.log }), host.log);
  const portal = createPortal({
    control: portalControl(control, store.reads),
    store: ports.store,
    backoff: createLoginBackoff(clock.now),
    decoy: decoyHash(operatorPorts.randomBytes),
    randomBytes: operatorPorts.randomBytes,
    clock,
    engineUpSince: clock.now(),
    tenantId: installationTenantId,
    folder: ports.portalFolder,
    hostNames: [hostname(), `${hostname()}.local`],
    log: host.log,
    every: (ms, task) => {
      const timer = setInterval(task, ms).unref();
      return () => clearInterval(timer);
    },
    onLeftOut: (addresses) => portalAlerts.leftOut(addresses),
  });
  portalAlerts.forget();
  const served = await portal.listen(options.portalBind, options.portalPort);
  const port = await api.listen(options.host, options.consolePort).catch(async (error: unknown) => {
    await portal.close();
    throw error;
  });
  const stopFeed = feed.start(hub);
  const urlHost = options.host.includes(':') ? `[${options.host}]` : options.host;

  return {
    consoleUrl: `http://${urlHost}:${port}`,
    portalUrl: `http://${portalAddress(options.portalBind, served.addresses, localAddresses())}:${served.port}`,
    async issueWindowToken() {
      const scope = { tenantId: installationTenantId };
      const all = await store.reads.operators.list(scope);
      const first = all
        .filter(({ role, disabled }) => role === adminRole && !disabled)
        .toSorted((a, b) => a.id - b.id)[0];
      if (!first) throw new NotFound('There is no administrator that may log in.');
      return operators.login.issueWindowToken(scope, first.id);
    },
    async stop() {
      stopFeed();
      hub.close();
      await Promise.all([portal.close(), api.close()]);
    },
  };
}

/** A request of the console gives up after 15 s. */
const pushPatienceMs = 10_000;

/** The first operator is made once; a generated password is shown once, never stored or logged. */
async function welcome(operators: ReturnType<typeof createOperators>, host: Host): Promise<void> {
  const first = await operators.accounts.ensureFirst(installationTenantId, process.env.LASTMILE_ADMIN_PASSWORD);
  if (first?.generatedPassword === undefined) return;
  host.announce([
    `First operator: ${first.username}   password: ${first.generatedPassword}   (shown once)`,
    `To change it: npm run cli -- operator set ${first.username} --password -`,
  ]);
}

/** After a write returns, the directory and so the data plane have it: the next login sees what the API just answered. */
function readingOwnWrites(store: Store, { directory }: ControlPlane): Store {
  return {
    reads: store.reads,
    connectFacts: () => store.connectFacts(),
    onCommitted: (listener) => store.onCommitted(listener),
    onDied: (listener) => store.onDied(listener),
    metrics: () => store.metrics(),
    measure: () => store.measure(),
    close: () => store.close(),
    async command(name, input) {
      const output = await store.command(name, input);
      await directory.follow();
      return output;
    },
  };
}
