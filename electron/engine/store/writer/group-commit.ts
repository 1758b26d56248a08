/**
 * One transaction of the writer: all waiting accounting first, then control commands while it is younger than 5 ms,
 * then one COMMIT with its sync, and only then the answers. A commit of the fold that can be made again from the facts
 * has a transaction of its own without the sync: SQLite's log is in order, so the next sync covers it too.
 *
 * A failing command undoes itself (savepoint). A failing disk undoes everything: the ballast is given up and the same
 * work tried once more, then the accounting alone, then all of it is refused. Anything else that fails here is a
 * broken invariant and is thrown: the writer dies and the engine with it.
 */
import type { CommandOutput } from '../commands.ts';
import { assertDurable, setSyncing } from '../connection.ts';
import { StorageUnavailable, toRecord } from '../errors.ts';
import type { FactsBatch, FactsReply } from '../facts-protocol.ts';
import type { Status } from '../status.ts';
import { faultSentence, type StorageFault, storageFault } from '../storage-fault.ts';
import type { CommandContext, Handler } from './context.ts';
import type { CommandMessage, CommandReply, WriterInput } from './messages.ts';
import { handlers, weightOf } from './registry.ts';

/** How old a transaction may be when it takes one more command. */
const takeMsMax = 5;
/** Rows from which a command gets a transaction of its own, after the accounting that waits is committed. */
const heavyRows = 200;

export interface CommitPorts {
  readonly context: CommandContext;
  readonly status: Status;
  /** Frees space for one more try; false when there is nothing to free. */
  readonly releaseBallast: () => boolean;
  readonly now: () => number;
  readonly monotonicMs: () => number;
}

export interface Committed {
  /** One per batch, in order. */
  readonly batches: readonly FactsReply[];
  /** The answers to the first `replies.length` of the commands; the others wait for the next transaction. */
  readonly replies: readonly CommandReply[];
}

type Attempt =
  | { readonly ok: true; readonly committed: Committed }
  | { readonly ok: false; readonly fault: StorageFault; readonly error: unknown };

export class GroupCommit {
  readonly #ports: CommitPorts;

  constructor(ports: CommitPorts) {
    this.#ports = ports;
    assertDurable(ports.context.db);
  }

  /** `batches` or `commands` is not empty. */
  commit(batches: readonly FactsBatch[], commands: readonly CommandMessage[]): Committed {
    const { status } = this.#ports;
    const first = this.#attempt(batches, commands);
    if (first.ok) return first.committed;
    if (first.fault === 'damaged') throw first.error;
    if (first.fault === 'full') {
      status.setFlag('diskFull', 1);
      if (this.#ports.releaseBallast()) {
        const second = this.#attempt(batches, commands);
        if (second.ok) return second.committed;
      }
    }
    // A command may need more room than the accounting does.
    const accounting = batches.length > 0 && commands.length > 0 ? this.#attempt(batches, []) : first;
    const reason = faultSentence(first.fault, first.error);
    const error = toRecord(new StorageUnavailable(reason));
    if (!accounting.ok) {
      status.add('refusedBatches', batches.length);
      status.add('refusedFacts', count(batches));
    }
    return {
      batches: accounting.ok
        ? accounting.committed.batches
        : batches.map(({ batch }) => ({ kind: 'refused', batch, reason })),
      replies: commands.map(({ id }) => ({ id, ok: false, error })),
    };
  }

  #attempt(batches: readonly FactsBatch[], commands: readonly CommandMessage[]): Attempt {
    const { db } = this.#ports.context;
    const needsNoSync = batches.length === 0 && commands[0] !== undefined && isReplayable(commands[0]);
    const other = commands.findIndex((command) => isReplayable(command) !== needsNoSync);
    const alike = other < 0 ? commands : commands.slice(0, other);
    if (!needsNoSync) return this.#transact(batches, alike);
    setSyncing(db, false);
    try {
      return this.#transact([], alike);
    } finally {
      setSyncing(db, true);
    }
  }

  #transact(batches: readonly FactsBatch[], commands: readonly CommandMessage[]): Attempt {
    const { context, status, monotonicMs } = this.#ports;
    const { factSeq, changeSeq } = context;
    try {
      context.sql('BEGIN IMMEDIATE').run();
      const began = monotonicMs();
      const replies: FactsReply[] = [];
      for (const batch of batches) replies.push(this.#insertFacts(batch));
      const answers: CommandReply[] = [];
      for (const command of commands) {
        const isHeavy = weightOf(command) > heavyRows;
        if (isHeavy && (batches.length > 0 || answers.length > 0)) break;
        answers.push(this.#run(command));
        if (isHeavy || monotonicMs() - began > takeMsMax) break;
      }
      const beforeCommit = monotonicMs();
      context.sql('COMMIT').run();
      status.recordCommit(monotonicMs() - beforeCommit);
      status.add('commits', 1);
      status.add('factRows', count(batches));
      status.add('commands', answers.length);
      status.set('factSeq', context.factSeq);
      status.set('changeSeq', context.changeSeq);
      return { ok: true, committed: { batches: replies, replies: answers } };
    } catch (error) {
      // SQLite has rolled back by itself after some storage errors.
      if (context.db.inTransaction) context.sql('ROLLBACK').run();
      context.rolledBack({ factSeq, changeSeq });
      context.sessions.clear();
      const fault = storageFault(error);
      if (!fault) throw error;
      return { ok: false, fault, error };
    }
  }

  #insertFacts(batch: FactsBatch): FactsReply {
    const { context, now } = this.#ports;
    const insert = context.sql('INSERT INTO accounting_facts (seq, at, fact) VALUES (?, ?, ?)');
    const at = now();
    let seq = context.factSeq;
    for (const fact of batch.facts) insert.run(++seq, at, fact);
    context.factSeq = seq;
    return { kind: 'committed', batch: batch.batch, lastSeq: seq };
  }

  #run(command: CommandMessage): CommandReply {
    const { context, status, monotonicMs } = this.#ports;
    const before = { factSeq: context.factSeq, changeSeq: context.changeSeq };
    const began = monotonicMs();
    context.sql('SAVEPOINT command').run();
    try {
      const run = handlers[command.name] as Handler<typeof command.name>;
      const output: CommandOutput<typeof command.name> = run(context, command.input);
      context.sql('RELEASE command').run();
      return { id: command.id, ok: true, output };
    } catch (error) {
      if (storageFault(error)) throw error;
      context.sql('ROLLBACK TO command').run();
      context.sql('RELEASE command').run();
      context.rolledBack(before);
      if (command.name === 'fold.commit') context.sessions.clear();
      status.add('failedCommands', 1);
      return { id: command.id, ok: false, error: toRecord(error) };
    } finally {
      status.recordHold(monotonicMs() - began);
    }
  }
}

/** What the fold can make again: no promise hangs on its commit. */
const isReplayable = ({ name, input }: CommandMessage): boolean =>
  name === 'fold.commit' && (input as WriterInput<'fold.commit'>).isReplayable === true;

const count = (batches: readonly FactsBatch[]): number => batches.reduce((sum, { facts }) => sum + facts.length, 0);
