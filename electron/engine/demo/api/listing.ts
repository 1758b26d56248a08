/** `print` of any menu: property list, queries, count, repetition. Only what is asked for is computed. */

import type { Timers } from '../../routeros/timers.ts';
import { parseDurationMs } from '../../routeros/values.ts';
import { type ApiCall, attributeWord, type Command, takesOnly } from './call.ts';
import { matches } from './query.ts';

/** The rows of a menu. */
export interface Listing<T> {
  items(): Iterable<T>;
  /** Properties in the order of printing, when no list is given. */
  names(item: T): readonly string[];
  /** Undefined where the row does not have it: then it is left out of the reply. */
  value(item: T, name: string): string | undefined;
}

/** Arguments that every `print` takes. */
const PRINT_ARGUMENTS = ['.proplist', 'count-only', 'detail', 'without-paging', 'interval', 'follow', 'follow-only'];

/** The shortest interval that RouterOS takes. */
const MIN_INTERVAL_MS = 200;

/** `extra` are arguments of this menu's `print` alone, such as `stats`. */
export function printCommand<T>(listing: Listing<T>, timers: Timers, extra: readonly string[] = []): Command {
  return {
    policy: 'read',
    run(call) {
      if (!takesOnly(call, [...PRINT_ARGUMENTS, ...extra])) return;
      const { attributes } = call.request;
      if ('count-only' in attributes) return call.done({ ret: `${[...selected(call, listing)].length}` });
      if (attributes.interval === undefined) {
        if (printRows(call, listing) === 0) call.empty();
        return call.done();
      }
      repeat(call, listing, timers, attributes.interval);
    },
  };
}

function repeat<T>(call: ApiCall, listing: Listing<T>, timers: Timers, interval: string) {
  const intervalMs = /^\d+$/.test(interval) ? Number(interval) * 1000 : parseDurationMs(interval);
  if (intervalMs === undefined || intervalMs < MIN_INTERVAL_MS) {
    return call.trap('input does not match any value of interval', 1);
  }
  let section = 0;
  let stop = () => {};
  const print = () => {
    printRows(call, listing, [attributeWord('.section', `${section++}`)]);
    stop = timers.after(intervalMs, print);
  };
  call.keepRunning(() => stop());
  print();
}

/** Prints the rows that the request selects and gives their number; `tail` are words for the end of each. */
export function printRows<T>(call: ApiCall, listing: Listing<T>, tail: readonly string[] = []): number {
  const proplist = call.request.attributes['.proplist']?.split(',').filter(Boolean);
  let count = 0;
  for (const item of selected(call, listing)) {
    const words: string[] = [];
    for (const name of proplist ?? listing.names(item)) {
      const value = listing.value(item, name);
      if (value !== undefined) words.push(attributeWord(name, value));
    }
    words.push(...tail);
    call.row(words);
    count += 1;
  }
  return count;
}

function* selected<T>({ request: { queries } }: ApiCall, listing: Listing<T>): Iterable<T> {
  for (const item of listing.items()) {
    if (queries.length === 0 || matches(queries, (name) => listing.value(item, name))) yield item;
  }
}

/** Rows given as tables of readers, the usual case: the names are the table's keys, in its order. */
export function columns<T>(
  items: () => Iterable<T>,
  readers: Readonly<Record<string, (item: T) => string | undefined>>,
): Listing<T> {
  const names = Object.keys(readers);
  return {
    items,
    names: () => names,
    value: (item, name) => (Object.hasOwn(readers, name) ? readers[name]?.(item) : undefined),
  };
}
