/**
 * What the live topics cost the control plane's thread with 10,000 open sessions and 20,000 subscribers, all of whom
 * change every second. Encoding, which the hub does once per scope, is part of it. Budget: 20 ms a second for the ticks
 * of all sessions, and no slice over 20 ms. Processor time; some kernels count it in steps of 4 ms, so the mean is told.
 *
 *   node scripts/node24.mjs electron/engine/live/live-feed.bench.ts
 */
import type { TopicName } from '../../../shared/contract/topics.ts';
import type { Scope } from '../store/commands.ts';
import { Isp, reseller, whole } from './testing/isp.ts';
import { createStopwatch } from './testing/stopwatch.ts';

const sessions = 10_000;
const subscribers = 20_000;
const seconds = 20;
/** The first seconds run before the compiler has seen what is hot. */
const warmUp = 5;

const isp = new Isp();
for (let id = 1; id <= 20; id++) isp.addRouter(id);
for (let id = 1; id <= subscribers; id++) isp.addSubscriber(id, { resellerId: id % 10 });
for (let id = 1; id <= sessions; id++) isp.open(`session-${id}`, id, { nasId: 1 + (id % 20) });

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const print = (line: string): boolean => process.stdout.write(`${line}\n`);

async function measure(title: string, watches: readonly (readonly [TopicName, Scope])[]): Promise<void> {
  const watch = createStopwatch();
  let messages = 0;
  let octets = 0;
  let onSecond = (): void => undefined;
  const timers = {
    now: isp.now,
    elapsed: () => performance.now(),
    after: (_ms: number, task: () => void) => {
      onSecond = task;
      return () => undefined;
    },
  };
  const feed = isp.feed({ slices: watch.slices, timers });
  const stop = feed.start({
    publish: (_scope, _topic, delta) => {
      messages += 1;
      octets += JSON.stringify(delta).length;
    },
  });
  for (const [name, scope] of watches) {
    feed.onActive({ name, id: undefined }, scope);
    const { totalMs, longestMs } = await watch.run(() => void feed.sources[name].snapshot(scope, undefined));
    if (watches.length === 1) print(`  snapshot of ${name}: ${ms(totalMs)}, longest slice ${ms(longestMs)}`);
  }
  const totals: number[] = [];
  let longestMs = 0;
  for (let second = 0; second < seconds; second++) {
    await isp.timers.advance(1_000);
    for (const key of isp.sessions.keys()) isp.measure(key, 1_000_000 + second, 100_000 + second);
    for (const { account } of isp.subscribers.values()) {
      account.usage = { ...account.usage, dailyCountedBytes: second, monthlyCountedBytes: second };
    }
    messages = 0;
    octets = 0;
    const run = await watch.run(onSecond);
    if (second < warmUp) continue;
    totals.push(run.totalMs);
    longestMs = Math.max(longestMs, run.longestMs);
  }
  stop();
  const mean = totals.reduce((sum, one) => sum + one, 0) / totals.length;
  print(
    `${title}: ${ms(mean)} a second (most ${ms(Math.max(...totals))}), longest slice ${ms(longestMs)}, ${messages} messages of ${Math.round(octets / 1000)} kB in all`,
  );
}

await measure('nobody watches', []);
await measure('sessions', [['sessions', whole]]);
await measure('sessions, by the tenant and two resellers', [
  ['sessions', whole],
  ['sessions', reseller(3)],
  ['sessions', reseller(4)],
]);
await measure('sessions, by one reseller with a tenth of them', [['sessions', reseller(3)]]);
await measure('status', [['status', whole]]);
await measure('routers', [['routers', whole]]);
await measure('fup', [['fup', whole]]);
await measure('everything but graphs', [
  ['status', whole],
  ['sessions', whole],
  ['fup', whole],
  ['routers', whole],
  ['alerts', whole],
  ['auth-log', whole],
]);
