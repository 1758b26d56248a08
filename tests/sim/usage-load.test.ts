/**
 * 10,000 sessions of one router, folded cycle after cycle: the results are right, and the control plane's event loop
 * gets its turn all the while. What is judged is how often: one turn in a while may be longer on a busy machine or when
 * V8 collects, so the time of a cycle and of its longest turn are measured by `npm run bench -- quota`.
 */
import { describe, expect, it } from 'vitest';
import { aReading, aSubscriber, GB, hour, Lab, MB, second, t0 } from '../../electron/engine/usage/testing/lab.ts';

const sessions = 10_000;
/** The architecture's limit of what may block the control plane, here of the mean turn. */
const meanTurnMsMax = 20;
/** One turn of each piece of work may have a collection of V8 in it, which in a piece of three turns is most of the time. */
const collectionMsMax = 100;

interface Turns {
  readonly ms: number;
  readonly turns: number;
  readonly longestMs: number;
}

/** Runs `work` and counts the turns of the event loop meanwhile. */
async function counted(work: () => Promise<unknown>): Promise<Turns> {
  let isRunning = true;
  let turns = 0;
  let longestMs = 0;
  const began = performance.now();
  let last = began;
  const tick = (): void => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
    turns++;
    if (isRunning) setImmediate(tick);
  };
  setImmediate(tick);
  await work();
  isRunning = false;
  const ended = performance.now();
  return { ms: ended - began, turns, longestMs: Math.max(longestMs, ended - last) };
}

describe('10,000 sessions', () => {
  it('are listed, counted, reset and closed without holding the event loop', async () => {
    const one = aSubscriber(1, 'u0', { reply: [['Mikrotik-Rate-Limit', '10M/10M']] });
    const subscribers = Array.from({ length: sessions }, (_, i) => ({
      ...one,
      id: i + 1,
      username: `u${i}`,
      counters: { ...one.counters, subscriberId: i + 1 },
    }));
    const lab = new Lab({ subscribers });
    const results: Record<string, Turns> = {};
    const measure = async (what: string, work: () => Promise<unknown>) => {
      results[what] = await counted(work);
      lab.store.log.length = 0;
    };
    const readings = (cycle: number, megabytes: number) =>
      subscribers.map(({ username }, i) =>
        aReading({
          username,
          mac: `AA:BB:CC:00:${i >> 8}:${i & 255}`,
          acctSessionId: (0x81000001 + i).toString(16),
          uptimeSeconds: cycle * 30,
          downBytes: megabytes * MB,
          interfaceName: `<pppoe-${username}>`,
        }),
      );
    const cycle = (n: number, megabytes: number) => {
      const listed = readings(n, megabytes);
      return () => lab.list(t0 + n * 30 * second, listed);
    };

    await measure('start', () => lab.open());
    await measure('first sight', cycle(1, 20));
    await measure('moving', cycle(2, 40));
    await measure('quiet', cycle(3, 40));
    await measure('catch up', () => lab.usage.catchUp());
    lab.now = t0 + 13 * hour;
    await measure('reset of everybody', () => lab.usage.catchUp());
    const at = lab.now + second;
    await measure('gone', async () => {
      await lab.list(at, []);
      await lab.list(at + second, []);
    });

    expect(lab.online).toHaveLength(0);
    expect(lab.state.sessions.size).toBe(sessions);
    expect(lab.state.daily.size).toBe(sessions);
    expect([...lab.state.daily.values()].reduce((sum, { countedBytes }) => sum + countedBytes, 0)).toBe(
      sessions * 0.04 * GB,
    );
    for (const [what, { ms, turns, longestMs }] of Object.entries(results)) {
      const told = `${what}: ${turns} turns in ${ms.toFixed(0)} ms, the longest ${longestMs.toFixed(0)}`;
      expect((ms - Math.min(longestMs, collectionMsMax)) / turns, told).toBeLessThan(meanTurnMsMax);
    }
  });
});
