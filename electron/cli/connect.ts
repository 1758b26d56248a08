/** One client for both cases: a running engine by its API, or the database of a stopped one by the same handlers. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient } from '../../shared/contract/client.ts';
import { operations } from '../../shared/contract/contract.ts';
import { judgeAnswer } from '../../shared/contract/judge.ts';
import { clockAlerts } from '../engine/alerts/finding-alerts.ts';
import { createHandlers } from '../engine/api/handlers/handlers.ts';
import { createCertificates } from '../engine/certificates/service.ts';
import { createGroups } from '../engine/groups/service.ts';
import { readControlFile } from '../engine/host/control-file.ts';
import { interimSeconds } from '../engine/interim.ts';
import { cliCaller, createOperators } from '../engine/operators/service.ts';
import { createPools } from '../engine/pools/service.ts';
import { createRealms } from '../engine/realms/service.ts';
import { createRouters } from '../engine/routers/service.ts';
import { createServices } from '../engine/services/service.ts';
import { createAddressHistory } from '../engine/sessions/address-service.ts';
import { createSettings } from '../engine/settings/service.ts';
import { createStorage } from '../engine/storage/service.ts';
import { openStore, type Store } from '../engine/store/client.ts';
import { Conflict } from '../engine/store/errors.ts';
import { databaseFileName } from '../engine/store/folder.ts';
import { folderHolder } from '../engine/store/folder-lock.ts';
import { openKeyFile } from '../engine/store/key-file.ts';
import { createSubscribers } from '../engine/subscribers/service.ts';
import { createTrace } from '../engine/trace/service.ts';
import { type CliIo, CommandFailed } from './io.ts';
import { createLocalClient } from './local-client.ts';

export interface Connection {
  readonly client: Client;
  readonly to: 'engine' | 'database';
  close(): Promise<void>;
}

/** @throws CommandFailed when neither an engine nor a database can be reached */
export async function connect(dataDir: string, io: Pick<CliIo, 'fetch'>): Promise<Connection> {
  if (!existsSync(join(dataDir, databaseFileName))) {
    throw new CommandFailed(
      `There is no Lastmile database in ${dataDir}. Start Lastmile once to make one, or name its folder with --data-dir.`,
    );
  }
  const holder = folderHolder(dataDir);
  return holder ? toEngine(dataDir, holder.pid, io) : toDatabase(dataDir);
}

async function toEngine(dataDir: string, pid: number | undefined, io: Pick<CliIo, 'fetch'>): Promise<Connection> {
  const control = await readControlFile(dataDir);
  if (!control) {
    throw new CommandFailed(
      `An engine (process ${pid ?? 'unknown'}) uses ${dataDir} but has not said where it answers. It may be starting: try again, or stop it.`,
    );
  }
  const client = createClient({
    fetch: io.fetch,
    routes: operations,
    judge: judgeAnswer,
    baseUrl: control.console,
    headers: () => ({ authorization: `Bearer ${control.token}` }),
  });
  return { client, to: 'engine', close: async () => undefined };
}

async function toDatabase(dataDir: string): Promise<Connection> {
  const { key } = await openKeyFile(dataDir);
  const store = await openStore({ dataDir, key, ballastBytes: 0 });
  const [tenant] = await store.reads.engine.tenants();
  const client = createLocalClient(handlersOf(store, dataDir), cliCaller(tenant!.id));
  return { client, to: 'database', close: () => store.close() };
}

/** Where RADIUS over TLS is by its standard (RFC 6614 §2.1). */
const radsecPort = 2083;

/** The engine's own services on an opened store, without what needs sessions or routers. */
function handlersOf(store: Store, dataDir: string) {
  const clock = { now: Date.now };
  const operators = createOperators({ store, clock, randomBytes });
  const subscribers = createSubscribers({ store, clock, hashPassword: operators.hashPassword });
  const needsEngine = async (): Promise<never> => {
    throw new Conflict('This needs a running engine: start Lastmile first.');
  };
  return createHandlers({
    reads: store.reads,
    clock,
    operators,
    subscribers,
    services: createServices({ store, clock, recomputeRates: subscribers.recomputeRates }),
    realms: createRealms({ store, clock }),
    pools: createPools({ store, clock }),
    groups: createGroups({ store, clock, interimSeconds }),
    routers: createRouters({ store, clock }),
    certificates: createCertificates({
      store,
      now: clock.now,
      listening: () => ({ state: { kind: 'off' }, port: radsecPort, connections: 0 }),
    }),
    settings: createSettings({ store, clock }),
    storage: createStorage({ store, dataDir: dataDir, clock }),
    addressHistory: createAddressHistory({ store, clock, clockAlerts }),
    trace: createTrace({ reads: store.reads, dataPlane: { trace: needsEngine }, sent: { find: () => [] } }),
    liveOf: () => undefined,
    waitingChanges: needsEngine,
    provided: {
      'subscriber.login-check': needsEngine,
      'session.disconnect': needsEngine,
      'session.disconnect-many': needsEngine,
      'change.push': needsEngine,
      'nas.connection-point': needsEngine,
      'nas.doctor': needsEngine,
      'nas.ip-pools': needsEngine,
      'nas.doctor-list': needsEngine,
      'nas.unknown-sources': needsEngine,
      'fup.reset': needsEngine,
      'fup.undo': needsEngine,
      'finding.resolve': needsEngine,
      'finding.decide': needsEngine,
    },
  });
}
