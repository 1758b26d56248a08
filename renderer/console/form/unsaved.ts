import { useEffect } from 'react';
import { confirm } from '../../ui/overlay/Confirm.tsx';

/** What is being written and not saved, in words: `Changes of karim.d12`; null when nothing would be lost. */
let unsaved: string | null = null;

/** Something is written that would be lost. */
export const isWriting = (): boolean => unsaved !== null;

/** Asks before something that was typed is thrown away; true at once when there is nothing to lose. */
export async function mayLeave(): Promise<boolean> {
  if (unsaved === null) return true;
  const leaves = await confirm({
    title: `Throw away the ${unsaved}?`,
    body: 'What was typed is not saved anywhere.',
    action: 'Throw away',
  });
  if (leaves) unsaved = null;
  return leaves;
}

/** While `what` is not null: links of the page ask first, and so does the browser before it closes or reloads. */
export function useUnsaved(what: string | null): void {
  useEffect(() => {
    unsaved = what;
    if (what === null) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      const leavesPage =
        link instanceof HTMLAnchorElement && link.target !== '_blank' && !event.ctrlKey && !event.metaKey;
      if (!leavesPage || unsaved === null) return;
      event.preventDefault();
      event.stopPropagation();
      void mayLeave().then((leaves) => leaves && link.click());
    };
    window.addEventListener('beforeunload', onUnload);
    document.addEventListener('click', onClick, { capture: true });
    return () => {
      unsaved = null;
      window.removeEventListener('beforeunload', onUnload);
      document.removeEventListener('click', onClick, { capture: true });
    };
  }, [what]);
}
