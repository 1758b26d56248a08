import { describe, expect, it } from 'vitest';
import { RouterUnreachable } from './errors.ts';
import { createManualTimers, settled } from './testing/manual-timers.ts';
import { createTurnstile } from './turnstile.ts';

const error = (reason: RouterUnreachable['reason']) => new RouterUnreachable('test', { reason });

function setUp(limit = 2, maxWaiting = 3) {
  const timers = createManualTimers();
  const turnstile = createTurnstile({ timers, limit, maxWaiting, full: () => error('busy') });
  const log: string[] = [];
  const enter = (name: string, deadlineMs = 1000, signal?: AbortSignal) =>
    turnstile
      .enter(deadlineMs, () => error('deadline'), signal)
      .then(
        () => log.push(`${name} in`),
        (why: unknown) => log.push(`${name} ${why instanceof RouterUnreachable ? why.reason : why}`),
      );
  return { timers, turnstile, log, enter };
}

describe('a turnstile', () => {
  it('lets in as many as there is room for, in order', async () => {
    const { turnstile, log, enter } = setUp();
    turnstile.open();
    for (const name of ['a', 'b', 'c', 'd']) enter(name);
    await settled();
    expect(log).toEqual(['a in', 'b in']);
    turnstile.leave();
    turnstile.leave();
    await settled();
    expect(log).toEqual(['a in', 'b in', 'c in', 'd in']);
  });

  it('holds everybody until it is open, and again when held', async () => {
    const { turnstile, log, enter } = setUp();
    enter('a');
    await settled();
    expect(log).toEqual([]);
    turnstile.open();
    turnstile.hold();
    enter('b');
    await settled();
    expect(log).toEqual(['a in']);
  });

  it('turns away the one too many, at once', async () => {
    const { log, enter } = setUp(1, 2);
    for (const name of ['a', 'b', 'c']) enter(name);
    await settled();
    expect(log).toEqual(['c busy']);
  });

  it('gives up who waited too long or no longer wants to, and admits those behind them', async () => {
    const { timers, turnstile, log, enter } = setUp();
    const abort = new AbortController();
    enter('a', 100);
    enter('b', 1000, abort.signal);
    enter('c', 1000);
    await timers.advance(100);
    abort.abort('left');
    await enter('d', 1000, abort.signal);
    turnstile.open();
    await settled();
    expect(log).toEqual(['a deadline', 'b left', 'd left', 'c in']);
    expect(timers.pending()).toBe(0);
  });

  it('turns away all who wait, and those who come later may wait again', async () => {
    const { timers, turnstile, log, enter } = setUp();
    enter('a');
    enter('b');
    turnstile.turnAway(error('refused'));
    enter('c');
    turnstile.open();
    await settled();
    expect(log).toEqual(['a refused', 'b refused', 'c in']);
    expect(timers.pending()).toBe(0);
  });
});
