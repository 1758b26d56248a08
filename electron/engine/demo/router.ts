/**
 * SimRouter: one simulated MikroTik. Outside it is a TCP port that speaks the RouterOS API, a RADIUS client, and a UDP port
 * for CoA, all on a loopback address of its own, so that several routers are several NAS to an engine on this machine.
 */
import type { Timers } from '../routeros/timers.ts';
import type { AddressPool } from './address-pool.ts';
import type { Commands } from './api/call.ts';
import { interfaceMenus } from './api/menus/interfaces.ts';
import { pppMenus } from './api/menus/ppp.ts';
import { queueMenus } from './api/menus/queues.ts';
import { systemMenus } from './api/menus/system.ts';
import { tableMenus } from './api/menus/tables.ts';
import { toolMenus } from './api/menus/tools.ts';
import { type ApiServer, createApiServer } from './api/server.ts';
import { configureAsInstalled, createRouterConfig, type RouterConfig } from './config.ts';
import { createFaults, type FaultSwitches, type Faults } from './faults.ts';
import { type CoaListener, createCoaListener } from './nas/coa-listener.ts';
import { createNas, type Nas } from './nas/nas.ts';
import { createQueueMeter, type QueueMeter } from './queue-meter.ts';
import type { Random } from './random.ts';
import { createRouterLog, type RouterLog } from './router-log.ts';
import {
  type ApiMeter,
  type ApiUser,
  allPolicies,
  hasEmptyReply,
  type IncomingCounters,
  noIncomingCounts,
  noRadiusCounts,
  type RadiusCounters,
  type RouterModel,
  type RouterState,
} from './router-state.ts';
import { createSessionTable, type SessionTable } from './session-table.ts';

/** Where a router finds its RADIUS server. */
export interface RadiusPorts {
  readonly address: string;
  readonly authPort: number;
  readonly acctPort: number;
}

export interface SimRouterOptions {
  readonly model: RouterModel;
  /** RADIUS shared secret. */
  readonly secret: string;
  readonly timers: Timers;
  readonly random: Random;
  readonly pool: AddressPool;
  /** Default `noc` with `apiPassword` and every policy. */
  readonly users?: readonly ApiUser[];
  readonly apiPassword: string;
  /** 0 is any free port, also the default. */
  readonly apiPort?: number;
  readonly coaPort?: number;
  readonly utcOffsetMinutes?: number;
  /** Whether business lines behind simple queues carry traffic of their own. */
  readonly isBusy?: () => boolean;
}

export interface RebootOptions {
  /** How long it is away. Default 20 s. */
  readonly downMs?: number;
  /** `power` (default): it just dies. `orderly`: sessions get their Stop (NAS-Reboot) and the server an Accounting-Off. */
  readonly how?: 'power' | 'orderly';
  /** Session ids begin anew, as after a crash that lost the boot counter (pain 5). */
  readonly reusesSessionIds?: boolean;
  /** Accounting-On when it is back. Default true. */
  readonly announces?: boolean;
}

export interface SimRouter {
  readonly model: RouterModel;
  readonly name: string;
  /** Loopback address: source of its RADIUS packets, host of its API and CoA port. */
  readonly address: string;
  readonly secret: string;
  readonly users: readonly ApiUser[];
  /** Known after `start`. */
  readonly apiPort: number;
  /** Where CoA is taken now; 0 while closed. */
  readonly coaPort: number;
  readonly faults: Faults;
  readonly config: RouterConfig;
  readonly sessions: SessionTable;
  readonly log: RouterLog;
  readonly queues: QueueMeter;
  readonly nas: Nas;
  readonly radiusCounters: Readonly<RadiusCounters>;
  readonly incomingCounters: Readonly<IncomingCounters>;
  /** Running totals; set its fields back to count anew. */
  readonly apiMeter: ApiMeter;
  readonly isUp: boolean;
  /** Makes its `/radius` row point there, or adds it. */
  setRadius(radius: RadiusPorts): void;
  /** Binds its ports. Nothing is sent. @throws the bind error */
  start(): Promise<void>;
  /** Gives up sessions and ports without a word. */
  stop(): Promise<void>;
  /** Resolves when it is down; it comes back after `downMs` of the router's time. */
  reboot(options?: RebootOptions): Promise<void>;
}

/** RouterOS begins at this date until it hears of NTP. */
const FACTORY_CLOCK_MS = Date.UTC(1970, 0, 2);
const DEFAULT_DOWN_MS = 20_000;

