/**
 * A store in memory for tests of those who stand above it: the engine's reads, the commands that they send, the change
 * feed, and the ways in which a disk lets one down: refusing, slow, or gone in the middle of a commit.
 */
import type { AccountingFact } from '../../store/accounting-fact.ts';
import type { Committed, Store } from '../../store/client.ts';
import type { CommandInput, CommandName, CommandOutput } from '../../store/commands.ts';
import { StorageUnavailable } from '../../store/errors.ts';
import type { FoldCommit } from '../../store/fold-commit.ts';
import type { EngineReads, Reads, SubscriberFilter, SubscriberSnapshot } from '../../store/reads.ts';
import { FakeState } from './fake-state.ts';

/** A commit that is never answered, because the process is dead. */
const never = new Promise<never>(() => undefined);

export class FakeStore implements Store {
  readonly state: FakeState;
  readonly reads: Reads;
  /** Commands in the order in which they arrived. */
  readonly log: { readonly name: CommandName; readonly input: unknown }[] = [];
  /** Refusals of `fold.commit` that are still to come. */
  refusals = 0;
  /** Answers of `fold.commit` come after this; ms. */
  slowMs = 0;
  /** Decides about each `fold.commit`: die before it is written, after it, or not at all. */
  killer: (commit: FoldCommit) => 'before' | 'after' | undefined = () => undefined;
  isDead = false;
  readonly #listeners = new Set<(committed: Committed) => void>();

  constructor(state = new FakeState()) {
    this.state = state;
    this.reads = readsOf(state, () => this.isDead);
  }

  /** The store as the next start of the engine finds it. This one is dead: it answers nobody any more. */
  reborn(): FakeStore {
    this.isDead = true;
    this.#listeners.clear();
    return new FakeStore(this.state);
  }

  /** What the data plane does: durable first, then everybody is nudged. */
  append(...facts: readonly AccountingFact[]): void {
    this.state.facts.push(...structuredClone(facts));
    this.nudge();
  }

  /** What the store does after commits and every second. */
  nudge(): void {
    const committed = { factSeq: this.state.facts.length, changeSeq: this.state.changeSeq };
    setImmediate(() => {
      for (const listener of this.#listeners) listener(committed);
    });
  }

  async command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
    this.log.push({ name, input });
    if (this.isDead) return never;
    // A message crosses to the writer's thread and back.
    await new Promise<void>((resolve) => (this.slowMs > 0 ? setTimeout(resolve, this.slowMs) : setImmediate(resolve)));
    if (this.isDead) return never;
    const output = this.#run(name, input);
    if (this.isDead) return never;
    this.nudge();
    return output as CommandOutput<N>;
  }

