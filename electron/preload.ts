/**
 * What a page in our window has beyond a browser: the engine's state while it restarts (the page's own connection is
 * gone then), and a new login without a password. Runs in the sandbox; `electron` is all it can import.
 */
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { EngineState } from './shell/supervisor.ts';

const desktop = {
  /** Logs this window in anew (its session has ended). False when the engine refuses or is not ready. */
  logIn: (): Promise<boolean> => ipcRenderer.invoke('lastmile:log-in'),
  /** Called with every state of the engine; returns how to stop listening. */
  onEngineState(listener: (state: EngineState) => void): () => void {
    const hear = (_event: IpcRendererEvent, state: EngineState): void => listener(state);
    ipcRenderer.on('lastmile:engine-state', hear);
    return () => ipcRenderer.off('lastmile:engine-state', hear);
  },
};

/** The shape of `window.lastmileDesktop`. */
export type Desktop = typeof desktop;

contextBridge.exposeInMainWorld('lastmileDesktop', desktop);
