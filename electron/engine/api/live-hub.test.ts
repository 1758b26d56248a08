/**
 * Goal: a slow client costs neither memory nor the others; topics start with the first watcher and end with the last.
 * Method: sockets that take only what the test lets them take, and a clock that the test owns.
 */
import { describe, expect, it } from 'vitest';
import { expandPermissions } from '../../../shared/contract/permissions.ts';
import { LiveMessage, type TopicRef, topicText } from '../../../shared/contract/topics.ts';
import type { Caller } from '../operators/service.ts';
import { NotFound } from '../store/errors.ts';
import { createLiveHub, type LiveSocket, socketsMax, socketsPerOperatorMax, type TopicSources } from './live-hub.ts';

const scope = { tenantId: 1 };

const callerWith = (patterns: readonly string[], viewScope = scope): Caller => ({
  actor: { kind: 'operator', id: 1, name: 'vera' },
  scope: viewScope,
  viewScope,
  permissions: new Set(expandPermissions(patterns)),
  role: 'viewer',
  operatorId: 1,
  session: undefined,
});

class FakeSocket implements LiveSocket {
  readonly texts: string[] = [];
  closed: { code: number; reason: string } | undefined;
  waiting = 0;
  /** True: nothing is ever taken. */
  isStuck = false;

  send(text: string): void {
    this.texts.push(text);
    if (this.isStuck) this.waiting += text.length;
  }
  waitingBytes(): number {
    return this.waiting;
  }
  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }
  get messages(): LiveMessage[] {
    return this.texts.map((text) => LiveMessage.parse(JSON.parse(text)));
  }
  get kinds(): string[] {
    return this.messages.map((message) => `${message.kind} ${message.topic}`);
  }
}

const status = (online: number) => ({
  at: 0,
  timeZone: 'UTC',
  online,
  subscribers: 0,
  downBps: null,
  upBps: null,
  authPerSecond: 0,
  acctPerSecond: 0,
  p99Ms: null,
  unacknowledged: 0,
  routersUp: 0,
  routersDown: 0,
  routers: 0,
  throttled: 0,
  openAlerts: 0,
});

const stats = {
  total: 0,
  activeFup: 0,
  dailyQuotaExceeded: 0,
  monthlyQuotaExceeded: 0,
  unlimited: 0,
  daily: [0, 0, 0, 0, 0, 0, 0],
  monthly: [0, 0, 0, 0, 0, 0, 0],
  effective: [0, 0, 0, 0, 0, 0, 0],
};

