/** From arguments to an exit code: finds the command, reads its flags, connects, says what went wrong. */
import { ApiProblem, EngineUnreachable } from '../../shared/contract/client.ts';
import { defaultDataDir } from '../engine/host/options.ts';
import { StorageUnavailable } from '../engine/store/errors.ts';
import { compact } from './compact.ts';
import { connect } from './connect.ts';
import { doctor } from './doctor.ts';
import { type Flags, flagHelp, parseFlags } from './flags.ts';
import { exportSubscribers, importSubscribers } from './import-export.ts';
import { type CliIo, CommandFailed, UsageError } from './io.ts';
import { leaseFlags, prepareLease } from './lease.ts';
import { prepareResourceCommand, resourceHelp, type Verb, verbs } from './resource-command.ts';
import { resources } from './resources.ts';
import { restoreKey } from './restore-key.ts';
import { prepareWhoHad, whoHadFlags } from './who-had.ts';

const everywhere: Flags = {
  'data-dir': { value: 'DIR', help: 'data folder (default: LASTMILE_DATA_DIR, or your data folder)' },
  json: { help: 'answers as JSON, for scripts' },
  help: { help: 'what a command takes' },
};

interface Common {
  readonly dataDir: string;
  readonly isJson: boolean;
  readonly isHelp: boolean;
  readonly rest: readonly string[];
}

interface OwnCommand {
  readonly usage: string;
  readonly help: string;
  readonly flags: Flags;
  /** Words beside its flags, at most; default none. */
  readonly words?: number;
}

const ownCommands: Readonly<Record<string, OwnCommand>> = {
  import: {
    usage: 'import FILE.csv',
    help: 'add subscribers from CSV, all or none; columns: username, password, service or serviceId, fullName, phone, macs, staticIp, expiresAt, …',
    flags: { 'dry-run': { help: 'only say what would be wrong' } },
    words: 1,
  },
  export: {
    usage: 'export',
    help: 'subscribers as CSV (without passwords)',
    flags: { out: { value: 'FILE', help: 'write to this file instead of standard output' } },
  },
  lease: {
    usage: 'lease list|release',
    help: 'who has which address of the IP pools; `lease release ADDRESS` takes it back, which is audited',
    flags: leaseFlags,
    words: 2,
  },
  'who-had': {
    usage: 'who-had ADDRESS',
    help: 'whose address it was at a time; audited',
    flags: whoHadFlags,
    words: 1,
  },
  doctor: { usage: 'doctor', help: 'data folder, who holds it, versions, check of the database', flags: {} },
  compact: {
    usage: 'compact',
    help: 'give the space that deleted rows left in the database back to the disk; on a stopped engine only',
    flags: {},
  },
  'restore-key': {
    usage: 'restore-key < FILE',
    help: 'write a lost lastmile.key anew from the recovery key of the first start, read from standard input',
    flags: {},
  },
  backup: { usage: 'backup', help: 'not in this version', flags: {} },
  restore: { usage: 'restore', help: 'not in this version', flags: {} },
};