export function createSimRouter(options: SimRouterOptions): SimRouter {
  const { model, secret, timers, random, pool, utcOffsetMinutes = 0 } = options;
  const users = options.users ?? [{ name: 'noc', password: options.apiPassword, policies: allPolicies }];
  const sessions = createSessionTable();
  const radiusCounters = noRadiusCounts();
  const incomingCounters = noIncomingCounts();
  const apiMeter: ApiMeter = { connections: 0, commands: {}, sentBytes: 0 };
  const config = createRouterConfig((path) => {
    if (path === '/radius/incoming') followIncoming();
  });
  const faults = createFaults(followFaults);
  const log = createRouterLog(clock);
  const queues = createQueueMeter(options.isBusy ?? (() => false), utcOffsetMinutes * 60_000);
  let bootedAtMs = timers.elapsed();
  let reboots = 0;
  let lastNumber = 0;
  let isUp = false;
  /** Where CoA is taken unless a fault has moved it; 0 until the first start has found a free one. */
  let homeCoaPort = options.coaPort ?? 0;
  let stopReturn = () => {};

  function clock(): number {
    if (faults.clock === '1970') return FACTORY_CLOCK_MS + uptimeMs();
    return timers.now() + faults.clock;
  }

  function uptimeMs(): number {
    return Math.max(0, timers.elapsed() - bootedAtMs);
  }

  const state: RouterState = {
    model,
    timers,
    faults,
    sessions,
    config,
    log,
    pool,
    radiusCounters,
    incomingCounters,
    utcOffsetMinutes,
    clock,
    uptimeMs,
    get isUp() {
      return isUp;
    },
    get reboots() {
      return reboots;
    },
    nextNumber: () => ++lastNumber,
  };
  const nas = createNas(state, random);
  const coa: CoaListener = createCoaListener(state, nas);
  const api: ApiServer = createApiServer(
    model.address,
    options.apiPort ?? 0,
    () => Number(config.table('/ip/service').find('api')?.values['max-sessions'] ?? 20),
    { commands: menus(), faults, timers, meter: apiMeter, hasEmptyReply: hasEmptyReply(model), logIn },
  );

  function menus(): Commands {
    const tables = tableMenus(state);
    return {
      ...tables,
      ...queueMenus(state, queues, tables),
      ...pppMenus(state, nas),
      ...interfaceMenus(state),
      ...systemMenus(state, { reboot: () => void reboot({ how: 'orderly' }) }),
      ...toolMenus(state),
    };
  }

  function logIn(name: string, password: string): ApiUser | undefined {
    const user = users.find((one) => one.name === name && one.password === password);
    const mayLogIn = user?.policies.includes('api') ?? false;
    log.write(
      mayLogIn ? 'system,info,account' : 'system,error,critical',
      mayLogIn ? `user ${name} logged in via api` : `login failure for user ${name} via api`,
    );
    return mayLogIn ? user : undefined;
  }

  /** Listens where it should, and says so in the menu. */
  async function openCoa(): Promise<void> {
    await coa.open(faults.isCoaMoved ? 0 : homeCoaPort);
    if (!faults.isCoaMoved) homeCoaPort = coa.port;
    config.settings('/radius/incoming').set({ port: `${coa.port}` });
  }

  /** Somebody has set `/radius/incoming port`. */
  function followIncoming(): void {
    const wanted = Number(config.settings('/radius/incoming').values.port);
    if (!isUp || wanted === coa.port) return;
    homeCoaPort = wanted;
    openCoa().catch((error: Error) => log.write('radius,error', `port ${wanted}: ${error.message}`));
  }

  async function followFaults(now: FaultSwitches, before: FaultSwitches): Promise<void> {
    if (!isUp) return;
    if (before.isUnreachable && !now.isUnreachable) api.resetMuted();
    if (now.isApiClosed !== before.isApiClosed) await (now.isApiClosed ? api.close() : api.open());
    if (now.isCoaMoved !== before.isCoaMoved) await openCoa();
  }

  async function start(): Promise<void> {
    if (isUp) return;
    if (!faults.isApiClosed) await api.open();
    await openCoa();
    config.table('/ip/service').set('api', { port: `${api.port}` });
    isUp = true;
  }

  async function goDown(): Promise<void> {
    isUp = false;
    await Promise.all([nas.cutPower(), api.close(), coa.close()]);
    sessions.clear();
    queues.clear();
    Object.assign(radiusCounters, noRadiusCounts());
    Object.assign(incomingCounters, noIncomingCounts());
  }

  async function reboot({
    downMs = DEFAULT_DOWN_MS,
    how = 'power',
    reusesSessionIds = false,
    announces = true,
  }: RebootOptions = {}) {
    stopReturn();
    if (how === 'orderly') {
      for (const session of [...sessions.all()]) nas.hangUp(session, 'NAS-Reboot');
      nas.announce('Accounting-Off');
      // The last words get out before the power goes.
      await nas.settled(LAST_WORDS_MS);
    }
    await goDown();
    lastNumber = 0;
    if (!reusesSessionIds) reboots += 1;
    const comeBack = async (): Promise<void> => {
      bootedAtMs = timers.elapsed();
      try {
        await start();
      } catch {
        // Another process has taken one of its ports meanwhile.
        await goDown();
        stopReturn = timers.after(PORT_RETRY_MS, () => void comeBack());
        return;
      }
      log.write('system,info', 'router rebooted');
      if (announces) nas.announce('Accounting-On');
    };
    if (downMs <= 0) return comeBack();
    stopReturn = timers.after(downMs, () => void comeBack());
  }

  configureAsInstalled(config, model, pool);
  return {
    model,
    name: model.name,
    address: model.address,
    secret,
    users,
    get apiPort() {
      return api.port;
    },
    get coaPort() {
      return coa.port;
    },
    faults,
    config,
    sessions,
    log,
    queues,
    nas,
    radiusCounters,
    incomingCounters,
    apiMeter,
    get isUp() {
      return isUp;
    },
    setRadius({ address, authPort, acctPort }) {
      const table = config.table('/radius');
      const values = { address, 'authentication-port': `${authPort}`, 'accounting-port': `${acctPort}` };
      const row = table.rows[0];
      if (row) table.set(row.id, values);
      else table.add({ service: 'ppp', secret, ...values });
    },
    start,
    async stop() {
      stopReturn();
      await goDown();
    },
    reboot,
  };
}

const LAST_WORDS_MS = 300;
const PORT_RETRY_MS = 1000;
