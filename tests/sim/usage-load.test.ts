/**
 * 10,000 sessions of one router, folded cycle after cycle: how long it takes, and how long the control plane's event
 * loop is held while it does. CPU time of this thread per turn of the loop is what is judged, because wall time also
 * counts whoever else uses the machine. The limits are the architecture's: 20 ms a turn, 3 s a cycle.
 */
import { describe, expect, it } from 'vitest';
import { aReading, aSubscriber, GB, hour, Lab, MB, second, t0 } from '../../electron/engine/usage/testing/lab.ts';

const sessions = 10_000;
const turnMsMax = 20;
const cycleMsMax = 3_000;

const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

/** Runs `work` and gives its wall time and the most CPU that any turn of the event loop took meanwhile. */
async function measured(work: () => Promise<unknown>): Promise<{ readonly ms: number; readonly turnMs: number }> {
  let isRunning = true;
  let turnMs = 0;
  let last = cpuMs();
  const tick = (): void => {
    const now = cpuMs();
    turnMs = Math.max(turnMs, now - last);
    last = now;
    if (isRunning) setImmediate(tick);
  };
  setImmediate(tick);
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  await new Promise((resolve) => setImmediate(resolve));
  isRunning = false;
  return { ms, turnMs };
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
    const results: Record<string, { readonly ms: number; readonly turnMs: number }> = {};
    const measure = async (what: string, work: () => Promise<unknown>) => {
      results[what] = await measured(work);
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
    for (const [what, { ms, turnMs }] of Object.entries(results)) {
      expect(ms, `${what}: ${ms.toFixed(0)} ms`).toBeLessThan(cycleMsMax);
      expect(turnMs, `${what}: a turn of ${turnMs.toFixed(1)} ms CPU`).toBeLessThan(turnMsMax);
    }
  });
});
