import { beforeEach, describe, expect, it, vi } from 'vitest';
import { problem } from '../../../shared/contract/problem.ts';
import { type ConnectionPorts, createConnection, type LinkState, type SocketEvents } from './connection.ts';

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** A clock and sockets in memory; `sockets` are in the order in which they were opened. */
function bench() {
  let now = 1_000_000;
  let tasks: Task[] = [];
  const sockets: { readonly events: SocketEvents; readonly sent: string[]; closed: boolean }[] = [];
  const states: LinkState[] = [];
  const onLoggedOut = vi.fn();
  const ports: ConnectionPorts = {
    connect: (events) => {
      const socket = { events, sent: [] as string[], closed: false };
      sockets.push(socket);
      return {
        send: (text) => socket.sent.push(text),
        close: () => {
          socket.closed = true;
        },
      };
    },
    now: () => now,
    after: (ms, run) => {
      const task = { at: now + ms, run };
      tasks.push(task);
      return () => {
        tasks = tasks.filter((other) => other !== task);
      };
    },
    random: () => 1,
    onState: (state) => states.push(state),
    onHeard: () => undefined,
    onLoggedOut,
  };
  const advance = (ms: number) => {
    now += ms;
    const due = tasks.filter((task) => task.at <= now);
    tasks = tasks.filter((task) => task.at > now);
    for (const task of due) task.run();
  };
  return { connection: createConnection(ports), sockets, states, advance, onLoggedOut };
}

const sinkOf = () => ({ snapshot: vi.fn(), delta: vi.fn(), refused: vi.fn() });
const said = (kind: string, topic: string, seq: number, data: unknown = {}) =>
  JSON.stringify({ kind, topic, seq, at: 1, data });

let b: ReturnType<typeof bench>;
const last = () => {
  const socket = b.sockets.at(-1);
  if (!socket) throw new Error('no socket was opened');
  return socket;
};
beforeEach(() => {
  b = bench();
});

