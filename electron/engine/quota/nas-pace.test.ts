import { describe, expect, it } from 'vitest';
import { createNasPace } from './nas-pace.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Work that a test ends by hand. */
function jobs(pace = createNasPace(2)) {
  const open: ((isSilent: boolean) => void)[] = [];
  const results: (string | undefined)[] = [];
  const start = (nasId: number, name: string) =>
    void pace
      .run(
        nasId,
        () =>
          new Promise<{ name: string; isSilent: boolean }>((resolve) => {
            open.push((isSilent) => resolve({ name, isSilent }));
          }),
      )
      .then((done) => results.push(done?.name));
  return { pace, open, results, start };
}

describe('pain 10: the pace of one NAS', () => {
  it('so many at a time, the others in their order, and other NAS beside them', async () => {
    const { pace, open, results, start } = jobs();
    for (const name of ['a', 'b', 'c', 'd']) start(1, name);
    start(2, 'x');
    await turn();
    expect(open).toHaveLength(3);
    expect(pace.pending).toBe(5);
    open[0]!(false);
    await turn();
    open[3]!(false);
    await turn();
    expect(results).toEqual(['a', 'c']);
    expect(open).toHaveLength(5);
  });

  it('one that goes unheard tells all that wait, and is asked about one session at a time from then on', async () => {
    const { open, results, start } = jobs();
    for (const name of ['a', 'b', 'c', 'd']) start(1, name);
    await turn();
    open[0]!(true);
    open[1]!(true);
    await turn();
    expect(results.toSorted()).toEqual(['a', 'b', undefined, undefined]);
    for (const name of ['e', 'f', 'g']) start(1, name);
    await turn();
    expect(open).toHaveLength(3);
    // It answers again: everybody goes.
    open[2]!(false);
    await turn();
    expect(open).toHaveLength(5);
  });

  it('work that throws gives its place back', async () => {
    const pace = createNasPace(1);
    await expect(
      pace.run(1, async () => {
        throw new Error('a bug of ours');
      }),
    ).rejects.toThrow('a bug of ours');
    expect(await pace.run(1, async () => ({ isSilent: false }))).toEqual({ isSilent: false });
    expect(pace.pending).toBe(0);
  });
});