function hubWith(overrides: Partial<TopicSources> = {}) {
  let now = 1000;
  let online = 0;
  const events: string[] = [];
  const faults: unknown[] = [];
  const sources: TopicSources = {
    status: { snapshot: () => status(online) },
    sessions: { snapshot: () => ({ at: now, sessions: [] }) },
    session: { snapshot: () => ({ intervalMs: 4000, samples: [] }) },
    fup: { snapshot: () => ({ stats }) },
    alerts: { snapshot: () => ({ open: [] }) },
    'auth-log': { snapshot: () => ({ entries: [] }) },
    routers: { snapshot: () => ({ routers: [] }) },
    trace: { snapshot: () => ({ entries: [] }) },
    'nas-trace': { snapshot: () => ({ entries: [] }) },
    ...overrides,
  };
  const name = (topic: TopicRef) => topicText(topic);
  const hub = createLiveHub({
    sources,
    clock: { now: () => now },
    onActive: (topic) => events.push(`active ${name(topic)}`),
    onIdle: (topic) => events.push(`idle ${name(topic)}`),
    onFault: (_topic, error) => faults.push(error),
  });
  const tick = (n: number) => hub.publish(scope, { name: 'status' }, status(n));
  return { hub, events, faults, tick, pass: (ms: number) => (now += ms), setOnline: (n: number) => (online = n) };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const subscribe = (topic: string) => JSON.stringify({ subscribe: topic });
const unsubscribe = (topic: string) => JSON.stringify({ unsubscribe: topic });

describe('live hub', () => {
  it('sends a snapshot first and then deltas with rising seq', async () => {
    const { hub, tick } = hubWith();
    const socket = new FakeSocket();
    hub.attach(socket, callerWith(['overview.view'])).receive(subscribe('status'));
    await settle();
    tick(1);
    tick(2);
    expect(socket.messages.map((m) => (m.kind === 'refused' ? m.kind : `${m.kind} ${m.seq}`))).toEqual([
      'snapshot 0',
      'delta 1',
      'delta 2',
    ]);
  });

  it('keeps deltas that come while the snapshot is being read, and sends them after it', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { hub, tick } = hubWith({ status: { snapshot: () => gate.then(() => status(5)) } });
    const socket = new FakeSocket();
    hub.attach(socket, callerWith(['overview.view'])).receive(subscribe('status'));
    tick(6);
    tick(7);
    expect(socket.texts).toEqual([]);
    release();
    await settle();
    expect(socket.kinds).toEqual(['snapshot status', 'delta status', 'delta status']);
  });

  it('tells the source of the first watcher and of the last one leaving, per topic and id', async () => {
    const { hub, events } = hubWith();
    const anna = hub.attach(new FakeSocket(), callerWith(['sessions.view']));
    const ben = hub.attach(new FakeSocket(), callerWith(['sessions.view']));
    anna.receive(subscribe('session:7'));
    ben.receive(subscribe('session:7'));
    ben.receive(subscribe('session:8'));
    await settle();
    anna.receive(unsubscribe('session:7'));
    expect(events).toEqual(['active session:7', 'active session:8']);
    ben.detach();
    expect(events.slice(2).sort()).toEqual(['idle session:7', 'idle session:8']);
    expect(hub.counts()).toMatchObject({ clients: 1, watches: 0 });
  });

  it('refuses a topic without its permission, an unknown topic and an id where none belongs', async () => {
    const { hub, events } = hubWith();
    const socket = new FakeSocket();
    const client = hub.attach(socket, callerWith(['overview.view']));
    for (const topic of ['sessions', 'weather', 'status:4', 'session', 'session:0', 'session:x', '__proto__']) {
      client.receive(subscribe(topic));
    }
    await settle();
    expect(socket.messages.map((m) => (m.kind === 'refused' ? m.problem.kind : m.kind))).toEqual([
      'forbidden',
      ...Array.from({ length: 6 }, () => 'not-found'),
    ]);
    expect(events).toEqual([]);
  });

  it('passes on a refusal of the source and forgets the watch', async () => {
    const { hub, events, faults } = hubWith({
      session: {
        snapshot: () => {
          throw new NotFound('There is no session 9.');
        },
      },
    });
    const socket = new FakeSocket();
    hub.attach(socket, callerWith(['sessions.view'])).receive(subscribe('session:9'));
    await settle();
    expect(socket.messages[0]).toMatchObject({ kind: 'refused', problem: { kind: 'not-found' } });
    expect(events).toEqual(['active session:9', 'idle session:9']);
    expect(faults).toEqual([]);
  });

  it('reports a failing source as a fault and tells the client no internals', async () => {
    const { hub, faults } = hubWith({ fup: { snapshot: () => Promise.reject(new Error('secret detail')) } });
    const socket = new FakeSocket();
    hub.attach(socket, callerWith(['fup.view'])).receive(subscribe('fup'));
    await settle();
    expect(faults).toHaveLength(1);
    expect(socket.texts.join()).not.toContain('secret detail');
  });

  it('drops deltas for a slow client only, and gives it a fresh snapshot when it has caught up', async () => {
    const { hub, tick, pass, setOnline } = hubWith();
    const slow = new FakeSocket();
    const quick = new FakeSocket();
    for (const socket of [slow, quick]) hub.attach(socket, callerWith(['overview.view'])).receive(subscribe('status'));
    await settle();
    slow.waiting = 2 * 1024 * 1024;
    for (let n = 0; n < 5; n += 1) tick(n);
    hub.sweep();
    expect(slow.kinds).toEqual(['snapshot status']);
    expect(quick.kinds).toHaveLength(6);
    slow.waiting = 0;
    setOnline(77);
    pass(1000);
    hub.sweep();
    await settle();
    expect(slow.kinds).toEqual(['snapshot status', 'snapshot status']);
    expect(slow.messages[1]).toMatchObject({ data: { online: 77 }, seq: 0 });
    tick(78);
    expect(slow.kinds.at(-1)).toBe('delta status');
    expect(hub.counts()).toMatchObject({ dropped: 5, resynced: 1, cut: 0 });
  });

  it('cuts a client that is full again within a minute of its fresh snapshot', async () => {
    const { hub, tick, pass } = hubWith();
    const slow = new FakeSocket();
    hub.attach(slow, callerWith(['overview.view'])).receive(subscribe('status'));
    await settle();
    for (const _round of [1, 2]) {
      slow.waiting = 2 * 1024 * 1024;
      tick(1);
      slow.waiting = 0;
      pass(1000);
      hub.sweep();
      await settle();
    }
    expect(slow.closed?.code).toBe(4408);
    expect(hub.counts()).toMatchObject({ clients: 0, watches: 0, cut: 1 });
  });

  it('cuts a client that takes nothing for ten seconds, having kept at most a bounded amount for it', async () => {
    const { hub, pass } = hubWith();
    const stuck = new FakeSocket();
    stuck.isStuck = true;
    hub.attach(stuck, callerWith(['sessions.view'])).receive(subscribe('sessions'));
    await settle();
    const delta = {
      at: 1,
      opened: [],
      changed: [],
      closed: [],
      ticks: Array.from({ length: 10_000 }, (_, i) => [i, 1e6, 1e5, 1e9, 1e8] as const),
    };
    for (let second = 0; second < 30 && !stuck.closed; second += 1) {
      hub.publish(scope, { name: 'sessions' }, { ...delta, ticks: delta.ticks.map((t) => [...t]) });
      pass(1000);
      hub.sweep();
    }
    expect(stuck.closed?.code).toBe(4408);
    expect(stuck.waiting).toBeLessThan(2 * 1024 * 1024);
  });

  describe('a snapshot of many sessions', () => {
    const rows = (count: number) => Array.from({ length: count }, (_, id) => ({ id })) as never[];
    const closed = (id: number) => ({ at: 2, opened: [], changed: [], ticks: [], closed: [id] });
    const watched = async (overrides: Partial<TopicSources>, settled = true) => {
      const made = hubWith(overrides);
      const socket = new FakeSocket();
      const client = made.hub.attach(socket, callerWith(['sessions.view', 'overview.view']));
      client.receive(subscribe('sessions'));
      for (let turn = 0; settled && turn < 50; turn += 1) await settle();
      return { ...made, socket, client };
    };
    const idsOf = (message: LiveMessage): number[] =>
      message.kind === 'refused' ? [] : (message.data as { sessions: { id: number }[] }).sessions.map(({ id }) => id);

    it('comes in parts of 250 that are announced, each row once, seq rising', async () => {
      const { socket } = await watched({ sessions: { snapshot: () => ({ at: 7, sessions: rows(1_001) }) } });
      expect(socket.messages.map((m) => (m.kind === 'refused' ? m.kind : `${m.kind} ${m.seq}`))).toEqual([
        'snapshot 0',
        'part 1',
        'part 2',
        'part 3',
        'part 4',
      ]);
      expect(socket.messages[0]).toMatchObject({ parts: 4, data: { at: 7 } });
      expect(socket.messages.map(idsOf).map(({ length }) => length)).toEqual([250, 250, 250, 250, 1]);
      expect(socket.messages.flatMap(idsOf)).toEqual(Array.from({ length: 1_001 }, (_, id) => id));
    });

    it('that fits into one message announces no parts', async () => {
      const { socket } = await watched({ sessions: { snapshot: () => ({ at: 7, sessions: rows(250) }) } });
      expect(socket.kinds).toEqual(['snapshot sessions']);
      expect(socket.messages[0]).not.toHaveProperty('parts');
    });

    it('lets the event loop go round between two parts, and keeps what changes meanwhile for after the last', async () => {
      const { hub, socket } = await watched({ sessions: { snapshot: () => ({ at: 7, sessions: rows(750) }) } }, false);
      await settle();
      expect(socket.kinds.length).toBeLessThan(3);
      hub.publish(scope, { name: 'sessions' }, closed(3));
      for (let turn = 0; turn < 50; turn += 1) await settle();
      expect(socket.kinds).toEqual(['snapshot sessions', 'part sessions', 'part sessions', 'delta sessions']);
      expect(socket.messages.map((m) => m.kind !== 'refused' && m.seq)).toEqual([0, 1, 2, 3]);
    });

    it('ends where the client lets go, and begins anew when it asks again', async () => {
      const { socket, client } = await watched(
        { sessions: { snapshot: () => ({ at: 7, sessions: rows(750) }) } },
        false,
      );
      await settle();
      client.receive(unsubscribe('sessions'));
      client.receive(subscribe('sessions'));
      for (let turn = 0; turn < 50; turn += 1) await settle();
      const last = socket.kinds.lastIndexOf('snapshot sessions');
      expect(last).toBeGreaterThan(0);
      expect(socket.kinds.slice(last)).toEqual(['snapshot sessions', 'part sessions', 'part sessions']);
      expect(socket.messages.slice(last).flatMap(idsOf)).toHaveLength(750);
    });

    it('is read again when more changed meanwhile than is kept', async () => {
      let reads = 0;
      const sessions = { snapshot: () => ({ at: ++reads, sessions: rows(500) }) };
      const { hub, socket } = await watched({ sessions }, false);
      for (let id = 0; id < 300; id += 1) hub.publish(scope, { name: 'sessions' }, closed(id));
      for (let turn = 0; turn < 50; turn += 1) await settle();
      expect(reads).toBe(2);
      expect(socket.kinds.slice(-2)).toEqual(['snapshot sessions', 'part sessions']);
      expect(socket.kinds).not.toContain('delta sessions');
    });
  });

  it('does not take a large snapshot on its way for slowness', async () => {
    const sessions = Array.from({ length: 10_000 }, (_, id) => ({ id, filler: 'x'.repeat(400) }));
    const { hub, pass } = hubWith({ sessions: { snapshot: () => ({ at: 1, sessions: sessions as never }) } });
    const socket = new FakeSocket();
    socket.isStuck = true;
    hub.attach(socket, callerWith(['sessions.view'])).receive(subscribe('sessions'));
    for (let turn = 0; turn < 100; turn += 1) await settle();
    hub.publish(scope, { name: 'sessions' }, { at: 2, opened: [], changed: [], closed: [3], ticks: [] });
    pass(20_000);
    hub.sweep();
    expect(socket.kinds).toHaveLength(41);
    expect(socket.kinds.at(-1)).toBe('delta sessions');
    expect(socket.closed).toBeUndefined();
  });

  it('never sends one scope what was published for another', async () => {
    const { hub } = hubWith();
    const sockets = [{ tenantId: 1 }, { tenantId: 2 }, { tenantId: 1, resellerId: 4 }].map((own) => {
      const socket = new FakeSocket();
      hub.attach(socket, callerWith(['overview.view'], own)).receive(subscribe('status'));
      return socket;
    });
    await settle();
    hub.publish({ tenantId: 2 }, { name: 'status' }, status(3));
    expect(sockets.map((socket) => socket.texts.length)).toEqual([1, 2, 1]);
  });

  it('F098: who may see the figures of all still gets its own packets only', async () => {
    const asked: unknown[] = [];
    const own = { tenantId: 1, resellerId: 4 };
    const { hub } = hubWith({
      trace: {
        snapshot: (from, id) => {
          asked.push([from, id]);
          return { entries: [] };
        },
      },
      fup: {
        snapshot: (from) => {
          asked.push(from);
          return { stats };
        },
      },
    });
    const socket = new FakeSocket();
    const client = hub.attach(socket, { ...callerWith(['trace.view', 'fup.view']), scope: own });
    client.receive(subscribe('trace:7'));
    client.receive(subscribe('fup'));
    await settle();
    expect(asked).toEqual([[own, 7], scope]);
    hub.publish(scope, { name: 'trace', id: 7 }, { changed: [], gone: ['not its own'] });
    hub.publish(own, { name: 'trace', id: 7 }, { changed: [], gone: ['its own'] });
    expect(socket.texts.filter((text) => text.includes('"delta"')).map((text) => JSON.parse(text).data.gone)).toEqual([
      ['its own'],
    ]);
  });

  it('ends topics that a caller may no longer see', async () => {
    const { hub, events } = hubWith();
    const socket = new FakeSocket();
    const client = hub.attach(socket, callerWith(['overview.view', 'fup.view']));
    client.receive(subscribe('status'));
    client.receive(subscribe('fup'));
    await settle();
    client.refresh(callerWith(['fup.view']));
    expect(socket.kinds.at(-1)).toBe('refused status');
    expect(events.at(-1)).toBe('idle status');
  });

  it.each(['', 'x', '[]', '{}', '{"subscribe":5}', '{"subscribe":"status","also":1}'])(
    'closes on a message that is no request: %j',
    (text) => {
      const { hub } = hubWith();
      const socket = new FakeSocket();
      hub.attach(socket, callerWith(['*'])).receive(text);
      expect(socket.closed?.code).toBe(1008);
    },
  );

  it('allows 64 topics per connection', async () => {
    const { hub } = hubWith();
    const socket = new FakeSocket();
    const client = hub.attach(socket, callerWith(['*']));
    for (let id = 1; id <= 65; id += 1) client.receive(subscribe(`session:${id}`));
    client.receive(subscribe('session:1'));
    await settle();
    expect(socket.messages.filter((m) => m.kind === 'refused').map((m) => m.topic)).toEqual(['session:65']);
  });

  it('closes every socket when the engine stops', () => {
    const { hub } = hubWith();
    const sockets = [new FakeSocket(), new FakeSocket()];
    for (const socket of sockets) hub.attach(socket, callerWith(['*']));
    hub.close();
    expect(sockets.map((socket) => socket.closed?.code)).toEqual([1001, 1001]);
  });
});

