import { useCallback, useEffect, useState } from 'react';
import { engine } from '../engine.ts';
import type { Undoable } from './undo.ts';

/** Others reset as well; what this page does itself asks at once. */
const EVERY_MS = 15_000;

/** Resets that can be undone, newest first, asked for while the page is visible; `refresh` asks at once. */
export function useUndoable(): { readonly resets: readonly Undoable[]; readonly refresh: () => void } {
  const [resets, setResets] = useState<readonly Undoable[]>([]);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a round asks again at once
  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      if (document.visibilityState === 'visible') {
        // What fails keeps what is known: each entry ends by its own time, and an undo too late says so.
        const answer = await engine.call('fup.undoable').catch(() => null);
        if (left) return;
        if (answer) setResets(answer.items);
      }
      timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [round]);
  return { resets, refresh: useCallback(() => setRound((n) => n + 1), []) };
}
