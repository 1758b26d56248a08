import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { type FocusKind, matches, mayRun } from './match.ts';

/** One key and what it does. The list of all that are active is the help under `?`. */
export interface KeyBinding {
  /** See `matches`: `k`, `J`, `?`, `Enter`, `Shift Enter`, `Mod k`, `Escape`. Several keys may do the same. */
  readonly keys: readonly string[];
  /** What it does, for the help: `Open the panel`. Empty keeps it out of the help. */
  readonly label: string;
  /** Returns false to let an earlier layer have the key. */
  readonly run: (event: KeyboardEvent) => unknown;
}

/** The bindings of one part. Layers that came later are asked first, so Escape closes the topmost thing. */
export interface KeyLayer {
  readonly id: number;
  /** Heading in the help: `Everywhere`, `Table`, the view's name. */
  readonly group: string;
  readonly bindings: readonly KeyBinding[];
  /** What is modal keeps the keys of everything below it. */
  readonly blocks: boolean;
}

interface KeysState {
  readonly layers: readonly KeyLayer[];
}

/** All active layers, oldest first. Read by KeyHelp. */
export const useKeyLayers = create<KeysState>(() => ({ layers: [] }));

let nextId = 1;

function focusKind(target: EventTarget | null): FocusKind {
  if (!(target instanceof HTMLElement)) return 'page';
  if (target.isContentEditable || target.matches('textarea, select')) return 'text';
  if (target instanceof HTMLInputElement) {
    return /^(checkbox|radio|button|submit|reset|range|color|file)$/.test(target.type) ? 'control' : 'text';
  }
  const control = 'button, a[href], summary, [role="menuitem"], [role="option"], [role="tab"], [role="radio"]';
  return target.closest(control) ? 'control' : 'page';
}

/** Mantine's menus and selects close themselves on Escape; noted on the way down, because they are gone on the way up. */
let dropdownHadEscape = false;

function noteDropdown(event: KeyboardEvent): void {
  dropdownHadEscape =
    event.key === 'Escape' && document.querySelector('[data-mantine-stop-propagation="true"]') !== null;
}

function dispatch(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || dropdownHadEscape) return;
  const focus = focusKind(event.target);
  const { layers } = useKeyLayers.getState();
  for (const layer of layers.toReversed()) {
    for (const binding of layer.bindings) {
      const hit = binding.keys.some((key) => matches(key, event) && mayRun(key, focus));
      if (hit && binding.run(event) !== false) {
        event.preventDefault();
        return;
      }
    }
    if (layer.blocks) return;
  }
}

/** Starts listening, once, on the window. */
export function startKeys(): void {
  window.addEventListener('keydown', noteDropdown, { capture: true });
  window.addEventListener('keydown', dispatch);
}

export interface UseKeysOptions {
  readonly group: string;
  /** Off while the part is closed; turning it on again puts it on top. */
  readonly active?: boolean;
  readonly blocks?: boolean;
}

/**
 * Gives the part its keys while it is mounted and active. `bindings` may be a new array on every render: what they run is
 * always the latest, and the layer is registered anew only when keys or labels change.
 */
export function useKeys(
  bindings: readonly KeyBinding[],
  { group, active = true, blocks = false }: UseKeysOptions,
): void {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  const shape = bindings.map(({ keys, label }) => `${keys.join(',')}\t${label}`).join('\n');
  useEffect(() => {
    if (!active) return;
    const id = nextId++;
    const stable = shape.split('\n').map((line, place): KeyBinding => {
      const [keys = '', label = ''] = line.split('\t');
      return { keys: keys.split(','), label, run: (event) => latest.current[place]?.run(event) };
    });
    useKeyLayers.setState(({ layers }) => ({ layers: [...layers, { id, group, bindings: stable, blocks }] }));
    return () => useKeyLayers.setState(({ layers }) => ({ layers: layers.filter((layer) => layer.id !== id) }));
  }, [shape, group, active, blocks]);
}

/** Closes the part on Escape while it is open; the topmost open part gets the key. */
export function useEscape(active: boolean, close: () => void): void {
  useKeys([{ keys: ['Escape'], label: '', run: close }], { group: '', active });
}

/** True on Apple keyboards, where Mod is ⌘. */
export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent);
