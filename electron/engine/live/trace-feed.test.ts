import { beforeEach, describe, expect, it } from 'vitest';
import type { Scope } from '../store/commands.ts';
import { NotFound } from '../store/errors.ts';
import type { TraceEntry } from '../trace/service.ts';
import { createTraceFeed } from './trace-feed.ts';

const packet = { code: 'Access-Request', identifier: 1, octets: 20, attributes: [] };
const entry = (ref: string, isAnswered = true): TraceEntry => ({
  ...{ ref, at: 1, ms: 1, kind: 'access', result: 'accept', reason: '', detail: '', username: 'ali' },
  ...{ nasId: 5, nasName: 'tower', address: '10.0.0.1', port: 1, request: packet, reply: isAnswered ? packet : null },
});

const scope: Scope = { tenantId: 1 };
let entries: TraceEntry[];
let told: {
  readonly scope: Scope;
  readonly id: number | undefined;
  readonly refs: string[];
  readonly gone: string[];
}[];
const feed = () =>
  createTraceFeed({
    name: 'trace',
    read: async (_scope, id) => {
      if (id !== 7) throw new NotFound('no such');
      return entries;
    },
    publish: (to, topic, delta) => {
      const { changed, gone } = delta as unknown as { changed: TraceEntry[]; gone: string[] };
      told.push({ scope: to, id: topic.id, refs: changed.map(({ ref }) => ref), gone });
    },
  });
beforeEach(() => {
  entries = [entry('b'), entry('a')];
  told = [];
});

describe('a trace that is watched', () => {
  it('tells what is new, what was answered since and what made room, and nothing while nothing happens', async () => {
    const live = feed();
    live.activate(scope, 7);
    expect((await live.snapshot(scope, 7)).entries.map(({ ref }) => ref)).toEqual(['b', 'a']);
    await live.round();
    expect(told).toEqual([]);
    entries = [entry('c', false), entry('b')];
    await live.round();
    entries = [entry('c'), entry('b')];
    await live.round();
    expect(told).toEqual([
      { scope, id: 7, refs: ['c'], gone: ['a'] },
      { scope, id: 7, refs: ['c'], gone: [] },
    ]);
  });

  it('reads nothing before its snapshot and after its last watcher', async () => {
    const live = feed();
    live.activate(scope, 7);
    await live.round();
    await live.snapshot(scope, 7);
    live.release(scope, 7);
    entries = [entry('z')];
    await live.round();
    expect(told).toEqual([]);
  });

  it('a second watcher’s snapshot takes nothing from the first', async () => {
    const live = feed();
    live.activate(scope, 7);
    await live.snapshot(scope, 7);
    entries = [entry('c'), ...entries];
    await live.snapshot(scope, 7);
    await live.round();
    expect(told.map(({ refs }) => refs)).toEqual([['c']]);
  });

  it('refuses what is outside the scope, and a round survives what was removed', async () => {
    const live = feed();
    live.activate(scope, 8);
    await expect(live.snapshot(scope, 8)).rejects.toThrow(NotFound);
    await expect(live.round()).resolves.toBeUndefined();
  });
});
