/**
 * The control plane's hold on the data plane: starts its thread, tells it the policy, keeps it in step, reads its
 * counters, and starts it again alone when it dies (back-off 0.1 → 5 s; the same ports; the snapshot is sent anew).
 */
import { type MessagePort, Worker } from 'node:worker_threads';
import type { Lease } from '../../../shared/domain/ip-lease.ts';
import { Counters } from './counters.ts';
import type { Exchange, TraceQuery } from './exchange.ts';
import type {
  DataPlaneOptions,
  DropEvent,
  FromDataPlane,
  LeasePreview,
  LeasePreviewQuery,
  LeaseReport,
  MacSeen,
  NasEntry,
  NasSeen,
  NasSigns,
  NasTally,
  OccupiedAddress,
  PoolEntry,
  PresenceUpdate,
  RealmEntry,
  RejectEvent,
  SubscriberEntry,
  TenantEntry,
  ToDataPlane,
  UnknownSource,
} from './protocol.ts';
import type { RadsecConfig, RadsecState } from './radsec/config.ts';

export type { Exchange, TraceQuery } from './exchange.ts';
export type { NasSigns, UnknownSource } from './protocol.ts';
export type { RadsecConfig, RadsecState } from './radsec/config.ts';

type GroupsTold = Omit<Extract<ToDataPlane, { kind: 'groups' }>, 'kind'>;

/** What a new thread is told of pools, in this order. */
export interface PoolsTold {
  readonly pools: readonly PoolEntry[];
  readonly restore: readonly Lease[];
  readonly occupied: readonly OccupiedAddress[];
  readonly grants: readonly LeaseGrant[];
}

/** Addresses that the thread may give, once they are on record as granted. */
export interface LeaseGrant {
  readonly tenantId: number;
  readonly poolId: number;
  readonly addresses: readonly string[];
  readonly isDry: boolean;
}

export interface DataPlanePorts {
  /** A new line to the writer; asked for again at every start of the thread. */
  readonly connectFacts: () => MessagePort;
  /** The whole policy as it is now; asked for at every start of the thread. */
  readonly allNas: () => readonly NasEntry[];
  readonly allSubscribers: () => Iterable<SubscriberEntry>;
  /** RADIUS over TLS as it is to be served; undefined while no certificate exists. */
  readonly radsec: () => RadsecConfig | undefined;
  readonly onRadsec: (state: RadsecState) => void;
  readonly allTenants: () => readonly TenantEntry[];
  /** Who is online, per NAS (X56). */
  readonly allPresence: () => readonly PresenceUpdate[];
  readonly allRealms: () => readonly RealmEntry[];
  readonly allGroups: () => GroupsTold;
  /** Pools with what is on record of their leases, and who has addresses of them; asked for at every start. */
  readonly openPools: () => Promise<PoolsTold>;
  readonly onLeases: (report: LeaseReport) => void;
  readonly onEvents: (rejects: readonly RejectEvent[], drops: readonly DropEvent[]) => void;
  readonly onNasSeen: (seen: readonly NasSeen[]) => void;
  readonly onSigns: (signs: readonly NasSigns[]) => void;
  readonly onMacsSeen: (seen: readonly MacSeen[]) => void;
  readonly onNasMinute: (at: number, tallies: readonly NasTally[]) => void;
  /** The thread answers, at the start or again. */
  readonly onServing: () => void;
  readonly onTrouble: (what: string) => void;
}

export interface DataPlaneSettings {
  readonly bind: string | undefined;
  readonly authPort: number;
  readonly acctPort: number;
  readonly radsecPort: number;
  readonly interimSeconds: number;
}

export interface ServingAt {
  readonly authPort: number;
  readonly acctPort: number;
  readonly radsecPort: number | undefined;
  readonly addresses: readonly string[];
  readonly receiveBufferBytes: number;
}

export type { LeaseReport, MacSeen, OccupiedAddress, PoolEntry, PresenceUpdate } from './protocol.ts';

/** A RADIUS port could not be bound at start. `code` is the system's (EADDRINUSE, EACCES, EADDRNOTAVAIL). */
export class BindFailed extends Error {
  override readonly name = 'BindFailed';
  readonly service: 'auth' | 'acct';
  readonly code: string;
  constructor(service: 'auth' | 'acct', code: string, message: string) {
    super(message);
    this.service = service;
    this.code = code;
  }
}

const restartMs = { least: 100, most: 5000 };
/** A thread that served this long was healthy: its next death starts the back-off anew. */
const healthyMs = 30_000;

