/**
 * Goal: ten thousand sessions on one simulated router cost the demo next to nothing (a bulk print under 100 ms).
 *
 * Method: sessions with the habits of the population are put into the router's table; a bare socket asks for the three
 * prints of a QuotaSync round and waits for the last `!done`, so that no client's parsing is in the figure. The print of
 * counters also computes the traffic of every line since the round before.
 *
 *   node scripts/node24.mjs electron/engine/demo/api/print.bench.ts
 */

import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { parseRateLimit } from '../../../../shared/domain/rate-limit.ts';
import { encodeSentence } from '../../routeros/sentence.ts';
import { printWords } from '../../routeros/words.ts';
import { createSimulatedIsp } from '../isp.ts';
import { formatPlanRate } from '../plans.ts';
import { SimSession } from '../session.ts';
import { createSteppedTime } from '../stepped-time.ts';

const SESSIONS = 10_000;
const ROUNDS = 15;

const time = createSteppedTime(Date.UTC(2026, 10, 20, 20));
const isp = createSimulatedIsp({ seed: 1, routers: 1, subscribers: SESSIONS, timers: time });
await isp.start();
const router = isp.routers[0]!;
for (const [index, { username, mac, demand, service }] of isp.subscribers.entries()) {
  const rate = parseRateLimit(formatPlanRate(service));
  router.sessions.add(
    new SimSession({
      id: `81${index.toString(16).padStart(6, '0')}`,
      itemId: `*F${index.toString(16).toUpperCase()}`,
      user: username,
      mac,
      address: `100.64.${index >> 8}.${index & 255}`,
      interfaceName: `<pppoe-${username}>`,
      isRadius: true,
      classes: [],
      addressLists: [],
      rate: rate.ok ? rate.value : null,
      demand,
      startedAt: time.now(),
      startedElapsedMs: time.elapsed(),
      utcOffsetMs: 0,
    }),
  );
}
const socket = connect(router.apiPort, router.address);
await ask(['/login', '=name=noc', `=password=${router.users[0]!.password}`]);

await report('/ppp/active', () =>
  ask(printWords('/ppp/active', ['name', 'service', 'caller-id', 'address', 'uptime', 'session-id', 'radius'])),
);
await report('/interface/pppoe-server', () =>
  ask(printWords('/interface/pppoe-server', ['name', 'user', 'remote-address', 'uptime'])),
);
await report('/interface, 30 s of traffic computed', async () => {
  await time.advance(30_000);
  await ask(printWords('/interface', ['name', 'rx-byte', 'tx-byte'], ['type=pppoe-in']));
});
await report('/interface, an hour of traffic computed', async () => {
  await time.advance(3_600_000);
  await ask(printWords('/interface', ['name', 'rx-byte', 'tx-byte'], ['type=pppoe-in']));
});
const somebody = `<pppoe-${isp.subscribers[SESSIONS / 2]!.username}>`;
await report('/queue/simple, one by name', () =>
  ask(printWords('/queue/simple', ['name', 'max-limit'], ['dynamic=true', `name=${somebody}`])),
);
socket.destroy();
await isp.stop();

/** Median and worst wall time of some rounds, after a few to warm up. */
async function report(what: string, round: () => Promise<void>): Promise<void> {
  for (let warmUp = 0; warmUp < 3; warmUp++) await round();
  const times: number[] = [];
  for (let count = 0; count < ROUNDS; count++) {
    const before = performance.now();
    await round();
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  const ms = (value: number | undefined) => `${value?.toFixed(1)} ms`.padStart(9);
  process.stdout.write(`${what.padEnd(42)} median ${ms(times[ROUNDS >> 1])}  worst ${ms(times.at(-1))}\n`);
}

/** Resolves when the reply's `!done` has come: it is the last sentence, and has nothing but its tag. */
function ask(words: readonly string[]): Promise<void> {
  const end = Buffer.from('\x05!done\x06.tag=1\x00', 'latin1');
  return new Promise((resolve) => {
    let tail = Buffer.alloc(0);
    const read = (chunk: Buffer) => {
      tail = Buffer.concat([tail, chunk]).subarray(-end.length);
      if (!tail.equals(end)) return;
      socket.off('data', read);
      resolve();
    };
    socket.on('data', read);
    socket.write(encodeSentence([...words, '.tag=1']));
  });
}
