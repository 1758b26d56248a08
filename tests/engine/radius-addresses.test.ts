/**
 * X57 and IPv6 in a network of this test's own: two namespaces joined by a cable, one with several addresses of both
 * families. Needs root and `ip`; where they are missing the loopback cases of sockets.test.ts have to do.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const [here, there] = [`lm-a-${process.pid}`, `lm-b-${process.pid}`];
const ip = (...args: readonly string[]): string => execFileSync('ip', args, { encoding: 'utf8' });
const canMake = process.getuid?.() === 0 && spawnSync('ip', ['netns', 'add', `lm-t-${process.pid}`]).status === 0;

const ours4 = ['10.77.0.1', '10.77.0.2', '10.77.1.1'];
const ours6 = ['fd77::1', 'fd77::2'];

beforeAll(() => {
  if (!canMake) return;
  ip('netns', 'del', `lm-t-${process.pid}`);
  for (const name of [here, there]) ip('netns', 'add', name);
  ip('-n', here, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', there);
  for (const address of ours4) ip('-n', here, 'addr', 'add', `${address}/16`, 'dev', 'cable');
  for (const address of ours6) ip('-n', here, 'addr', 'add', `${address}/64`, 'dev', 'cable', 'nodad');
  ip('-n', there, 'addr', 'add', '10.77.0.9/16', 'dev', 'cable');
  ip('-n', there, 'addr', 'add', 'fd77::9/64', 'dev', 'cable', 'nodad');
  for (const name of [here, there]) for (const link of ['lo', 'cable']) ip('-n', name, 'link', 'set', link, 'up');
});
afterAll(() => {
  if (canMake) for (const name of [here, there]) ip('netns', 'del', name);
});

const script = (name: string): string => fileURLToPath(new URL(`./support/${name}`, import.meta.url));
const inside = (name: string, ...args: readonly string[]): readonly string[] => [
  ...['netns', 'exec', name, process.execPath],
  ...args,
];

describe('X57: replies leave from the address that was asked', () => {
  it.runIf(canMake)('over a cable, at every address of both families, and at one that comes later', () => {
    const { stdout, stderr, status } = spawnSync(
      'ip',
      inside(
        here,
        script('echo-sockets.ts'),
        'ip',
        'netns',
        'exec',
        there,
        process.execPath,
        script('ask-addresses.ts'),
      ),
      { encoding: 'utf8', timeout: 30_000 },
    );
    expect(status, stderr).toBe(0);
    const asked = [...ours4, ...ours6, '10.77.2.1', 'fd77::3'];
    expect(JSON.parse(stdout)).toEqual({
      answers: Object.fromEntries(asked.map((address) => [address, address])),
      seenFrom: ['10.77.0.9', 'fd77::9'],
      faults: [],
    });
  });

  it('the case above ran, or this machine cannot make a network', () => {
    expect(canMake || process.getuid?.() !== 0 || spawnSync('ip', ['netns']).status !== 0).toBe(true);
  });
});
