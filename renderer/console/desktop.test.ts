import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineState } from '../../shared/contract/desktop.ts';
import { startDesktop, useRestart } from './desktop.ts';
import { useSession } from './session.ts';

const ready: EngineState = {
  kind: 'ready',
  ready: { event: 'ready', pid: 1, console: 'http://127.0.0.1:1', portal: '', radius: { auth: 1, acct: 2 }, ms: 3 },
};
const waiting: EngineState = { kind: 'waiting', retryMs: 250, reason: 'it crashed' };

function shell() {
  const listeners = new Set<(state: EngineState) => void>();
  const recheck = vi.fn();
  const stop = startDesktop(
    {
      logIn: async () => false,
      onEngineState: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    recheck,
  );
  const say = (...states: EngineState[]) => {
    for (const state of states) for (const listener of listeners) listener(state);
  };
  return { say, stop, recheck };
}
const attempt = () => useRestart.getState().attempt;
beforeEach(() => {
  useRestart.setState({ attempt: 0 });
  useSession.setState({ session: { kind: 'checking' } });
});

describe('the engine behind the window', () => {
  it('counts its tries from the first failure, and not while it serves', () => {
    const { say } = shell();
    say(waiting);
    expect(attempt()).toBe(1);
    say({ kind: 'starting' });
    expect(attempt()).toBe(1);
    say(waiting, { kind: 'starting' });
    expect(attempt()).toBe(2);
    say(ready);
    expect(attempt()).toBe(0);
    say({ kind: 'starting' });
    expect(attempt()).toBe(1);
    say({ kind: 'stopped' });
    expect(attempt()).toBe(0);
  });

  it('a page that lost it asks again when it serves; a page that works is left alone', () => {
    const { say, recheck } = shell();
    say(ready);
    expect(recheck).not.toHaveBeenCalled();
    useSession.setState({ session: { kind: 'unreachable', detail: '' } });
    say(waiting);
    expect(recheck).not.toHaveBeenCalled();
    say(ready);
    expect(recheck).toHaveBeenCalledTimes(1);
  });

  it('stops listening, and a browser has nothing to listen to', () => {
    const { say, stop } = shell();
    stop();
    say(waiting);
    startDesktop(undefined)();
    expect(attempt()).toBe(0);
  });
});
