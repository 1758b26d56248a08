import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandInput, CommandName } from '../commands.ts';
import { testActor as actor, aFold, aService, aSession, defaultScope as scope } from '../testing/temporary-store.ts';
import { GroupCommit } from './group-commit.ts';
import type { CommandMessage } from './messages.ts';
import { type WriterInside, writerInside } from './testing/writer-inside.ts';

let inside: WriterInside;
beforeEach(() => {
  inside = writerInside();
});
afterEach(() => inside.close());

let lastId = 0;
const command = <N extends CommandName>(name: N, input: CommandInput<N>): CommandMessage => ({
  kind: 'command',
  id: ++lastId,
  name,
  input: input as CommandMessage['input'],
});
const createService = (name: string): CommandMessage =>
  command('service.create', { scope, actor, service: aService({ name }), at: 1 });
const batch = (n: number, ...facts: string[]) => ({ kind: 'facts', batch: n, facts }) as const;

describe('one transaction', () => {
  it('takes every waiting batch of accounting, numbered in order, and answers each', () => {
    const { batches } = inside.group.commit([batch(7, '{"a":1}', '{"a":2}'), batch(8, '{"a":3}')], []);
    expect(batches).toEqual([
      { kind: 'committed', batch: 7, lastSeq: 2 },
      { kind: 'committed', batch: 8, lastSeq: 3 },
    ]);
    expect(inside.rows('SELECT seq, fact FROM accounting_facts')).toEqual([
      { seq: 1, fact: '{"a":1}' },
      { seq: 2, fact: '{"a":2}' },
      { seq: 3, fact: '{"a":3}' },
    ]);
    expect(inside.status.get('commits')).toBe(1);
  });

  it('undoes a failing command alone: its neighbours and the accounting are committed', () => {
    const changesBefore = inside.context.changeSeq;
    const { batches, replies } = inside.group.commit(
      [batch(1, '{}')],
      [createService('Fiber'), createService('Fiber'), createService('Copper')],
    );
    expect(batches).toEqual([{ kind: 'committed', batch: 1, lastSeq: 1 }]);
    expect(replies).toMatchObject([
      { ok: true },
      { ok: false, error: { kind: 'Conflict', field: 'name' } },
      { ok: true },
    ]);
    expect(inside.rows('SELECT name FROM services ORDER BY id')).toEqual([{ name: 'Fiber' }, { name: 'Copper' }]);
    // Neither an audit row nor a number of the feed is left of the one that failed.
    expect(inside.rows('SELECT entity_id FROM audit')).toEqual([{ entity_id: 1 }, { entity_id: 2 }]);
    expect(inside.rows('SELECT seq FROM changes')).toEqual([{ seq: changesBefore + 1 }, { seq: changesBefore + 2 }]);
  });

  it('undoes a command that fails half-way, whole', () => {
    const rows = [aSession({ sessionKey: 'a' }), aSession({ sessionKey: 'b' })];
    const hourly = [{ subscriberId: 99, hourAt: 0, downBytes: 1, upBytes: 1, countedBytes: 2 }]; // nobody
    const { replies } = inside.group.commit([], [command('fold.commit', aFold({ sessions: rows, hourly }))]);
    expect(replies).toMatchObject([{ ok: false, error: { kind: 'Bug' } }]);
    expect(inside.rows('SELECT * FROM radacct')).toEqual([]);
    // Nothing of it is remembered: the same sessions are new rows, with their first ids.
    inside.group.commit([], [command('fold.commit', aFold({ sessions: rows }))]);
    expect(inside.rows('SELECT session_key FROM radacct ORDER BY radacctid')).toEqual([
      { session_key: 'a' },
      { session_key: 'b' },
    ]);
  });

  it('stops taking commands when it is 5 ms old; the rest waits for the next', () => {
    let ms = 0;
    const slow = new GroupCommit({
      context: inside.context,
      status: inside.status,
      releaseBallast: () => false,
      now: () => 0,
      monotonicMs: () => (ms += 2),
    });
    const waiting = ['A', 'B', 'C', 'D'].map(createService);
    const { replies } = slow.commit([batch(1, '{}')], waiting);
    expect(replies.length).toBeGreaterThan(0);
    expect(replies.length).toBeLessThan(4);
    expect(inside.rows('SELECT count(*) AS n FROM services')).toEqual([{ n: replies.length }]);
  });

  it('commits accounting before a heavy command, which then has a transaction of its own', () => {
    const sessions = Array.from({ length: 300 }, (_, n) => aSession({ sessionKey: `s${n}` }));
    const heavy = command('fold.commit', aFold({ sessions }));
    expect(inside.group.commit([batch(1, '{}')], [heavy]).replies).toEqual([]);
    expect(inside.rows('SELECT count(*) AS n FROM radacct')).toEqual([{ n: 0 }]);
    const { replies } = inside.group.commit([], [heavy, createService('Fiber')]);
    expect(replies).toMatchObject([{ ok: true }]);
  });
});

