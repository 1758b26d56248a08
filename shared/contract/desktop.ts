/**
 * What a page in Lastmile's own window has beyond a browser: `window.lastmileDesktop`. The preload script makes it and
 * the console uses it where it is there; a browser has none. Types only: neither side imports the other.
 */
import type { ReadyMessage } from './engine-messages.ts';

/** What the shell knows of its engine's process. */
export type EngineState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly ready: ReadyMessage }
  | { readonly kind: 'waiting'; readonly retryMs: number; readonly reason: string }
  /** Started with flags that it does not understand: another try would end the same way. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'stopped' };

export interface Desktop {
  /** Logs this window in anew, without a password. False when the engine refuses or is not ready. */
  readonly logIn: () => Promise<boolean>;
  /** Called with every state of the engine from now on; returns how to stop listening. */
  readonly onEngineState: (listener: (state: EngineState) => void) => () => void;
}
