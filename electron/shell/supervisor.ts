/**
 * Keeps one engine running: starts it, watches its heart, starts it again when it dies.
 *
 * Back-off 0.25 s, doubling to 30 s, from the start again after a minute of health. The heart is asked every second
 * once the engine is ready (a migration before that may take its time) and a process that missed five answers is
 * killed. Beats are counted, not timed, so that a computer that wakes from sleep does not kill a healthy engine.
 */
import type { EngineState } from '../../shared/contract/desktop.ts';
import { type FromEngine, fromEngine, type ToEngine } from '../../shared/contract/engine-messages.ts';

export interface EngineProcess {
  send(message: ToEngine): void;
  /** At once and for certain: a hung engine does not hear a polite signal. */
  kill(): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (code: number) => void): void;
}

export interface SupervisorPorts {
  /** Starts a new engine process. */
  readonly start: () => EngineProcess;
  /** The state changed. */
  readonly onState: (state: EngineState) => void;
  /** Every other message of the engine. */
  readonly onMessage: (message: Exclude<FromEngine, { kind: 'ready' | 'pong' | 'failed' }>) => void;
  /** Runs once after `ms`; returns how to cancel. */
  readonly after: (ms: number, run: () => void) => () => void;
}

export const backoffMs = { least: 250, most: 30_000 };
const healthyMs = 60_000;
const heartbeatMs = 1000;
const missedMax = 5;
/** The engine promises to stop within 5 s; a little more for its process to end. */
const stopMs = 6000;
/** Exit code of wrong usage. */
const wrongUsage = 2;

export interface Supervisor {
  start(): void;
  /** Resolves when the engine's process has ended: in order, or killed when it takes too long. */
  stop(): Promise<void>;
  send(message: ToEngine): void;
  readonly state: EngineState;
}

export function createSupervisor({ start, onState, onMessage, after }: SupervisorPorts): Supervisor {
  let state: EngineState = { kind: 'stopped' };
  let engine: EngineProcess | undefined;
  let retryMs = backoffMs.least;
  let missed = 0;
  let reason = '';
  let isStopping = false;
  let ended: () => void = () => undefined;
  let cancels: (() => void)[] = [];

  const enter = (next: EngineState): void => {
    state = next;
    onState(next);
  };
  const later = (ms: number, run: () => void): void => {
    cancels.push(after(ms, run));
  };
  const cancelTimers = (): void => {
    for (const cancel of cancels) cancel();
    cancels = [];
  };

  function beat(): void {
    if (missed >= missedMax) {
      reason = `it did not answer for ${missedMax} s`;
      engine?.kill(); // the exit comes back through `died`
      return;
    }
    missed += 1;
    engine?.send({ kind: 'ping' });
    later(heartbeatMs, beat);
  }

  function hear(data: unknown): void {
    const message = fromEngine.parse(data);
    switch (message.kind) {
      case 'ready':
        enter({ kind: 'ready', ready: message.ready });
        later(healthyMs, () => {
          retryMs = backoffMs.least;
        });
        beat();
        break;
      case 'pong':
        missed = 0;
        break;
      case 'failed':
        reason = message.reason;
        break;
      default:
        onMessage(message);
    }
  }

  function died(code: number): void {
    cancelTimers();
    engine = undefined;
    if (isStopping) {
      enter({ kind: 'stopped' });
      ended();
      return;
    }
    const why = reason || `its process ended with code ${code}`;
    if (code === wrongUsage) {
      enter({ kind: 'refused', reason: why });
      return;
    }
    const wait = retryMs;
    retryMs = Math.min(retryMs * 2, backoffMs.most);
    enter({ kind: 'waiting', retryMs: wait, reason: why });
    later(wait, launch);
  }

  function launch(): void {
    missed = 0;
    reason = '';
    enter({ kind: 'starting' });
    const started = start();
    engine = started;
    started.onMessage((message) => started === engine && hear(message));
    started.onExit((code) => started === engine && died(code));
  }

  return {
    start: launch,
    stop() {
      isStopping = true;
      cancelTimers();
      if (!engine) {
        enter({ kind: 'stopped' });
        return Promise.resolve();
      }
      const over = new Promise<void>((resolve) => {
        ended = resolve;
      });
      engine.send({ kind: 'stop' });
      later(stopMs, () => engine?.kill());
      return over;
    },
    send: (message) => engine?.send(message),
    get state() {
      return state;
    },
  };
}