/** Runs one command; the result is the process's exit code: 0 done, 1 failed, 2 wrong usage. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<0 | 1 | 2> {
  try {
    const given = takeCommon(argv, io.env);
    const [command, ...rest] = given.rest;
    if (command === undefined || command === 'help') {
      const isAsked = command === 'help' || given.isHelp;
      (isAsked ? io.out : io.err)(overallHelp());
      return isAsked ? 0 : 2;
    }
    const common = { ...given, rest };
    const isDone = Object.hasOwn(resources, command)
      ? await runResource(command, common, io)
      : await runOwn(command, common, io);
    return isDone ? 0 : 1;
  } catch (error) {
    return explain(error, io);
  }
}

async function runResource(name: string, common: Common, io: CliIo): Promise<boolean> {
  const resource = resources[name]!;
  const [word, ...args] = common.rest;
  const verb = verbs.find((one) => one === word);
  if (common.isHelp || verb === undefined) {
    if (!common.isHelp)
      throw new UsageError(word ? `"${word}" is none of ${verbs.join(', ')}.` : `Say what to do: ${verbs.join(', ')}.`);
    io.out(resourceHelp(name, resource, verb));
    return true;
  }
  const run = prepareResourceCommand({ name, resource, verb: verb satisfies Verb, args, isJson: common.isJson }, io);
  return withClient(common, io, run);
}

async function runOwn(command: string, common: Common, io: CliIo): Promise<boolean> {
  const own = Object.hasOwn(ownCommands, command) ? ownCommands[command] : undefined;
  if (!own) throw new UsageError(`There is no command "${command}".`);
  if (common.isHelp) {
    io.out(
      [
        `Usage: npm run cli -- ${own.usage} [flags]`,
        `  ${own.help}`,
        '',
        ...flagHelp({ ...own.flags, ...everywhere }),
        '',
      ].join('\n'),
    );
    return true;
  }
  const { given, positionals } = parseFlags(common.rest, own.flags);
  const [path] = positionals;
  if (positionals.length > (own.words ?? 0)) throw new UsageError(`Unexpected "${positionals.at(-1)}".`);
  switch (command) {
    case 'import': {
      if (path === undefined) throw new UsageError('Say which file: import FILE.csv');
      const how = { dryRun: given['dry-run'] === true, isJson: common.isJson };
      return withClient(common, io, (client) => importSubscribers(client, path, how, io));
    }
    case 'export':
      return withClient(common, io, (client) =>
        exportSubscribers(client, given.out as string | undefined, common.isJson, io),
      );
    case 'lease':
      return withClient(common, io, prepareLease(positionals, given, common.isJson, io));
    case 'compact':
      return compact(common.dataDir, common.isJson, io);
    case 'restore-key':
      return restoreKey(common.dataDir, io);
    case 'who-had':
      return withClient(common, io, prepareWhoHad(path, given, common.isJson, io));
    case 'doctor':
      return doctor(common.dataDir, common.isJson, io);
    default:
      throw new UsageError(
        `This version has no ${command}. Stop Lastmile and copy the whole folder ${common.dataDir}, lastmile.key included.`,
      );
  }
}

type Run = (client: Awaited<ReturnType<typeof connect>>['client']) => Promise<void>;

async function withClient({ dataDir }: Common, io: CliIo, run: Run): Promise<boolean> {
  const connection = await connect(dataDir, io);
  try {
    await run(connection.client);
    return true;
  } finally {
    await connection.close();
  }
}

/** The flags that every command takes may stand anywhere; what is left belongs to the command. */
function takeCommon(args: readonly string[], env: NodeJS.ProcessEnv): Common {
  const rest: string[] = [];
  let dataDir = env.LASTMILE_DATA_DIR || defaultDataDir(env);
  let isJson = false;
  let isHelp = false;
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i]!;
    if (arg === '--json') isJson = true;
    else if (arg === '--help' || arg === '-h') isHelp = true;
    else if (arg === '--data-dir') dataDir = required(args[++i]);
    else if (arg.startsWith('--data-dir=')) dataDir = required(arg.slice('--data-dir='.length));
    else rest.push(arg);
  }
  return { dataDir, isJson, isHelp, rest };
}

function required(value: string | undefined): string {
  if (!value) throw new UsageError('--data-dir needs a folder.');
  return value;
}

function overallHelp(): string {
  return [
    'Usage: npm run cli -- <command> [flags]',
    '',
    ...Object.entries(resources).map(([name, { title }]) => `  ${`${name} list|add|set|remove`.padEnd(34)}${title}`),
    ...Object.values(ownCommands).map(({ usage, help }) => `  ${usage.padEnd(34)}${help.split(';')[0]}`),
    '',
    ...flagHelp(everywhere),
    '',
    'A running engine is asked by its API; otherwise the database is opened directly. Exit codes: 0 done, 1 failed, 2 wrong usage.',
    '',
  ].join('\n');
}

function explain(error: unknown, io: CliIo): 1 | 2 {
  if (error instanceof UsageError) {
    io.err(`${error.message}\nRun it with --help to see what it takes.\n`);
    return 2;
  }
  if (error instanceof ApiProblem) {
    const { detail, errors } = error.problem;
    for (const { field, message } of errors) io.err(`${field}: ${message}\n`);
    if (errors.length !== 1) io.err(`${detail}\n`);
    return 1;
  }
  if (error instanceof EngineUnreachable) {
    io.err(`The engine does not answer (${error.message}). Is it still starting, or stuck? See \`doctor\`.\n`);
    return 1;
  }
  if (error instanceof CommandFailed || error instanceof StorageUnavailable) {
    io.err(`${error.message}\n`);
    return 1;
  }
  io.err(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}
