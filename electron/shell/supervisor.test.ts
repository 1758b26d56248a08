import { describe, expect, it } from 'vitest';
import type { EngineState } from '../../shared/contract/desktop.ts';
import type { ToEngine } from '../../shared/contract/engine-messages.ts';
import { createSupervisor, type EngineProcess } from './supervisor.ts';

/** Time that moves only when told. */
function handClock() {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  return {
    after(ms: number, run: () => void) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms: number) {
      const end = now + ms;
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((other) => other !== due);
        now = due.at;
        due.run();
      }
      now = end;
    },
  };
}

/** An engine's process as the supervisor sees it; the test plays the engine. */
class ProcessDouble implements EngineProcess {
  readonly heard: ToEngine['kind'][] = [];
  isKilled = false;
  answersPing = true;
  #say: (message: unknown) => void = () => undefined;
  #exit: (code: number) => void = () => undefined;
  send(message: ToEngine): void {
    this.heard.push(message.kind);
    if (message.kind === 'ping' && this.answersPing) this.say({ kind: 'pong' });
  }
  kill(): void {
    this.isKilled = true;
    this.exit(137);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#say = listener;
  }
  onExit(listener: (code: number) => void): void {
    this.#exit = listener;
  }
  say(message: unknown): void {
    this.#say(message);
  }
  exit(code: number): void {
    this.#exit(code);
  }
  ready(): void {
    const radius = { auth: 1812, acct: 1813 };
    const addresses = { console: 'http://127.0.0.1:8470', portal: 'http://127.0.0.1:8480' };
    this.say({ kind: 'ready', ready: { event: 'ready', pid: 1, ...addresses, radius, ms: 1 } });
  }
}

function setUp() {
  const clock = handClock();
  const engines: ProcessDouble[] = [];
  const states: EngineState[] = [];
  const messages: string[] = [];
  const supervisor = createSupervisor({
    start() {
      const engine = new ProcessDouble();
      engines.push(engine);
      return engine;
    },
    onState: (state) => states.push(state),
    onMessage: (message) => messages.push(message.kind),
    after: clock.after,
  });
  supervisor.start();
  const last = (): ProcessDouble => engines.at(-1) as ProcessDouble;
  return { clock, engines, states, messages, supervisor, last };
}

describe('an engine that dies', () => {
  it('is started again after 0.25 s, then twice as long each time, at most 30 s', () => {
    const { clock, states, last } = setUp();
    const waits = Array.from({ length: 9 }, () => {
      last().exit(1);
      const state = states.at(-1);
      const wait = state?.kind === 'waiting' ? state.retryMs : -1;
      clock.advance(wait);
      return wait;
    });
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('is not started before its time', () => {
    const { clock, engines, last } = setUp();
    last().exit(1);
    clock.advance(249);
    expect(engines).toHaveLength(1);
    clock.advance(1);
    expect(engines).toHaveLength(2);
  });

  it('after a minute of health starts again at once, as if it had never failed', () => {
    const { clock, states, last } = setUp();
    for (const wait of [250, 500, 1000]) {
      last().exit(1);
      clock.advance(wait);
    }
    last().ready();
    clock.advance(60_000);
    last().exit(1);
    expect(states.at(-1)).toMatchObject({ kind: 'waiting', retryMs: 250 });
  });

  it('says why, in its own words when it had any', () => {
    const { states, last } = setUp();
    last().say({ kind: 'failed', reason: 'port 1812 is taken' });
    last().exit(1);
    expect(states.at(-1)).toMatchObject({ reason: 'port 1812 is taken' });
  });

  it('of flags that it does not understand is not tried again', () => {
    const { clock, engines, states, last } = setUp();
    last().say({ kind: 'failed', reason: '--auth-port must be a number' });
    last().exit(2);
    clock.advance(600_000);
    expect(states.at(-1)).toEqual({ kind: 'refused', reason: '--auth-port must be a number' });
    expect(engines).toHaveLength(1);
  });
});

describe('the heart of an engine', () => {
  it('is asked every second, and an engine that answers lives', () => {
    const { clock, last } = setUp();
    last().ready();
    clock.advance(60_000);
    expect(last().heard.filter((kind) => kind === 'ping')).toHaveLength(61);
    expect(last().isKilled).toBe(false);
  });

  it('missing five times gets the process killed and another started', () => {
    const { clock, engines, states, last } = setUp();
    last().ready();
    last().answersPing = false;
    clock.advance(5999);
    expect(engines[0]?.isKilled).toBe(false);
    clock.advance(1);
    expect(engines[0]?.isKilled).toBe(true);
    expect(states.at(-1)).toMatchObject({ kind: 'waiting', reason: 'it did not answer for 5 s' });
    clock.advance(250);
    expect(engines).toHaveLength(2);
  });

  it('missing four times and then answering is forgiven', () => {
    const { clock, last } = setUp();
    last().ready();
    last().answersPing = false;
    clock.advance(4000);
    last().say({ kind: 'pong' });
    clock.advance(4000);
    expect(last().isKilled).toBe(false);
  });

  it('is not asked before the engine is ready: a migration may take its time', () => {
    const { clock, last } = setUp();
    clock.advance(600_000);
    expect(last()).toMatchObject({ heard: [], isKilled: false });
  });
});

describe('stopping', () => {
  it('asks the engine, waits for its end and starts nothing after it', async () => {
    const { clock, engines, states, supervisor, last } = setUp();
    last().ready();
    const stopped = supervisor.stop();
    expect(last().heard).toContain('stop');
    last().exit(0);
    await stopped;
    clock.advance(600_000);
    expect(states.at(-1)).toEqual({ kind: 'stopped' });
    expect(engines).toHaveLength(1);
  });

  it('kills an engine that does not stop within 6 s', async () => {
    const { clock, supervisor, last } = setUp();
    const stopped = supervisor.stop();
    clock.advance(5999);
    expect(last().isKilled).toBe(false);
    clock.advance(1);
    await stopped;
    expect(last().isKilled).toBe(true);
  });

  it('while it waits for the next try ends the waiting', async () => {
    const { clock, engines, supervisor, last } = setUp();
    last().exit(1);
    await supervisor.stop();
    clock.advance(600_000);
    expect(engines).toHaveLength(1);
  });
});

it('what else the engine says is handed on; what it may not say is refused', () => {
  const { messages, last } = setUp();
  last().say({ kind: 'announce', lines: ['password'] });
  expect(messages).toEqual(['announce']);
  expect(() => last().say({ kind: 'open', url: 'https://example.com' })).toThrow();
  expect(() => last().say({ kind: 'ready', ready: { console: 'file:///etc/passwd' } })).toThrow();
});

it('a late word of a process that was replaced is not heard', () => {
  const { clock, engines, states, last } = setUp();
  last().exit(1);
  clock.advance(250);
  engines[0]?.ready();
  expect(states.at(-1)).toEqual({ kind: 'starting' });
});
