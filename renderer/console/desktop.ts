import { create } from 'zustand';
import type { Desktop, EngineState } from '../../shared/contract/desktop.ts';
import { checkSession, setShellLogIn, useSession } from './session.ts';

declare global {
  interface Window {
    /** Only in Lastmile's own window. */
    readonly lastmileDesktop?: Desktop;
  }
}

/** How often the engine was started again since it last served; 0 while it serves, and always in a browser. */
export const useRestart = create<{ readonly attempt: number }>(() => ({ attempt: 0 }));

const attemptAfter = (state: EngineState, attempt: number): number => {
  switch (state.kind) {
    case 'ready':
    case 'stopped':
    case 'refused':
      return 0;
    case 'starting':
      return Math.max(1, attempt); // after a `waiting` it is the same try
    case 'waiting':
      return attempt + 1;
  }
};

/** Follows the shell's engine; a page that lost it asks again as soon as it serves. Returns how to stop. */
export function startDesktop(bridge: Desktop | undefined, recheck: () => unknown = () => checkSession()): () => void {
  if (!bridge) return () => undefined;
  setShellLogIn(bridge.logIn);
  const stop = bridge.onEngineState((state) => {
    useRestart.setState(({ attempt }) => ({ attempt: attemptAfter(state, attempt) }));
    if (state.kind === 'ready' && useSession.getState().session.kind === 'unreachable') recheck();
  });
  return () => {
    stop();
    setShellLogIn(undefined);
  };
}
