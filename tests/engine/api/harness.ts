/** The console's API on a real store in a temporary folder, with operators of every role and a clock of the test's. */
import { randomBytes } from 'node:crypto';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { Registry } from 'prom-client';
import { TraceBook } from '../../../electron/engine/aaa/trace-book.ts';
import { clockAlerts } from '../../../electron/engine/alerts/finding-alerts.ts';
import { type ConsoleApi, createConsoleApi } from '../../../electron/engine/api/console-api.ts';
import { sessionCookie } from '../../../electron/engine/api/credentials.ts';
import { createHandlers } from '../../../electron/engine/api/handlers/handlers.ts';
import { createLiveHub, type LiveHub, type TopicSources } from '../../../electron/engine/api/live-hub.ts';
import { createCertificates } from '../../../electron/engine/certificates/service.ts';
import { createGroups } from '../../../electron/engine/groups/service.ts';
import type { SessionLive } from '../../../electron/engine/live/session-out.ts';
import { cliCaller, createOperators, type Operators } from '../../../electron/engine/operators/service.ts';
import { createPools } from '../../../electron/engine/pools/service.ts';
import { createRealms } from '../../../electron/engine/realms/service.ts';
import { createRouters } from '../../../electron/engine/routers/service.ts';
import { sourcesFor } from '../../../electron/engine/routers/unknown-sources.ts';
import { createServices } from '../../../electron/engine/services/service.ts';
import { createAddressHistory } from '../../../electron/engine/sessions/address-service.ts';
import { createSettings } from '../../../electron/engine/settings/service.ts';
import { createStorage } from '../../../electron/engine/storage/service.ts';
import type { Store } from '../../../electron/engine/store/client.ts';
import { type TemporaryStore, temporaryStore } from '../../../electron/engine/store/testing/temporary-store.ts';
import { createSubscribers } from '../../../electron/engine/subscribers/service.ts';
import { createTrace } from '../../../electron/engine/trace/service.ts';

/** 2026-11-21 12:00:00 UTC. */
export const startOfTest = Date.UTC(2026, 10, 21, 12);
export const controlToken = 'lm_ctl_of-this-test';
export const passwordOf = (username: string): string => `password of ${username}`;

/** A browser: it keeps the session cookie and sends x-csrf like the console does. */
export interface Browser {
  readonly cookie: string;
  readonly csrf: string;
}

export interface Harness {
  readonly api: ConsoleApi;
  readonly temporary: TemporaryStore;
  readonly store: Store;
  readonly operators: Operators;
  readonly hub: LiveHub;
  readonly registry: Registry;
  readonly clock: { now(): number; pass(ms: number): void };
  /** By session key. */
  readonly live: Map<string, SessionLive>;
  /** RADIUS exchanges that the trace finds. */
  readonly received: TraceBook;
  /** What the provided handlers were asked. */
  readonly provided: { readonly name: string; readonly input: unknown }[];
  login(username: string): Promise<Browser>;
  /** A request as a browser would send it. */
  as(browser: Browser | undefined, request: InjectOptions): Promise<LightMyRequestResponse>;
  /** A request of the administrator. */
  admin(request: InjectOptions): Promise<LightMyRequestResponse>;
  /** A request with an API key or the control token. */
  bearer(token: string, request: InjectOptions): Promise<LightMyRequestResponse>;
  dispose(): Promise<void>;
}

const emptyFup = { total: 0, activeFup: 0, dailyQuotaExceeded: 0, monthlyQuotaExceeded: 0, unlimited: 0 };
const noLevels = [0, 0, 0, 0, 0, 0, 0];

const emptySources: TopicSources = {
  status: {
    snapshot: () => ({
      at: 0,
      timeZone: 'UTC',
      online: 0,
      subscribers: 0,
      downBps: null,
      upBps: null,
      authPerSecond: 0,
      acctPerSecond: 0,
      p99Ms: null,
      unacknowledged: 0,
      routersUp: 0,
      routersDown: 0,
      routers: 0,
      throttled: 0,
      openAlerts: 0,
    }),
  },
  sessions: { snapshot: () => ({ at: 0, sessions: [] }) },
  session: { snapshot: () => ({ intervalMs: 4000, samples: [] }) },
  fup: { snapshot: () => ({ stats: { ...emptyFup, daily: noLevels, monthly: noLevels, effective: noLevels } }) },
  alerts: { snapshot: () => ({ open: [] }) },
  'auth-log': { snapshot: () => ({ entries: [] }) },
  routers: { snapshot: () => ({ routers: [] }) },
  trace: { snapshot: () => ({ entries: [] }) },
  'nas-trace': { snapshot: () => ({ entries: [] }) },
};

