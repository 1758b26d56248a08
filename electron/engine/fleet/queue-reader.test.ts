import { describe, expect, it } from 'vitest';
import type { DynamicQueue } from '../routeros/commands/simple-queues.ts';
import { createQueueReader } from './queue-reader.ts';
import { sharedRead } from './shared-read.ts';

const queue = (name: string, over: Partial<DynamicQueue> = {}): DynamicQueue => ({
  name,
  targets: [name],
  maxLimitBitsPerSecond: { up: 1, down: 1 },
  burstLimitBitsPerSecond: undefined,
  burstThresholdBitsPerSecond: undefined,
  burstTimeSeconds: undefined,
  ...over,
});

/** A router that answers when it is told to. */
function router(queues: readonly DynamicQueue[]) {
  const asked: { readonly name: string | undefined; readonly answer: (error?: Error) => void }[] = [];
  const reader = createQueueReader({
    read: (name) =>
      new Promise((resolve, reject) =>
        asked.push({
          name,
          answer: (error) =>
            error ? reject(error) : resolve(queues.filter((one) => name === undefined || one.name === name)),
        }),
      ),
  });
  return { asked, reader };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('queues read for many', () => {
  const names = (n: number) => Array.from({ length: n }, (_, i) => `<pppoe-u${i}>`);
  const named = (n: number) => names(n).map((name) => queue(name));

  it('a few are asked by name', async () => {
    const { asked, reader } = router([queue('<pppoe-ali>')]);
    const ali = reader('<pppoe-ali>');
    const mona = reader('<pppoe-mona>');
    await turn();
    expect(asked.map(({ name }) => name)).toEqual(['<pppoe-ali>', '<pppoe-mona>']);
    for (const { answer } of asked) answer();
    expect((await ali)?.name).toBe('<pppoe-ali>');
    expect(await mona).toBeUndefined();
  });

  it('many cost one print', async () => {
    const { asked, reader } = router(named(500));
    const all = Promise.all(names(500).map(reader));
    await turn();
    expect(asked.map(({ name }) => name)).toEqual([undefined]);
    asked[0]!.answer();
    expect((await all).map((one) => one?.name)).toEqual(names(500));
  });

  it('a few of very many are asked by name, four at a time: a print of all would cost more', async () => {
    const { asked, reader } = router(named(10_000));
    const first = Promise.all(names(5).map(reader));
    await turn();
    expect(asked.map(({ name }) => name)).toEqual([undefined]);
    asked[0]!.answer();
    await first;
    const all = Promise.all(names(20).map(reader));
    for (let done = 1; done <= 20; done++) {
      await turn();
      expect(asked.length).toBeLessThanOrEqual(done + 4);
      expect(asked[done]!.name).toBe(`<pppoe-u${done - 1}>`);
      asked[done]!.answer();
    }
    expect((await all).map((one) => one?.name)).toEqual(names(20));
  });

  it('who asks while the print is under way is served by a read that begins later', async () => {
    const { asked, reader } = router([queue('<a>')]);
    const first = names(9).map(reader);
    await turn();
    expect(asked.map(({ name }) => name)).toEqual([undefined]);
    const late = reader('<a>');
    await turn();
    expect(asked[1]?.name).toBe('<a>');
    for (const { answer } of asked) answer();
    await Promise.all(first);
    expect((await late)?.name).toBe('<a>');
  });

  it('a print that fails fails those who waited for it, and the next are served', async () => {
    const { asked, reader } = router([queue('<a>')]);
    const settled = Promise.allSettled(names(10).map(reader));
    await turn();
    asked[0]!.answer(new Error('timeout'));
    expect((await settled).every(({ status }) => status === 'rejected')).toBe(true);
    const next = reader('<a>');
    await turn();
    asked[1]!.answer();
    expect((await next)?.name).toBe('<a>');
  });

  it('the queue of a static interface is found by what it is for', async () => {
    const { asked, reader } = router([queue('<pppoe-ali>', { targets: ['ali-static'] })]);
    const ali = reader('ali-static');
    await turn();
    expect(asked.map(({ name }) => name)).toEqual([undefined]);
    asked[0]!.answer();
    expect((await ali)?.name).toBe('<pppoe-ali>');
  });
});

describe('a shared read', () => {
  it('serves callers of one moment with one read that began after they asked', async () => {
    let reads = 0;
    const releases: (() => void)[] = [];
    const read = sharedRead(() => {
      const mine = ++reads;
      return new Promise<number>((resolve) => releases.push(() => resolve(mine)));
    });
    const first = read();
    const others = [read(), read(), read()];
    expect(reads).toBe(1);
    releases[0]!();
    expect(await first).toBe(1);
    await turn();
    expect(reads).toBe(2);
    releases[1]!();
    expect(await Promise.all(others)).toEqual([2, 2, 2]);
    void read();
    expect(reads).toBe(3);
  });

  it('a failure is for its own callers only', async () => {
    let reads = 0;
    const read = sharedRead(async () => {
      if (++reads === 1) throw new Error('timeout');
      return reads;
    });
    const results = await Promise.allSettled([read(), read()]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});