describe('how many live sockets there may be', () => {
  const caller = (operatorId: number): Caller => ({ ...callerWith(['*']), operatorId });
  const attach = (hub: ReturnType<typeof hubWith>['hub'], operatorId: number) => {
    const socket = new FakeSocket();
    return { socket, client: hub.attach(socket, caller(operatorId)) };
  };

  it('an operator’s one too many is closed with a code of its own, counted, and hears nothing', async () => {
    const { hub, events } = hubWith();
    const mine = Array.from({ length: socketsPerOperatorMax }, () => attach(hub, 1));
    const extra = attach(hub, 1);
    expect(extra.socket.closed).toEqual({
      code: 4429,
      reason: `an operator may have ${socketsPerOperatorMax} live connections; close a window`,
    });
    extra.client.receive(subscribe('status'));
    extra.client.refresh(caller(1));
    await settle();
    expect(extra.socket.texts).toEqual([]);
    expect(events).toEqual([]);
    expect(hub.counts()).toMatchObject({ clients: socketsPerOperatorMax, refused: 1 });

    expect(attach(hub, 2).socket.closed).toBeUndefined();
    mine[0]?.client.detach();
    extra.client.detach();
    expect(attach(hub, 1).socket.closed).toBeUndefined();
    expect(attach(hub, 1).socket.closed?.code).toBe(4429);
  });

  it('all operators together have a bound as well', () => {
    const { hub } = hubWith();
    for (let i = 0; i < socketsMax; i++) expect(attach(hub, i).socket.closed).toBeUndefined();
    const { socket } = attach(hub, socketsMax);
    expect(socket.closed).toEqual({
      code: 4429,
      reason: `the engine has ${socketsMax} live connections; close a window`,
    });
    expect(hub.counts()).toMatchObject({ clients: socketsMax, refused: 1 });
  });
});
