import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { FactFollower } from './fact-follower.ts';

/** The NAS of a fact is its number, so that a record can be a broken one. */
const factOf = (seq: number) => ({ seq, fact: { status: 'Start', nasId: seq } as never });

/** A journal of `count` facts, the pages that were committed, and a clock of sleeps that the test ends. */
function journal({ broken = [], kept = [] }: { broken?: number[]; kept?: number[] } = {}) {
  const pages: number[] = [];
  const sleeps: { ms: number; end: () => void }[] = [];
  const told: number[] = [];
  const unfolded = new Set(kept);
  let stored = 0;
  let inPage = 0;
  let committed = 0;
  const queue = {
    cursor: 0,
    isClosed: false,
    batch: {
      unfolded: (seq: number) => unfolded.add(seq),
      mended: (seq: number) => unfolded.delete(seq),
    },
    step: async <T>(run: () => Promise<T>): Promise<T> => run(),
    mind: async () => undefined,
    mend: async () => {
      inPage = 0;
      queue.cursor = committed;
    },
    commit: async () => {
      pages.push(inPage);
      inPage = 0;
      committed = queue.cursor;
    },
  };
  const follower = new FactFollower({
    queue: queue as never,
    fold: {
      record: async ({ nasId }: { nasId: number }) => {
        if (broken.includes(nasId)) throw new Error(`record ${nasId}`);
        inPage++;
      },
      endedBy: () => [],
      close: () => undefined,
    } as never,
    onUnfolded: (count) => told.push(count),
    engine: {
      unfoldedFacts: async () => [...unfolded].map(factOf),
      facts: async (after: number, limit: number) =>
        Array.from({ length: Math.min(limit, stored - after) }, (_, i) => factOf(after + i + 1)),
    },
    log: pino({ enabled: false }),
    sleep: (ms) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      sleeps.push({ ms, end: resolve });
      return promise;
    },
  });
  return {
    told,
    unfolded,
    pages,
    sleeps,
    queue,
    follower,
    commit(count: number): void {
      stored += count;
      follower.follow(stored);
    },
    /** Every microtask that is due has run. */
    turns: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

describe('the follower of the journal', () => {
  it('folds the first record at once and lets those that follow closely gather', async () => {
    const { commit, pages, sleeps, turns, follower } = journal();
    commit(1);
    await turns();
    expect(pages).toEqual([1]);
    commit(2);
    commit(3);
    await turns();
    expect(pages).toEqual([1]);
    expect(sleeps).toHaveLength(1);
    expect(sleeps[0]!.ms).toBeLessThanOrEqual(50);
    sleeps[0]!.end();
    await turns();
    expect(pages).toEqual([1, 5]);
    expect(follower.lag).toBe(0);
  });

  it('never waits with a full page', async () => {
    const { commit, pages, sleeps, turns } = journal();
    commit(200);
    await turns();
    const full = Array.from({ length: 12 }, () => 16); // three pages in commits of 16, between which accounting has its turn
    expect(pages).toEqual(full);
    expect(sleeps).toHaveLength(1); // the last 8 may get company
    sleeps[0]!.end();
    await turns();
    expect(pages).toEqual([...full, 8]);
  });

  it('waits for nothing when somebody waits for it', async () => {
    const { commit, pages, turns, follower } = journal();
    commit(1);
    await turns();
    commit(1);
    await turns();
    await follower.idle();
    expect(pages).toEqual([1, 1]);
  });

  it('folds nothing of what gathers when the queue is closed meanwhile', async () => {
    const { commit, pages, turns, follower, queue } = journal();
    commit(1);
    await turns();
    commit(1);
    await turns();
    queue.isClosed = true;
    await follower.idle();
    expect(pages).toEqual([1]);
  });

  it('keeps a record that hits a bug, folds the others, and says how many are kept', async () => {
    const { commit, pages, follower, unfolded, told } = journal({ broken: [2] });
    commit(3);
    await follower.idle();
    expect(pages).toEqual([1, 0, 1]);
    expect([...unfolded]).toEqual([2]);
    expect(told).toEqual([1]);
    expect(follower.lag).toBe(0);
  });

  it('tries what is kept at each start', async () => {
    const still = journal({ broken: [2], kept: [2, 5] });
    await still.follower.catchUp();
    expect([...still.unfolded]).toEqual([2]);
    expect(still.told).toEqual([1]);
    const mended = journal({ kept: [2] });
    await mended.follower.catchUp();
    expect([...mended.unfolded]).toEqual([]);
    expect(mended.follower.unfolded).toBe(0);
  });
});