describe('what the fold can make again', () => {
  /** How the connection stood at each COMMIT: 2 waits for the disk (FULL), 1 does not (NORMAL). */
  function watched(): { readonly commits: number[]; readonly synchronous: () => number } {
    const { db } = inside.context;
    const synchronous = () => Number(db.pragma('synchronous', { simple: true }));
    const commits: number[] = [];
    const record = inside.status.recordCommit.bind(inside.status);
    inside.status.recordCommit = (ms) => {
      commits.push(synchronous());
      record(ms);
    };
    return { commits, synchronous };
  }
  const replayable = (key: string) =>
    command('fold.commit', aFold({ sessions: [aSession({ sessionKey: key })], isReplayable: true }));

  it('is committed without waiting for the disk, and by itself; what comes after it waits again', () => {
    const { commits, synchronous } = watched();
    const waiting = [replayable('a'), replayable('b'), createService('Fiber'), replayable('c')];
    for (let left = waiting; left.length > 0; ) left = left.slice(inside.group.commit([], left).replies.length);
    expect(commits).toEqual([1, 2, 1]);
    expect(synchronous()).toBe(2);
    expect(inside.rows('SELECT session_key FROM radacct ORDER BY radacctid')).toHaveLength(3);
  });

  it('never shares a transaction with accounting, whose commit always waits', () => {
    const { commits } = watched();
    expect(inside.group.commit([batch(1, '{}')], [replayable('a')]).replies).toEqual([]);
    expect(inside.group.commit([], [replayable('a')]).replies).toMatchObject([{ ok: true }]);
    expect(commits).toEqual([2, 1]);
  });

  it('leaves the connection syncing when its commit fails, whatever the reason', () => {
    const { synchronous } = watched();
    const wrong = command('fold.commit', aFold({ cursor: 99, isReplayable: true }));
    expect(inside.group.commit([], [wrong]).replies).toMatchObject([{ ok: false }]);
    expect(synchronous()).toBe(2);
    inside.context.db.exec('DROP TABLE radacct');
    inside.group.commit([], [replayable('a')]);
    expect(synchronous()).toBe(2);
  });
});

describe('storage trouble', () => {
  const fill = 'x'.repeat(3000);
  const pages = (): number => inside.context.db.pragma('page_count', { simple: true }) as number;
  const limit = (count: number): unknown => inside.context.db.pragma(`max_page_count = ${count}`);

  it('X59: gives up the ballast and commits the same work with the space', () => {
    let released = 0;
    const saved = new GroupCommit({
      context: inside.context,
      status: inside.status,
      releaseBallast: () => {
        released += 1;
        limit(100_000);
        return true;
      },
      now: () => 0,
      monotonicMs: () => performance.now(),
    });
    limit(pages());
    const facts = Array.from({ length: 50 }, () => fill);
    const { batches, replies } = saved.commit([batch(1, ...facts)], [createService('Fiber')]);
    expect(batches).toEqual([{ kind: 'committed', batch: 1, lastSeq: 50 }]);
    expect(replies).toMatchObject([{ ok: true }]);
    expect(released).toBe(1);
    expect(inside.status.flag('diskFull')).toBe(1);
    expect(inside.rows('SELECT count(*) AS n FROM accounting_facts')).toEqual([{ n: 50 }]);
  });

  it('X59: without ballast it refuses the batch, stores nothing of it and uses none of its numbers', () => {
    limit(pages());
    const facts = Array.from({ length: 50 }, () => fill);
    expect(inside.group.commit([batch(1, ...facts)], []).batches).toMatchObject([{ kind: 'refused', batch: 1 }]);
    expect(inside.rows('SELECT * FROM accounting_facts')).toEqual([]);
    expect(inside.status.get('refusedFacts')).toBe(50);
    limit(100_000);
    expect(inside.group.commit([batch(2, '{}')], []).batches).toEqual([{ kind: 'committed', batch: 2, lastSeq: 1 }]);
  });

  it('still takes the accounting when only the command is too large for what is left', () => {
    limit(pages() + 1);
    const sessions = Array.from({ length: 190 }, (_, n) => aSession({ sessionKey: `s${n}`, usageState: fill }));
    const { batches, replies } = inside.group.commit([batch(1, '{}')], [command('fold.commit', aFold({ sessions }))]);
    expect(batches).toEqual([{ kind: 'committed', batch: 1, lastSeq: 1 }]);
    expect(replies).toMatchObject([{ ok: false, error: { kind: 'StorageUnavailable' } }]);
  });

  it('dies of anything else: a table that is gone is no weather', () => {
    inside.context.db.exec('DROP TABLE accounting_facts');
    expect(() => inside.group.commit([batch(1, '{}')], [])).toThrow(/accounting_facts/);
    expect(inside.context.db.inTransaction).toBe(false);
  });

  it('promises nothing on a connection that would not sync', () => {
    inside.context.db.pragma('synchronous = NORMAL');
    const ports = { context: inside.context, status: inside.status, releaseBallast: () => false };
    expect(() => new GroupCommit({ ...ports, now: () => 0, monotonicMs: () => 0 })).toThrow(/would not be durable/);
  });
});
