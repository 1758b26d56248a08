/**
 * What a page in our window has beyond a browser: the engine's state while it restarts (the page's own connection is
 * gone then), and a new login without a password. Runs in the sandbox; `electron` is all it can import.
 */
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Desktop, EngineState } from '../shared/contract/desktop.ts';

const desktop: Desktop = {
  /** Logs this window in anew (its session has ended). False when the engine refuses or is not ready. */
  logIn: () => ipcRenderer.invoke('lastmile:log-in'),
  /** Called with every state of the engine; returns how to stop listening. */
  onEngineState(listener) {
    const hear = (_event: IpcRendererEvent, state: EngineState): void => listener(state);
    ipcRenderer.on('lastmile:engine-state', hear);
    return () => {
      ipcRenderer.off('lastmile:engine-state', hear);
    };
  },
};

contextBridge.exposeInMainWorld('lastmileDesktop', desktop);
