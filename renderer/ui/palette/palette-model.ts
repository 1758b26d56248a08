import type { ReactNode } from 'react';
import type { IconType } from '../controls/icons.ts';

/** One line of the palette. */
export interface PaletteItem {
  readonly id: string;
  readonly icon: IconType;
  /** What it is; the letters that were typed are marked in it. */
  readonly label: string;
  /** Marked like a name (medium weight) or like a sentence. */
  readonly look?: 'name' | 'action';
  /** Dim words after the label: the service, what the action will do. */
  readonly note?: string;
  /** At the right: address, rate, badge, key. */
  readonly end?: ReactNode;
  readonly run: (how: { readonly newWindow: boolean }) => void;
  /** What can be done to it: shown below the results while it is chosen, reached by Tab. */
  readonly actions?: readonly PaletteItem[];
}

export interface PaletteGroup {
  readonly title: string;
  /** `4 of 11,284`. */
  readonly total?: string;
  readonly items: readonly PaletteItem[];
}

/** `>` commands only, `@` routers only; without a sign everything. */
export type PaletteScope = 'all' | 'commands' | 'routers';

export interface PaletteQuery {
  readonly scope: PaletteScope;
  /** What is searched for, trimmed. */
  readonly text: string;
}

/** Answers a query: at once (views, commands) or later (the engine). `signal` ends when the operator typed on. */
export interface PaletteProvider {
  readonly id: string;
  /** For which scopes it is asked; `all` means without a sign. */
  readonly scopes: readonly PaletteScope[];
  readonly search: (
    query: PaletteQuery,
    signal: AbortSignal,
  ) => readonly PaletteGroup[] | Promise<readonly PaletteGroup[]>;
}

export function parseQuery(typed: string): PaletteQuery {
  const text = typed.trimStart();
  if (text.startsWith('>')) return { scope: 'commands', text: text.slice(1).trim() };
  if (text.startsWith('@')) return { scope: 'routers', text: text.slice(1).trim() };
  return { scope: 'all', text: text.trim() };
}

/** The groups on the screen: results, and after them what can be done to the chosen item. */
export function withActions(groups: readonly PaletteGroup[], active: PaletteItem | undefined): readonly PaletteGroup[] {
  if (!active?.actions?.length) return groups;
  const group = { title: `Do to ${active.label}`, items: active.actions };
  const home = groups.findIndex(({ items }) => items.includes(active));
  return [...groups.slice(0, home + 1), group, ...groups.slice(home + 1)];
}

/**
 * The item that is chosen after the results changed: the same one when it is still there, else the first. Results that
 * arrive late must not take the line away from under Enter.
 */
export function keptChoice(items: readonly PaletteItem[], chosenId: string | null): PaletteItem | undefined {
  return items.find((item) => item.id === chosenId) ?? items[0];
}

/** The label cut where the typed words stand in it, for marking. Case is ignored, every word is looked for. */
export function markParts(label: string, text: string): readonly { readonly text: string; readonly hit: boolean }[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [{ text: label, hit: false }];
  const lower = label.toLowerCase();
  // A character whose lower case is longer (İ) would shift every place after it: then nothing is marked.
  if (lower.length !== label.length) return [{ text: label, hit: false }];
  const hits = new Uint8Array(label.length);
  for (const word of words.map((each) => each.toLowerCase())) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length)) {
      hits.fill(1, at, at + word.length);
    }
  }
  const parts: { text: string; hit: boolean }[] = [];
  for (let at = 0; at < label.length; at++) {
    const hit = hits[at] === 1;
    const last = parts.at(-1);
    if (last && last.hit === hit) last.text += label[at];
    else parts.push({ text: label[at] ?? '', hit });
  }
  return parts;
}

/** Keeps the items whose label or note holds every typed word: for views and commands, which are all here. */
export function filterItems(items: readonly PaletteItem[], text: string): readonly PaletteItem[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return items.filter((item) => {
    const hay = `${item.label} ${item.note ?? ''}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