export interface HarnessOptions {
  readonly consoleFolder?: string;
  readonly hosts?: readonly string[];
  readonly origins?: readonly string[];
  readonly sources?: Partial<TopicSources>;
  /** Calls for periodic work; absent: none happens by itself. */
  readonly every?: (ms: number, run: () => void) => () => void;
  /** A store that was prepared before. */
  readonly temporary?: TemporaryStore;
}

export async function startApi(options: HarnessOptions = {}): Promise<Harness> {
  let now = startOfTest;
  const clock = {
    now: () => now,
    pass: (ms: number) => {
      now += ms;
    },
  };
  const temporary = options.temporary ?? (await temporaryStore({ clock }));
  const { store } = temporary;
  const passwordCost = { N: 16, r: 1, p: 1 };
  const operators = createOperators({ store, clock, randomBytes, passwordCost });
  const subscribers = createSubscribers({ store, clock, hashPassword: operators.hashPassword });
  const hub = createLiveHub({ sources: { ...emptySources, ...options.sources }, clock });
  const registry = new Registry();
  const live = new Map<string, SessionLive>();
  const received = new TraceBook();
  const provided: { name: string; input: unknown }[] = [];
  const handlers = createHandlers({
    reads: store.reads,
    clock,
    operators,
    subscribers,
    services: createServices({ store, clock, recomputeRates: subscribers.recomputeRates }),
    realms: createRealms({ store, clock }),
    pools: createPools({ store, clock }),
    groups: createGroups({ store, clock, interimSeconds: 300 }),
    routers: createRouters({ store, clock }),
    certificates: createCertificates({
      store,
      now: clock.now,
      listening: () => ({ state: { kind: 'off' }, port: 2083, connections: 0 }),
    }),
    settings: createSettings({ store, clock }),
    storage: createStorage({ store, dataDir: temporary.dataDir, clock }),
    addressHistory: createAddressHistory({ store, clock, clockAlerts }),
    trace: createTrace({
      reads: store.reads,
      dataPlane: { trace: async (query) => received.find(query) },
      sent: new TraceBook(),
    }),
    liveOf: (sessionKey) => live.get(sessionKey),
    waitingChanges: async () => [],
    provided: {
      'subscriber.login-check': async (caller, { params }) => {
        await subscribers.byId(caller.viewScope, params.id);
        return {
          ...{ result: 'accept', reason: null, detail: null, replyMessage: null, sessionSeconds: null, learns: null },
          ...{ rateLimit: '5M/10M', framedIpAddress: null, pool: null, pools: [], addressList: null },
          ...{ nasId: 1, nasName: 'tower-1', station: '' },
        };
      },
      'nas.connection-point': async () => ({ addresses: ['192.0.2.10'], authPort: 1812, acctPort: 1813, radsec: null }),
      'nas.doctor': async (caller, { params }) => {
        provided.push({ name: 'nas.doctor', input: { scope: caller.viewScope, id: params.id } });
        return { items: [], heardAt: null };
      },
      'nas.ip-pools': async () => ({ items: [{ name: 'pppoe', ranges: ['10.5.0.10-10.5.0.99'], nextPool: null }] }),
      'nas.doctor-list': async (caller) => {
        provided.push({ name: 'nas.doctor-list', input: { scope: caller.scope } });
        return { items: [] };
      },
      'nas.unknown-sources': async (caller) => ({
        items: [
          ...sourcesFor(caller.scope, [
            {
              ...{ address: '192.0.2.66', localPort: 1812, firstAt: startOfTest, lastAt: startOfTest, packets: 1 },
              ...{ packet: 'Access-Request', nasIdentifier: 'drop-of-nobody', username: '' },
            },
          ]),
        ],
      }),
      'session.disconnect': async (_caller, input) => {
        provided.push({ name: 'session.disconnect', input });
        return { outcome: 'disconnected', detail: 'ACK' };
      },
      'session.disconnect-many': async (_caller, input) => {
        provided.push({ name: 'session.disconnect-many', input });
        return { disconnected: 1, alreadyGone: 0, failures: [] };
      },
      'change.push': async (_caller, input) => {
        provided.push({ name: 'change.push', input });
        return { verified: 0, acknowledged: 0, pending: 0, ended: 0, gone: 0 };
      },
      'fup.reset': async (_caller, input) => {
        provided.push({ name: 'fup.reset', input });
        return { reset: 0, undo: null, coa: { verified: 0, acknowledged: 0, pending: 0, offline: 0 } };
      },
      'finding.resolve': async (_caller, input) => {
        provided.push({ name: 'finding.resolve', input });
        return { ok: true };
      },
      'finding.decide': async (_caller, input) => {
        provided.push({ name: 'finding.decide', input });
        return { countedBytes: 0, levelBefore: 0, levelAfter: 0 };
      },
      'fup.undo': async (_caller, input) => {
        provided.push({ name: 'fup.undo', input });
        const coa = { verified: 0, acknowledged: 0, pending: 0, offline: 0 };
        return { undone: 0, inClosedDay: 0, onOtherService: 0, left: { resetAgain: 0, deleted: 0 }, coa };
      },
    },
  });
  const api = createConsoleApi({
    handlers,
    hub,
    registry,
    health: async () => ({ database: { status: 'ok' } }),
    consoleFolder: options.consoleFolder,
    version: '0.0.0-test',
    clock,
    login: operators.login,
    controlToken,
    cliTenantId: 1,
    hosts: options.hosts ?? [],
    origins: options.origins ?? [],
    every: options.every ?? (() => () => undefined),
  });
  await api.app.ready();

  await operators.accounts.ensureFirst(1, passwordOf('admin'));
  const cli = cliCaller(1);
  for (const role of ['operator', 'viewer']) {
    const exists = (await operators.accounts.list(cli)).some(({ username }) => username === role);
    if (!exists) await operators.accounts.create(cli, { username: role, password: passwordOf(role), role });
  }

  const login = async (username: string): Promise<Browser> => {
    const response = await api.app.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      payload: { username, password: passwordOf(username) },
    });
    const cookie = response.cookies.find(({ name }) => name === sessionCookie);
    if (!cookie) throw new Error(`login of ${username}: ${response.statusCode} ${response.body}`);
    return { cookie: cookie.value, csrf: response.json<{ csrf: string }>().csrf };
  };
  const as = (browser: Browser | undefined, request: InjectOptions) =>
    api.app.inject({
      ...request,
      ...(browser
        ? {
            cookies: { [sessionCookie]: browser.cookie, ...request.cookies },
            headers: { 'x-csrf': browser.csrf, ...request.headers },
          }
        : {}),
    });
  let admin: Browser | undefined;

  return {
    api,
    temporary,
    store,
    operators,
    hub,
    registry,
    clock,
    live,
    received,
    provided,
    login,
    as,
    admin: async (request) => {
      admin ??= await login('admin');
      return as(admin, request);
    },
    bearer: (token, request) =>
      api.app.inject({ ...request, headers: { authorization: `Bearer ${token}`, ...request.headers } }),
    dispose: async () => {
      await api.close();
      await temporary.dispose();
    },
  };
}

/** Makes a service and gives its number. */
export async function addService(harness: Harness, more: object = {}): Promise<number> {
  const payload = { name: 'Home 10M', downKbps: '10M', upKbps: '2M', ...more };
  const response = await harness.admin({ method: 'POST', url: '/api/v1/services', payload });
  if (response.statusCode !== 201) throw new Error(response.body);
  return response.json<{ id: number }>().id;
}

export async function addSubscriber(harness: Harness, serviceId: number, more: object = {}): Promise<number> {
  const payload = { username: 'ali', password: 'secret-of-ali', serviceId, ...more };
  const response = await harness.admin({ method: 'POST', url: '/api/v1/subscribers', payload });
  if (response.statusCode !== 201) throw new Error(response.body);
  return response.json<{ id: number }>().id;
}
