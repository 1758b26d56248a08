/** The writer's inside without its thread, for tests: a database, its context, and commands run one by one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandInput, CommandName, CommandOutput } from '../../commands.ts';
import { fromRecord } from '../../errors.ts';
import { createDatabaseFile } from '../../folder.ts';
import { type OpenReads, openReads } from '../../open-reads.ts';
import { sealInput } from '../../seal-input.ts';
import { Status } from '../../status.ts';
import { testKey } from '../../testing/temporary-store.ts';
import { CommandContext } from '../context.ts';
import { type CommitPorts, GroupCommit } from '../group-commit.ts';
import { openDatabase } from '../open-database.ts';

export interface WriterInside extends OpenReads {
  readonly context: CommandContext;
  readonly group: GroupCommit;
  readonly status: Status;
  /** The store's present, for reads; settable. */
  readonly clock: { at: number };
  /** Runs one command in a transaction of its own. Rejects with the typed error. */
  run<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  /** Rows of any query: what a test looks at behind the repositories. */
  rows<Row = Record<string, unknown>>(sql: string, ...params: unknown[]): Row[];
}

export function writerInside(ports: Partial<CommitPorts> = {}): WriterInside {
  const folder = mkdtempSync(join(tmpdir(), 'lastmile-writer-'));
  const path = createDatabaseFile(folder);
  const { db, sealer } = openDatabase(path, testKey, { at: 0, timeZone: 'UTC' });
  const context = new CommandContext(db, sealer);
  const status = new Status();
  const clock = { at: 0 };
  const group = new GroupCommit({
    context,
    status,
    releaseBallast: () => false,
    now: () => clock.at,
    monotonicMs: () => 0, // a busy machine closes no transaction early
    ...ports,
  });
  const reader = openReads({ path, key: testKey, clock: { now: () => clock.at } });
  return {
    context,
    group,
    status,
    clock,
    reads: reader.reads,
    async run(name, input) {
      const sealed = await sealInput(sealer, name, input);
      const [reply] = group.commit([], [{ kind: 'command', id: 1, name, input: sealed }]).replies;
      if (!reply!.ok) throw fromRecord(reply!.error);
      return reply!.output as CommandOutput<typeof name>;
    },
    rows: <Row>(sql: string, ...params: unknown[]) => context.sql(sql).all(...params) as Row[],
    close() {
      reader.close();
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