export class DataPlane {
  readonly counters = new Counters();
  readonly #ports: DataPlanePorts;
  #settings: DataPlaneSettings;
  #worker: Worker | undefined;
  #servingAt: ServingAt | undefined;
  #startedAt = 0;
  #backOffMs = restartMs.least;
  #clockAheadMs = 0;
  #restart: NodeJS.Timeout | undefined;
  #radsec: RadsecState = { kind: 'off' };
  #stopped = false;
  #hasStoppedCleanly = false;
  /** Questions to the thread that it has not answered. */
  readonly #asked = new Map<number, (answer: FromDataPlane | undefined) => void>();
  #lastAsk = 0;
  restarts = 0;

  constructor(settings: DataPlaneSettings, ports: DataPlanePorts) {
    this.#settings = settings;
    this.#ports = ports;
  }

  get servingAt(): ServingAt | undefined {
    return this.#servingAt;
  }

  get radsec(): RadsecState {
    return this.#radsec;
  }

  /** Starts the thread with the whole policy and resolves once RADIUS is answered. @throws BindFailed */
  async start(): Promise<ServingAt> {
    const data: DataPlaneOptions = { ...this.#settings, counters: this.counters.memory };
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./thread.${extension}`, import.meta.url), {
      workerData: data,
      name: 'data-plane',
    });
    this.#worker = worker;
    this.#startedAt = Date.now();
    const serving = new Promise<ServingAt>((resolve, reject) => {
      worker.on('message', (message: FromDataPlane) => {
        if (message.kind === 'serving') resolve(message);
        else if (message.kind === 'bind-failed') {
          reject(new BindFailed(message.service, message.code, message.message));
        } else this.#receive(message);
      });
      worker.on('error', (error) => {
        this.#ports.onTrouble(
          `The RADIUS thread died: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
        );
        reject(error);
      });
      worker.on('exit', () => {
        reject(new Error('the RADIUS thread ended'));
        this.#died(worker);
      });
    });
    // It may die before anybody waits for it; `await serving` below says so.
    serving.catch(() => undefined);
    this.#tell({ kind: 'facts-port', port: this.#ports.connectFacts() });
    this.updateNas();
    this.updateTenants();
    this.updateRealms();
    this.updateGroups();
    this.#tell({ kind: 'subscribers', upsert: [...this.#ports.allSubscribers()], removeIds: [] });
    this.updateRadsec();
    this.#tell({ kind: 'clock', aheadMs: this.#clockAheadMs });
    for (const update of this.#ports.allPresence()) this.updatePresence(update);
    const { pools, restore, occupied, grants } = await this.#ports.openPools();
    this.updatePools(pools, occupied, restore);
    for (const grant of grants) this.grant(grant);
    this.#tell({ kind: 'serve' });
    this.#servingAt = await serving;
    this.#ports.onServing();
    // A restart serves at the ports that the first start was given, whatever "0" would choose now.
    this.#settings = { ...this.#settings, authPort: this.#servingAt.authPort, acctPort: this.#servingAt.acctPort };
    return this.#servingAt;
  }

  updateNas(): void {
    this.#tell({ kind: 'nas', all: this.#ports.allNas() });
  }

  updateTenants(): void {
    this.#tell({ kind: 'tenants', all: this.#ports.allTenants() });
  }

  updatePresence(update: PresenceUpdate): void {
    this.#tell({ kind: 'presence', ...update });
  }

  updateRealms(): void {
    this.#tell({ kind: 'realms', all: this.#ports.allRealms() });
  }

  updateGroups(): void {
    this.#tell({ kind: 'groups', ...this.#ports.allGroups() });
  }

  /** `occupied`: sessions with addresses of pools that are new. */
  updatePools(pools: readonly PoolEntry[], occupied: readonly OccupiedAddress[], restore: readonly Lease[] = []): void {
    this.#tell({ kind: 'pools', all: pools });
    if (restore.length + occupied.length > 0) this.#tell({ kind: 'leases', restore, occupied });
  }

  grant(grant: LeaseGrant): void {
    this.#tell({ kind: 'grant', ...grant });
  }

  leasesOver(tenantId: number, sessions: readonly string[]): void {
    this.#tell({ kind: 'leases-over', tenantId, sessions });
  }

  releaseLease(tenantId: number, address: string): void {
    this.#tell({ kind: 'lease-release', tenantId, address });
  }

  updateSubscribers(upsert: readonly SubscriberEntry[], removeIds: readonly number[]): void {
    this.#tell({ kind: 'subscribers', upsert, removeIds });
  }

  /** Devices that were learned and could not be kept: until they are learned anew they are strangers. */
  refuseMacs(refused: readonly MacSeen[]): void {
    this.#tell({ kind: 'macs-refused', refused });
  }

  updateRadsec(): void {
    this.#tell({ kind: 'radsec', config: this.#ports.radsec() ?? null });
  }

  /** X46: see `ToDataPlane`. A thread that is started again is told, too. */
  setClockAhead(aheadMs: number): void {
    if (aheadMs === this.#clockAheadMs) return;
    this.#clockAheadMs = aheadMs;
    this.#tell({ kind: 'clock', aheadMs });
  }

  /** The last exchanges of a NAS or a subscriber, oldest first; empty while the thread is being started again. */
  async trace(query: TraceQuery): Promise<readonly Exchange[]> {
    const answer = await this.#ask((ask) => ({ kind: 'trace', ask, query }));
    return answer?.kind === 'trace' ? answer.exchanges : [];
  }

  /** Who sent packets and is registered nowhere, newest first. */
  async unknownSources(): Promise<readonly UnknownSource[]> {
    const answer = await this.#ask((ask) => ({ kind: 'unknown-sources', ask }));
    return answer?.kind === 'unknown-sources' ? answer.sources : [];
  }

  /** What a login would be given from pools now; undefined when nobody can say. Nothing is taken. */
  async previewLeases(query: LeasePreviewQuery): Promise<LeasePreview | undefined> {
    const answer = await this.#ask((ask) => ({ kind: 'lease-preview', ask, ...query }));
    return answer?.kind === 'lease-preview' ? answer.preview : undefined;
  }

  /** Undefined when the thread is not there, or ends before it answers. */
  #ask(question: (ask: number) => ToDataPlane): Promise<FromDataPlane | undefined> {
    if (!this.#worker) return Promise.resolve(undefined);
    const ask = ++this.#lastAsk;
    return new Promise((resolve) => {
      this.#asked.set(ask, resolve);
      this.#tell(question(ask));
    });
  }

  /** Stops taking requests, acknowledges what is committed, ends the thread. False when it died before its last report. */
  async stop(): Promise<boolean> {
    this.#stopped = true;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (!worker) return false;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.#tell({ kind: 'stop' });
    await ended;
    return this.#hasStoppedCleanly;
  }

  #tell(message: ToDataPlane): void {
    this.#worker?.postMessage(message, message.kind === 'facts-port' ? [message.port] : []);
  }

  #receive(message: FromDataPlane): void {
    if (message.kind === 'events') this.#ports.onEvents(message.rejects, message.drops);
    else if (message.kind === 'nas-seen') this.#ports.onNasSeen(message.seen);
    else if (message.kind === 'macs-seen') this.#ports.onMacsSeen(message.seen);
    else if (message.kind === 'nas-minute') this.#ports.onNasMinute(message.at, message.tallies);
    else if (message.kind === 'signs') this.#ports.onSigns(message.signs);
    else if (message.kind === 'leases') this.#ports.onLeases(message);
    else if (message.kind === 'stopped') this.#hasStoppedCleanly = true;
    else if (message.kind === 'trace' || message.kind === 'unknown-sources' || message.kind === 'lease-preview') {
      this.#asked.get(message.ask)?.(message);
      this.#asked.delete(message.ask);
    } else if (message.kind === 'radsec-state') {
      this.#radsec = message.state;
      // A restart serves where the first start did.
      if (message.state.kind === 'serving') this.#settings = { ...this.#settings, radsecPort: message.state.port };
      this.#ports.onRadsec(message.state);
    } else if (message.kind === 'socket-fault') {
      this.#ports.onTrouble(
        `RADIUS socket ${message.address}:${message.port}: ${message.message}${message.code ? ` (${message.code})` : ''}`,
      );
    }
  }

  #died(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const answer of this.#asked.values()) answer(undefined);
    this.#asked.clear();
    const wasServing = this.#servingAt !== undefined;
    if (this.#stopped || !wasServing) return;
    if (Date.now() - this.#startedAt > healthyMs) this.#backOffMs = restartMs.least;
    this.#restart = setTimeout(() => {
      this.restarts++;
      this.start().catch((error: Error) => {
        // The thread's exit has scheduled the next try; only say why this one failed.
        this.#ports.onTrouble(`The RADIUS thread could not be started again: ${error.message}`);
      });
    }, this.#backOffMs);
    this.#backOffMs = Math.min(restartMs.most, this.#backOffMs * 2);
  }
}
