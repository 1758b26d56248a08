/**
 * The writer thread: the only writing connection.
 *
 * Its loop takes what waits (accounting batches from the data plane's port, commands from the main thread's), commits
 * it as one group, answers, and looks again. Nothing stays open across a message. A broken invariant is thrown and
 * ends the thread; the client then tells the engine, which exits.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { ballastPath, releaseBallast } from '../ballast.ts';
import { StorageUnavailable } from '../errors.ts';
import type { FactsBatch } from '../facts-protocol.ts';
import { Status } from '../status.ts';
import { CommandContext } from './context.ts';
import { GroupCommit } from './group-commit.ts';
import type { CommandMessage, FromWriter, ToWriter, WriterOptions } from './messages.ts';
import { closeDatabase, openDatabase } from './open-database.ts';

const port = parentPort!;
const options = workerData as WriterOptions;
const status = new Status(options.status);
const say = (message: FromWriter): void => port.postMessage(message);

try {
  const { db, sealer, ...report } = openDatabase(options.path, options.key, options);
  if (options.maxPages !== undefined) db.pragma(`max_page_count = ${options.maxPages}`);
  const context = new CommandContext(db, sealer);
  status.set('factSeq', context.factSeq);
  status.set('changeSeq', context.changeSeq);
  serve(context);
  say({ kind: 'ready', ...report });
} catch (error) {
  if (!(error instanceof StorageUnavailable)) throw error;
  say({ kind: 'refused', message: error.message });
}

function serve(context: CommandContext): void {
  const group = new GroupCommit({
    context,
    status,
    releaseBallast: () => releaseBallast(ballastPath(options.path), status),
    now: Date.now,
    monotonicMs: () => performance.now(),
  });
  let facts: MessagePort | undefined;
  let batches: FactsBatch[] = [];
  const commands: CommandMessage[] = [];
  let isClosing = false;

  function take(message: ToWriter): void {
    if (message.kind === 'command') commands.push(message);
    else if (message.kind === 'close') isClosing = true;
    else connect(message.port);
  }

  /** A new line to the data plane. What the old one had not sent is lost with it: the NAS will send again. */
  function connect(line: MessagePort): void {
    facts?.close();
    batches = [];
    facts = line;
    line.on('message', (batch: FactsBatch) => {
      if (facts !== line) return;
      batches.push(batch);
      work();
    });
  }

  function drain(): void {
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) take(next.message as ToWriter);
    if (!facts || isClosing) return; // what comes now stays unacknowledged: the NAS will send it to the next engine
    for (let next = receiveMessageOnPort(facts); next; next = receiveMessageOnPort(facts)) {
      batches.push(next.message as FactsBatch);
    }
  }

  function work(): void {
    drain();
    while (batches.length > 0 || commands.length > 0) {
      const taken = batches;
      batches = [];
      const { batches: answers, replies } = group.commit(taken, commands);
      for (const answer of answers) facts?.postMessage(answer);
      commands.splice(0, replies.length);
      if (replies.length > 0) say({ kind: 'replies', replies });
      else if (status.exchangeFlag('nudged', 1) === 0) say({ kind: 'nudge' });
      // The checkpoint thread copies a busy WAL but can never see its end; between two transactions it stands still.
      if (status.exchangeFlag('resetWal', 0) === 1) context.db.pragma('wal_checkpoint(PASSIVE)');
      drain();
    }
    if (isClosing) close();
  }

  function close(): void {
    facts?.close();
    closeDatabase(context.db);
    say({ kind: 'closed' });
    port.close();
  }

  port.on('message', (message: ToWriter) => {
    take(message);
    work();
  });
}
