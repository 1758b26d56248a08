/**
 * A million spoilt datagrams through the data plane, in this process and without sockets: how many a second, and whether
 * memory stays. What it watches for is in tests/fuzz/run.ts; a finding ends it with the seed that shows it again.
 *
 *   npm run bench -- fuzz [--datagrams=1000000] [--seed=1]
 */
import { randomInt } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fuzz } from '../fuzz/run.ts';

const flag = (name: string, usual: number): number =>
  Number(process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1] ?? usual);
const datagrams = process.argv.includes('--quick') ? 100_000 : flag('datagrams', 1_000_000);
const seed = flag('seed', randomInt(2 ** 32));

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const megabytes = (octets: number): string => `${Math.round(octets / 2 ** 20)} MB`;
const memory = () => {
  collect();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { rss, live: heapUsed + arrayBuffers };
};

fuzz(seed, 20_000); // until the code is compiled
const before = memory();
const began = performance.now();
const { counters, facts } = fuzz(seed, datagrams);
const seconds = (performance.now() - began) / 1000;
const after = memory();

process.stdout.write(`seed ${seed}: ${datagrams.toLocaleString('en')} datagrams, nothing found\n`);
process.stdout.write(
  `${Math.round(datagrams / seconds).toLocaleString('en')} datagrams/s, mutation and checks included\n`,
);
process.stdout.write(
  `memory in use ${megabytes(before.live)} before, ${megabytes(after.live)} after; resident ${megabytes(before.rss)} before, ${megabytes(after.rss)} after\n`,
);
for (const [name, count] of Object.entries({ ...counters, facts })) {
  if (count > 0) process.stdout.write(`  ${name.padEnd(24)}${count.toLocaleString('en').padStart(12)}\n`);
}
