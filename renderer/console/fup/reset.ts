import type { ClientInput } from '../../../shared/contract/contract.ts';
import type { FilterState } from '../../ui/filters/url-filters.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import type { ListTools } from '../list/ListView.tsx';
import { allPages, type ListRecord, listTrouble } from '../list/use-list.ts';
import { resetWords, subscribers } from './fup-words.ts';
import { undoAction } from './undo.ts';

/** The list, and what else of the page follows from a reset or its undo. */
type Tools = ListTools<ListRecord<'fup.list'>> & { readonly refresh: () => void };
type Body = NonNullable<ClientInput<'fup.reset'>['body']>;
type ResetFilter = NonNullable<Body['filter']>;

/** Below this many a reset happens at once; above it says first what will happen. */
const ASK_FROM = 2;

/** Resets one subscriber, at once: it is one key, and says what came of it. */
export async function resetOne(record: ListRecord<'fup.list'>, tools: Tools): Promise<void> {
  await run({ subscriberIds: [record.id] }, tools, record);
}

/** Resets what is ticked: the rows themselves, or everything the filter matches. */
export async function resetTicked(tools: Tools): Promise<void> {
  const { ticked, setSelection } = tools;
  if (ticked >= ASK_FROM) {
    const isSure = await confirm({
      title: `Reset FUP of ${subscribers(ticked)}?`,
      body: 'Daily counters and levels become 0 and the speed that then holds is pushed to whoever is online. Monthly usage stays, and may keep somebody slow. It can be undone for 10 minutes.',
      action: `Reset FUP of ${integer(ticked)}`,
      danger: false,
    });
    if (!isSure) return;
  }
  const isDone = await run(await bodyOf(tools), tools);
  if (isDone) setSelection({ mode: 'these', keys: new Set() });
}

/** X10: everybody; the number is typed, and the engine compares it with its own. */
export async function resetAll(total: number, tools: Tools): Promise<void> {
  const isSure = await confirm({
    title: `Reset FUP of all ${integer(total)}?`,
    body: 'Everybody goes back to the speed that their monthly usage allows. Daily counters become 0; monthly counters, sessions and history stay. It can be undone for 10 minutes.',
    action: `Reset FUP of all ${integer(total)}`,
    typed: String(total),
  });
  if (isSure) await run({ all: true, confirm: total }, tools);
}

/** The filter as the engine takes it, or the ids where single rows were taken out of "all that match". */
async function bodyOf({ selection, url }: Tools): Promise<Body> {
  if (selection.mode === 'these') return { subscriberIds: [...selection.keys].map(Number) };
  if (selection.except.size === 0) return { filter: filterBody(url.state) };
  const ids: number[] = [];
  for await (const { items } of allPages('fup.list', url.state, null, new AbortController().signal)) {
    for (const { id } of items) if (!selection.except.has(id)) ids.push(id);
  }
  return { subscriberIds: ids };
}

/** The address holds text; levels are numbers and flags are booleans in a body. */
export function filterBody(state: FilterState): ResetFilter {
  const entries = Object.entries(state).flatMap(([id, [value]]): [string, string | number | boolean][] => {
    if (value === undefined) return [];
    if (id === 'online') return [[id, value === '1']];
    return [[id, /(Level|Id)$/.test(id) ? Number(value) : value]];
  });
  return Object.fromEntries(entries) as ResetFilter;
}

/** `one` is whom it is about, where it is one row. */
async function run(body: Body, { reload, refresh }: Tools, one?: ListRecord<'fup.list'>): Promise<boolean> {
  const readAgain = () => {
    reload();
    refresh();
  };
  try {
    const result = await engine.call('fup.reset', { body });
    const said = resetWords(result);
    const undo = undoAction(result, one?.username, readAgain);
    if (one && result.reset > 0) {
      const detail = one.fupLevel > 0 ? `Level ${one.fupLevel} → 0. ${said.detail}` : said.detail;
      toast({ ...said, title: `FUP of ${one.username} reset`, detail, ...undo });
    } else toast({ ...said, ...undo });
    readAgain();
    return true;
  } catch (error) {
    toast({ severity: 'crit', title: 'FUP was not reset', detail: listTrouble(error) });
    return false;
  }
}
