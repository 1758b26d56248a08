/** `nas|service|subscriber|operator|api-key  list|add|set|remove`. */
import type { Client } from '../../shared/contract/client.ts';
import type { OperationName } from '../../shared/contract/contract.ts';
import { bodyOf, type Flags, flagHelp, type Given, parseFlags } from './flags.ts';
import { type CliIo, CommandFailed, UsageError } from './io.ts';
import type { Item, Resource } from './resources.ts';
import { tableOf } from './table.ts';

/** The client as data-driven code sees it: the contract still judges what is sent. */
type AnyCall = (name: OperationName, input: unknown) => Promise<unknown>;
const callOf = (client: Client): AnyCall => client.call as unknown as AnyCall;

interface ListAnswer {
  readonly items: readonly Item[];
  readonly total: number;
  readonly nextCursor?: string;
}

export const verbs = ['list', 'add', 'set', 'remove'] as const;
export type Verb = (typeof verbs)[number];

const listFlags: Flags = {
  q: { value: 'TEXT', help: 'only what contains this text' },
  limit: { value: 'N', help: 'rows at most (default 100)' },
  all: { help: 'every row' },
};
const targetFlags: Flags = { id: { value: 'N', help: 'its number, instead of its name' } };

export function flagsOf(resource: Resource, verb: Verb): Flags {
  if (verb === 'list') return listFlags;
  if (verb === 'add') return resource.add.flags;
  if (verb === 'remove') return targetFlags;
  return 'operation' in resource.set ? { ...targetFlags, ...resource.set.flags } : {};
}

export function resourceHelp(name: string, resource: Resource, verb?: Verb): string {
  const shown = verb ? [verb] : verbs;
  const lines = shown.flatMap((one) => {
    if (one === 'set' && 'whyNot' in resource.set) return [`${name} set`, `  ${resource.set.whyNot}`, ''];
    const target = one === 'set' || one === 'remove' ? ' NAME' : '';
    return [`${name} ${one}${target}`, ...flagHelp(flagsOf(resource, one)), ''];
  });
  return [`Usage: npm run cli -- ${name} ${shown.join('|')} [flags]     ${resource.title}`, '', ...lines].join('\n');
}

export interface Asked {
  readonly name: string;
  readonly resource: Resource;
  readonly verb: Verb;
  readonly args: readonly string[];
  readonly isJson: boolean;
}

/** Reads the flags, so that wrong usage is told before anything is opened; the result runs on a client. */
export function prepareResourceCommand(asked: Asked, io: CliIo): (client: Client) => Promise<void> {
  const { resource, verb, name } = asked;
  if (verb === 'set' && 'whyNot' in resource.set) throw new UsageError(resource.set.whyNot);
  const { given, positionals } = parseFlags(asked.args, flagsOf(resource, verb));
  const takesTarget = verb === 'set' || verb === 'remove';
  if (positionals.length > (takesTarget ? 1 : 0)) throw new UsageError(`Unexpected "${positionals.at(-1)}".`);
  if (takesTarget && (positionals.length === 0) === (given.id === undefined)) {
    throw new UsageError(`Say which one: ${name} ${verb} NAME, or --id N.`);
  }
  return async (client) => {
    const call = callOf(client);
    if (verb === 'list') return list(call, asked, given, io);
    if (verb === 'add') return add(call, asked, given, io);
    const target = await find(call, asked, given, positionals[0]);
    if (verb === 'remove') {
      await call(resource.remove, { params: { id: target.id } });
      say(io, asked, { removed: target.id }, `Removed ${name} ${String(target[resource.nameField])} (${target.id}).`);
      return;
    }
    if (!('operation' in resource.set)) return;
    const body = await resolved(call, await bodyOf(resource.set.flags, given, lineReader(io)));
    if (Object.keys(body).length === 0) throw new UsageError('Nothing to set: give at least one flag.');
    const answer = (await call(resource.set.operation, { params: { id: target.id }, body })) as Item;
    say(io, asked, answer, `Changed ${name} ${String(answer[resource.nameField])} (${answer.id}).`);
    warn(io, answer);
  };
}