describe('subscriptions', () => {
  it('the first user asks, the last one lets go, a little later', () => {
    const sink = sinkOf();
    const first = b.connection.watch('sessions', sink);
    last().events.opened();
    const second = b.connection.watch('sessions', sink);
    expect(last().sent).toEqual(['{"subscribe":"sessions"}']);
    first();
    first();
    b.advance(10_000);
    expect(last().sent).toHaveLength(1);
    second();
    b.advance(10_000);
    expect(last().sent.at(-1)).toBe('{"unsubscribe":"sessions"}');
  });

  it('a view that comes right after another keeps the snapshot that is there', () => {
    const sink = sinkOf();
    const leave = b.connection.watch('sessions', sink);
    last().events.opened();
    leave();
    b.advance(1000);
    b.connection.watch('sessions', sink);
    b.advance(10_000);
    expect(last().sent).toEqual(['{"subscribe":"sessions"}']);
  });

  it('a delta counts after a snapshot only, and a missing one asks for everything again', () => {
    const sink = sinkOf();
    b.connection.watch('fup', sink);
    last().events.opened();
    last().events.message(said('delta', 'fup', 1));
    expect(sink.delta).not.toHaveBeenCalled();
    last().events.message(said('snapshot', 'fup', 1));
    last().events.message(said('delta', 'fup', 2));
    expect(sink.delta).toHaveBeenCalledTimes(1);
    last().events.message(said('delta', 'fup', 4));
    expect(sink.delta).toHaveBeenCalledTimes(1);
    expect(last().sent.slice(-2)).toEqual(['{"unsubscribe":"fup"}', '{"subscribe":"fup"}']);
  });

  it('a snapshot in parts reaches its store in order, with how many are still to come', () => {
    const sink = { ...sinkOf(), part: vi.fn() };
    b.connection.watch('sessions', sink);
    last().events.opened();
    last().events.message(JSON.stringify({ kind: 'snapshot', topic: 'sessions', seq: 0, at: 1, parts: 2, data: 'a' }));
    last().events.message(said('part', 'sessions', 1, 'b'));
    last().events.message(said('part', 'sessions', 2, 'c'));
    last().events.message(said('delta', 'sessions', 3, 'd'));
    expect(sink.snapshot.mock.calls).toEqual([['a', 2]]);
    expect(sink.part.mock.calls).toEqual([['b'], ['c']]);
    expect(sink.delta.mock.calls).toEqual([['d']]);
  });

  it('a missing part asks for everything again, and the rest of that snapshot is not taken', () => {
    const sink = { ...sinkOf(), part: vi.fn() };
    b.connection.watch('sessions', sink);
    last().events.opened();
    last().events.message(JSON.stringify({ kind: 'snapshot', topic: 'sessions', seq: 0, at: 1, parts: 3, data: {} }));
    last().events.message(said('part', 'sessions', 2));
    last().events.message(said('part', 'sessions', 3));
    expect(sink.part).not.toHaveBeenCalled();
    expect(last().sent.slice(-2)).toEqual(['{"unsubscribe":"sessions"}', '{"subscribe":"sessions"}']);
  });

  it('after a break in the middle of a snapshot its other parts are not awaited', () => {
    const sink = { ...sinkOf(), part: vi.fn() };
    b.connection.watch('sessions', sink);
    last().events.opened();
    last().events.message(JSON.stringify({ kind: 'snapshot', topic: 'sessions', seq: 0, at: 1, parts: 3, data: 'a' }));
    last().events.closed(1006);
    b.advance(500);
    last().events.opened();
    last().events.message(said('part', 'sessions', 1));
    last().events.message(said('snapshot', 'sessions', 0, 'b'));
    expect(sink.part).not.toHaveBeenCalled();
    expect(sink.snapshot.mock.calls).toEqual([
      ['a', 3],
      ['b', 0],
    ]);
  });

  it('a part of a topic that has none is something the page cannot read', () => {
    const sink = sinkOf();
    b.connection.watch('fup', sink);
    last().events.opened();
    last().events.message(said('snapshot', 'fup', 0));
    last().events.message(said('part', 'fup', 1));
    expect(sink.refused).toHaveBeenLastCalledWith(expect.objectContaining({ kind: 'bug' }));
  });

  it('a refusal reaches its store, and so does what the page cannot read', () => {
    const sink = sinkOf();
    b.connection.watch('alerts', sink);
    last().events.opened();
    const why = problem('forbidden', 'You may not see alerts.');
    last().events.message(JSON.stringify({ kind: 'refused', topic: 'alerts', problem: why }));
    expect(sink.refused).toHaveBeenLastCalledWith(why);
    sink.snapshot.mockImplementation(() => {
      throw new Error('not the contract');
    });
    last().events.message(said('snapshot', 'alerts', 1));
    expect(sink.refused).toHaveBeenLastCalledWith(expect.objectContaining({ kind: 'bug' }));
  });
});

describe('a broken socket', () => {
  it('comes back with growing pauses and asks for every topic again', () => {
    b.connection.watch('status', sinkOf());
    b.connection.watch('sessions', sinkOf());
    last().events.closed(1006);
    expect(b.states.at(-1)).toEqual({ kind: 'waiting', retryAt: 1_000_500 });
    b.advance(500);
    last().events.closed(1006);
    expect(b.states.at(-1)).toEqual({ kind: 'waiting', retryAt: 1_001_500 });
    b.advance(1000);
    last().events.opened();
    expect(b.sockets).toHaveLength(3);
    expect(last().sent).toEqual(['{"subscribe":"status"}', '{"subscribe":"sessions"}']);
  });

  it('never waits longer than 15 s, and not at all when told to hurry', () => {
    b.connection.watch('status', sinkOf());
    for (let round = 0; round < 9; round++) {
      last().events.closed(1006);
      b.advance(15_000);
    }
    expect(b.sockets).toHaveLength(10);
    last().events.closed(1006);
    b.connection.hurry();
    expect(b.sockets).toHaveLength(11);
  });

  it('that says nothing for 15 s is given up', () => {
    b.connection.watch('status', sinkOf());
    last().events.opened();
    b.advance(10_000);
    last().events.message(said('snapshot', 'status', 1));
    b.advance(5000);
    expect(b.states.at(-1)?.kind).toBe('open');
    b.advance(15_000);
    expect(b.states.at(-1)?.kind).toBe('waiting');
    expect(last().closed).toBe(true);
  });

  it('does not come back when the login ended', () => {
    b.connection.watch('status', sinkOf());
    last().events.opened();
    last().events.closed(4401);
    b.advance(60_000);
    expect(b.onLoggedOut).toHaveBeenCalledTimes(1);
    expect(b.sockets).toHaveLength(1);
  });
});
