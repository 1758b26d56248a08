import { describe, expect, it } from 'vitest';
import { createLiveRates } from './live-rates.ts';
import type { LineRate } from './ports.ts';

/** Routers that answer at once with what the test put on their lines, and a clock of the test's. */
function lab() {
  let now = 1_000_000;
  const calls: { readonly at: number; readonly nasId: number; readonly names: readonly string[] }[] = [];
  const lines = new Map<string, LineRate>();
  let fault: Error | undefined;
  const rates = createLiveRates({
    now: () => now,
    measure: async (nasId, names) => {
      calls.push({ at: now, nasId, names });
      await Promise.resolve();
      if (fault) throw fault;
      return new Map(names.flatMap((name) => (lines.has(name) ? [[name, lines.get(name)!] as const] : [])));
    },
  });
  return {
    rates,
    calls,
    lines,
    pass: (ms: number) => {
      now += ms;
    },
    breakRouter: (error: Error | undefined) => {
      fault = error;
    },
  };
}
const line = (downBps: number): LineRate => ({ downBps, upBps: 0 });

describe('X3: live numbers', () => {
  it('nobody looks: nothing is asked', () => expect(lab().calls).toEqual([]));

  it('many viewers of one router cost one call per 3 s', async () => {
    const { rates, calls, lines, pass } = lab();
    const names = Array.from({ length: 40 }, (_, i) => `<pppoe-${i}>`);
    for (const name of names) lines.set(name, line(5));
    for (let ms = 0; ms < 60_000; ms += 100) {
      // Each page asks every 3 s, at a moment of its own.
      await Promise.all(names.filter((_, i) => (ms - i * 70) % 3000 < 100).map((name) => rates.rateOf(1, name)));
      pass(100);
    }
    expect(calls.length).toBeLessThanOrEqual(21);
    expect(calls.at(-1)?.names.length).toBe(40);
    const gaps = calls.slice(1).map(({ at }, i) => at - calls[i]!.at);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2_900);
  });

  it('routers are asked apart from each other', async () => {
    const { rates, calls } = lab();
    await Promise.all([rates.rateOf(1, 'a'), rates.rateOf(2, 'a')]);
    expect(calls.map(({ nasId }) => nasId)).toEqual([1, 2]);
  });

  it('who comes in the same moment is measured by the same call', async () => {
    const { rates, calls, lines } = lab();
    lines.set('a', line(1)).set('b', line(2));
    const [a, b, again] = await Promise.all([rates.rateOf(1, 'a'), rates.rateOf(1, 'b'), rates.rateOf(1, 'a')]);
    expect([a?.downBps, b?.downBps, again?.downBps]).toEqual([1, 2, 1]);
    expect(calls).toHaveLength(1);
  });

  it('a newcomer between two calls waits for the next one', async () => {
    const { rates, lines, pass } = lab();
    lines.set('a', line(1)).set('b', line(2));
    await rates.rateOf(1, 'a');
    pass(1000);
    expect(await rates.rateOf(1, 'b')).toBeUndefined();
    pass(2000);
    expect((await rates.rateOf(1, 'b'))?.downBps).toBe(2);
  });

  it('a page that went away is not measured any more', async () => {
    const { rates, calls, pass } = lab();
    await rates.rateOf(1, 'gone');
    pass(9_001);
    await rates.rateOf(1, 'here');
    expect(calls.at(-1)?.names).toEqual(['here']);
  });

  it('an interface that the router does not have is left out for 30 s', async () => {
    const { rates, calls, lines, pass } = lab();
    lines.set('here', line(1));
    await Promise.all([rates.rateOf(1, 'here'), rates.rateOf(1, 'gone')]);
    for (let i = 0; i < 11; i++) {
      pass(3000);
      await Promise.all([rates.rateOf(1, 'here'), rates.rateOf(1, 'gone')]);
    }
    const asked = calls.map(({ names }) => names.includes('gone'));
    expect(asked).toEqual([true, ...Array.from({ length: 9 }, () => false), true, false]);
  });

  it('a router that fails gives no number, and none that is old', async () => {
    const { rates, calls, lines, pass, breakRouter } = lab();
    lines.set('a', line(1));
    await rates.rateOf(1, 'a');
    breakRouter(new Error('silent'));
    pass(3000);
    expect((await rates.rateOf(1, 'a'))?.downBps).toBe(1);
    pass(4_001);
    expect(await rates.rateOf(1, 'a')).toBeUndefined();
    expect(calls).toHaveLength(3);
  });

  it('of more viewers than one call takes, each has a turn', async () => {
    const { rates, calls, pass } = lab();
    const names = Array.from({ length: 300 }, (_, i) => `if${i}`);
    await Promise.all(names.map((name) => rates.rateOf(1, name)));
    pass(3000);
    await Promise.all(names.map((name) => rates.rateOf(1, name)));
    expect(calls.every(({ names: asked }) => asked.length <= 256)).toBe(true);
    expect(calls[0]?.names).not.toContain('if299');
    expect(calls[1]?.names).toContain('if299');
  });
});