async function list(call: AnyCall, { resource, isJson }: Asked, given: Given, io: CliIo): Promise<void> {
  const q = given.q as string | undefined;
  const isAll = given.all === true;
  const limit = isAll ? 500 : (given.limit as string | undefined);
  const first = (await call(resource.list, { query: { q, limit } })) as ListAnswer;
  const items = [...first.items];
  for (let cursor = first.nextCursor; isAll && cursor !== undefined; ) {
    const next = (await call(resource.list, { query: { q, limit, cursor } })) as ListAnswer;
    items.push(...next.items);
    cursor = next.nextCursor;
  }
  if (isJson) {
    io.out(`${JSON.stringify({ items, total: first.total })}\n`);
    return;
  }
  io.out(tableOf(resource.columns, items));
  if (items.length < first.total) io.err(`${items.length} of ${first.total} shown; --all shows every row.\n`);
}

async function add(call: AnyCall, asked: Asked, given: Given, io: CliIo): Promise<void> {
  const { resource, name } = asked;
  const body = await resolved(call, await bodyOf(resource.add.flags, given, lineReader(io)));
  const answer = (await call(resource.add.operation, { body })) as Item;
  say(io, asked, answer, `Added ${name} ${String(answer[resource.nameField])} (${answer.id}).`);
  if (resource.shownOnce && !asked.isJson) {
    io.out(`${String(answer[resource.shownOnce])}\n`);
    io.err('Keep it now: it is not shown again.\n');
  }
  warn(io, answer);
}

/** People name a service by its name; the API wants its number. */
async function resolved(
  call: AnyCall,
  { service, ...body }: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  if (service === undefined) return body;
  const { items } = (await call('service.list', { query: { limit: 500 } })) as ListAnswer;
  const found = items.find(({ name }) => String(name).toLowerCase() === String(service).toLowerCase());
  if (!found) {
    throw new CommandFailed(
      `There is no service "${String(service)}". Known: ${items.map(({ name }) => name).join(', ') || 'none'}.`,
    );
  }
  return { ...body, serviceId: found.id };
}

async function find(call: AnyCall, { name, resource }: Asked, given: Given, wanted: string | undefined): Promise<Item> {
  if (given.id !== undefined) {
    const id = Number(given.id);
    if (!Number.isSafeInteger(id) || id < 1) throw new UsageError(`--id must be a number, not "${String(given.id)}".`);
    return { id, [resource.nameField]: `number ${id}` };
  }
  let cursor: string | undefined;
  do {
    const page = (await call(resource.list, { query: { q: wanted, limit: 500, cursor } })) as ListAnswer;
    const found = page.items.filter((item) => item[resource.nameField] === wanted);
    if (found.length > 1) throw new CommandFailed(`${found.length} of them are named "${wanted}"; use --id.`);
    if (found[0]) return found[0];
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  throw new CommandFailed(`There is no ${name} "${wanted}".`);
}

function say(io: CliIo, { isJson }: Asked, answer: unknown, sentence: string): void {
  io.out(isJson ? `${JSON.stringify(answer)}\n` : `${sentence}\n`);
}

function warn(io: CliIo, answer: Item): void {
  const warnings = (answer.warnings ?? []) as readonly { readonly field: string; readonly message: string }[];
  for (const { field, message } of warnings) io.err(`Warning: ${field} ${message}.\n`);
}

/** The lines of standard input, one per flag that was given as `-`, in order. */
function lineReader(io: CliIo): () => Promise<string> {
  let lines: Promise<string[]> | undefined;
  return async () => {
    lines ??= io.input().then((text) => text.split(/\r?\n/));
    const line = (await lines).shift();
    if (!line) throw new UsageError('Standard input has no line for a flag that was given as "-".');
    return line;
  };
}