  onCommitted(listener: (committed: Committed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onDied = () => () => undefined;
  close = async (): Promise<void> => undefined;
  measure = (): never => unsupported('measure');
  connectFacts = (): never => unsupported('connectFacts');
  metrics = (): never => unsupported('metrics');

  #run(name: CommandName, input: unknown): unknown {
    const { state } = this;
    switch (name) {
      case 'fold.commit': {
        const commit = input as FoldCommit;
        if (this.refusals > 0) {
          this.refusals--;
          throw new StorageUnavailable('The disk is full.');
        }
        const death = this.killer(commit);
        if (death === 'before') this.isDead = true;
        if (this.isDead) return undefined;
        const output = state.commitFold(commit);
        if (death === 'after') this.isDead = true;
        return output;
      }
      case 'subscriber.rates': {
        const { rates, at } = input as CommandInput<'subscriber.rates'>;
        return { changed: rates.filter(({ id, rate }) => state.setRate(id, rate, at)).length };
      }
      case 'audit.append': {
        const { rows } = input as CommandInput<'audit.append'>;
        state.audit.push(...structuredClone(rows));
        return { written: rows.length };
      }
      case 'nas.observe':
        return { id: (input as CommandInput<'nas.observe'>).id };
      default:
        return unsupported(name);
    }
  }
}

function readsOf(state: FakeState, isDead: () => boolean): Reads {
  const engine: EngineReads = {
    foldCursor: async () => state.cursor,
    facts: async (after, limit) =>
      isDead()
        ? never
        : structuredClone(state.facts.slice(after, after + limit)).map((fact, i) => ({ seq: after + i + 1, fact })),
    unfoldedFacts: async () => [],
    changes: async (after, limit) => {
      const first = state.changes[0]?.seq;
      const gap = first === undefined ? after > 0 : first > after + 1 || after > state.changeSeq;
      return gap
        ? { changes: [], gap }
        : { changes: state.changes.filter(({ seq }) => seq > after).slice(0, limit), gap };
    },
    lastChangeSeq: async () => state.changeSeq,
    certificates: async () => [],
    pools: async () => [],
    leases: async () => [],
    areLeasesOpen: async () => false,
    retentionAt: async () => null,
    openSessions: async () => structuredClone([...state.sessions.values()].filter((row) => row.stopAt === null)),
    sessionByKey: async (sessionKey) => structuredClone(state.sessions.get(sessionKey)),
    latestSession: async (nasId, acctSessionId, orId) => {
      const found = [acctSessionId, orId ?? acctSessionId].flatMap((id) => state.sessionsWith(nasId, id));
      const [latest] = found.toSorted((a, b) => b.startAt - a.startAt);
      return structuredClone(latest);
    },
    alertTimes: async () => [],
    undecidedHolds: async (before, limit) =>
      state.findings
        .filter(({ found, end }) => found.kind === 'quarantined' && !end && found.at <= before)
        .slice(0, limit)
        .map(({ found: { sessionKey, holdId } }) => ({ sessionKey, holdId })),
    // In slices that let the event loop breathe, as the real one.
    subscribers: async () => {
      const { changeSeq } = state;
      const all = [...state.subscribers.values()];
      const subscribers: SubscriberSnapshot[] = [];
      for (let from = 0; from < all.length; from += 1_000) {
        subscribers.push(...structuredClone(all.slice(from, from + 1_000)));
        await new Promise((resolve) => setImmediate(resolve));
      }
      return { changeSeq, subscribers };
    },
    subscribersByIds: async (ids) => structuredClone(ids.flatMap((id) => state.subscribers.get(id) ?? [])),
    nas: async () => structuredClone([...state.nas.values()]),
    services: async () => structuredClone([...state.services.values()]),
    realms: async () => [],
    groups: async () => [],
    tenants: async () => structuredClone([...state.tenants.values()]),
    settings: async () => ({}),
  };
  const subscribers = {
    ids: async ({ tenantId }: { readonly tenantId: number }, filter: SubscriberFilter) =>
      [...state.subscribers.values()]
        .filter((one) => one.tenantId === tenantId)
        .filter(({ id }) => filter.ids === undefined || filter.ids.includes(id))
        .filter(({ counters }) => filter.fupLevel === undefined || counters.fupLevel === filter.fupLevel)
        .map(({ id }) => id),
  };
  const fup = {
    batch: async ({ tenantId }: { readonly tenantId: number }, batchId: string, afterId = 0) =>
      structuredClone(
        state.resets
          .filter(({ id, reset }) => id > afterId && reset.tenantId === tenantId && reset.batchId === batchId)
          .slice(0, 300)
          .map(({ id, reset, undoneAt }) => ({
            ...reset,
            ...{ id, undoneAt, isDeleted: !state.subscribers.has(reset.subscriberId) },
          })),
      ),
  };
  const rooms = { engine, subscribers: guarded('subscribers', subscribers), fup: guarded('fup', fup) };
  return rooms as unknown as Reads;
}

/** What the fake does not have says so, by name. */
function guarded<T extends object>(room: string, known: T): T {
  return new Proxy(known, {
    get: (target, name) => Reflect.get(target, name) ?? unsupported(`reads.${room}.${String(name)}`),
  });
}

function unsupported(what: string): never {
  throw new Error(`the store in memory has no ${what}`);
}
