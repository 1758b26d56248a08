import { afterEach, describe, expect, it } from 'vitest';
import {
  type FakeRouter,
  type FakeRouterOptions,
  type Handler,
  startFakeRouter,
} from '../routeros/testing/fake-router.ts';
import type { Row } from '../routeros/words.ts';
import type { NasSnapshot } from '../store/reads.ts';
import { Fleet, type RouterIntroduction } from './fleet.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const rows =
  (...all: readonly Row[]): Handler =>
  (answer, { queries }) => {
    for (const row of all) {
      const isMeant = queries.every((query) => {
        const [name, value] = query.slice(1).split('=');
        return row[name!] === undefined || row[name!] === value;
      });
      if (isMeant) answer.row(row);
    }
    answer.done();
  };

async function router(handlers: FakeRouterOptions['handlers'] = {}): Promise<FakeRouter> {
  const started = await startFakeRouter({ handlers });
  ends.push(() => started.close());
  return started;
}

const nas = (id: number, at: FakeRouter | undefined): NasSnapshot =>
  ({
    id,
    tenantId: 1,
    name: `tower-${id}`,
    api: at ? { host: at.host, port: at.port, username: 'poller', password: 'secret', tls: false } : null,
  }) as NasSnapshot;

function fleet() {
  const states: string[] = [];
  const gone: number[] = [];
  const introductions = new Map<number, RouterIntroduction>();
  const made = new Fleet({
    now: () => Date.now(),
    onIntroduction: (nasId, said) => introductions.set(nasId, said),
    onState: (nasId, { kind }) => states.push(`${nasId} ${kind}`),
    onGone: ({ id }) => gone.push(id),
  });
  ends.push(() => made.close());
  return { made, states, gone, introductions };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

const queueRow = (name: string, maxLimit: string): Row => ({
  name,
  target: name,
  'max-limit': maxLimit,
  dynamic: 'true',
});
const sessionRow = (user: string, sessionId: string): Row => ({
  name: user,
  service: 'pppoe',
  'caller-id': 'AA:BB:CC:00:00:01',
  address: '100.64.0.1',
  uptime: '1m',
  'session-id': sessionId,
  radius: 'true',
});

describe('the fleet', () => {
  it('P08: a router that is cut off in the middle of its pools has none to take over, and all of them when it is back', async () => {
    let isCut = true;
    const one = await router({
      '/ip/pool/print': (answer) => {
        answer.row({ name: 'pppoe', ranges: '10.5.0.10-10.5.0.99' });
        if (isCut) for (const socket of one.sockets) socket.destroy();
        else
          rows({ name: 'hotel', ranges: '10.6.0.0/24,10.7.0.1', 'next-pool': 'none' })(answer, {
            queries: [],
          } as never);
      },
    });
    const { made, states } = fleet();
    made.sync([nas(1, one)]);
    await until(() => states.includes('1 up'));
    await expect(made.readIpPools(1)).rejects.toThrow();
    isCut = false;
    await until(() => states.filter((state) => state === '1 up').length > 1);
    expect(await made.readIpPools(1)).toEqual([
      { name: 'pppoe', ranges: ['10.5.0.10-10.5.0.99'], nextPool: null },
      { name: 'hotel', ranges: ['10.6.0.0/24', '10.7.0.1'], nextPool: null },
    ]);
  });

  it('dials who has API access, and hangs up on who lost it', async () => {
    const one = await router();
    const { made, states, gone } = fleet();
    made.sync([nas(1, one), nas(2, undefined)]);
    await until(() => states.includes('1 up'));
    expect(made.members.map(({ id }) => id)).toEqual([1]);
    expect(made.state(2)).toBeUndefined();
    made.sync([nas(1, undefined), nas(2, undefined)]);
    expect(made.members).toEqual([]);
    expect(gone).toEqual([1]);
    expect(made.state(1)).toBeUndefined();
    expect(await made.readQueue(1, '<pppoe-ali>')).toBeUndefined();
    await expect(made.readSessions(1)).rejects.toThrow('not in the fleet');
  });

  it('an unchanged router is not dialled again, a renamed one has its new name', async () => {
    const one = await router();
    const { made, states } = fleet();
    made.sync([nas(1, one)]);
    await until(() => states.includes('1 up'));
    made.sync([{ ...nas(1, one), name: 'hill' }]);
    expect(made.members.map(({ name }) => name)).toEqual(['hill']);
    await made.readQueue(1, '<pppoe-ali>');
    expect(one.connections).toBe(1);
  });

  it('asks a router that came up who it is; what it refuses is not known', async () => {
    const one = await router({ '/radius/incoming/print': rows({ accept: 'true', port: '3799' }) });
    const { made, introductions } = fleet();
    made.sync([nas(1, one)]);
    await until(() => introductions.has(1));
    expect(introductions.get(1)).toEqual({
      version: '7.16.1 (stable)',
      identity: 'fake',
      coaPortSeen: 3799,
      coaAccepts: true,
    });
    expect(made.resource(1)?.resource.version).toBe('7.16.1 (stable)');
  });

  it('X46: each router that is up and tells its time says how far it is ahead of us', async () => {
    const clock = (at: Date): Row => ({
      date: at.toISOString().slice(0, 10),
      time: at.toISOString().slice(11, 19),
      'gmt-offset': '+00:00',
      'time-zone-name': 'UTC',
    });
    const day = 86_400_000;
    const fast = await router({ '/system/clock/print': rows(clock(new Date(Date.now() + day))) });
    const silent = await router({ '/system/clock/print': (answer) => answer.trap('no') });
    const { made, states } = fleet();
    made.sync([nas(1, fast), nas(2, silent), nas(3, undefined)]);
    await until(() => states.includes('1 up') && states.includes('2 up'));
    const skews = await made.readClockSkews();
    expect(skews).toHaveLength(1);
    expect(Math.abs(skews[0]! - day)).toBeLessThan(60_000);
  });

  it('a round tells sessions and how long the router is up; without its load the sessions come all the same', async () => {
    const sessions = {
      '/ppp/active/print': rows(sessionRow('ali', '0x81000001')),
      '/interface/print': rows(),
      '/interface/pppoe-server/print': rows(),
    };
    const one = await router(sessions);
    const shy = await router({
      ...sessions,
      '/system/resource/print': (answer) => {
        answer.trap('not enough permissions (9)');
        answer.done();
      },
    });
    const { made, states } = fleet();
    made.sync([nas(1, one), nas(2, shy)]);
    await until(() => states.includes('1 up') && states.includes('2 up'));
    expect(await made.readSessions(1)).toMatchObject({
      active: { rows: [{ user: 'ali' }], isComplete: true },
      routerUptimeSeconds: 9 * 86_400 + 3 * 3_600 + 4 * 60 + 5,
    });
    expect(await made.readSessions(2)).toMatchObject({
      active: { rows: [{ user: 'ali' }] },
      routerUptimeSeconds: undefined,
    });
  });

  it('reads one queue by name, and says when there is none or nobody to ask', async () => {
    const one = await router({ '/queue/simple/print': rows(queueRow('<pppoe-ali>', '4000000/4000000')) });
    const { made, states } = fleet();
    made.sync([nas(1, one)]);
    expect(await made.readQueue(1, '<pppoe-ali>')).toBeUndefined();
    await until(() => states.includes('1 up'));
    expect((await made.readQueue(1, '<pppoe-ali>'))?.maxLimitBitsPerSecond).toEqual({ up: 4_000_000, down: 4_000_000 });
    expect(await made.readQueue(1, '<pppoe-mona>')).toBeNull();
    await one.close();
    await until(() => made.state(1)?.kind !== 'up');
    expect(await made.readQueue(1, '<pppoe-ali>')).toBeUndefined();
  });

  it('pain 21: the queues of 300 sessions cost one print', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `<pppoe-u${i}>`);
    const one = await router({
      '/queue/simple/print': rows(...names.map((name) => queueRow(name, '4000000/4000000'))),
    });
    const { made, states } = fleet();
    made.sync([nas(1, one)]);
    await until(() => states.includes('1 up'));
    const queues = await made.readQueues(1, [...names, '<pppoe-nobody>']);
    expect(queues.size).toBe(300);
    expect(one.requests.filter(({ command }) => command === '/queue/simple/print')).toHaveLength(1);
  });

  it('a router that refuses the question fails who asked for many, and is "cannot be asked" for a push', async () => {
    const one = await router();
    const { made, states } = fleet();
    made.sync([nas(1, one)]);
    await until(() => states.includes('1 up'));
    await expect(made.readQueues(1, ['<pppoe-ali>'])).rejects.toThrow('no such command prefix');
    expect(await made.readQueue(1, '<pppoe-ali>')).toBeUndefined();
  });

  it('many who look for their session’s id share prints', async () => {
    const one = await router({
      '/ppp/active/print': rows(sessionRow('ali', '0x81000001'), sessionRow('mona', '0x8100000A')),
    });
    const { made, states } = fleet();
    made.sync([nas(1, one)]);
    await until(() => states.includes('1 up'));
    const found = await Promise.all(
      Array.from({ length: 100 }, (_, i) => made.findSessionIds(1, i % 2 ? 'ali' : 'mona')),
    );
    expect(found[0]).toEqual(['8100000a']);
    expect(found[1]).toEqual(['81000001']);
    expect(one.requests.filter(({ command }) => command === '/ppp/active/print')).toHaveLength(2);
    expect(await made.findSessionIds(9, 'ali')).toBeUndefined();
  });
});
