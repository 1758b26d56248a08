import { describe, expect, it } from 'vitest';
import type { CoaOutcome, CoaRequest, CoaTarget } from '../coa/client.ts';
import { readAttribute } from '../radius/attributes.ts';
import { parsePacket } from '../radius/packet.ts';
import type { DynamicQueue } from '../routeros/commands/simple-queues.ts';
import { changeAttributes } from './change-attributes.ts';
import type { SessionIdentity } from './identify.ts';
import { endSession, type PushPorts, type PushTarget, pushRate } from './rate-push.ts';

/** A NAS with the sessions of one user, and everything that pain 10 says of CoA. */
interface SimNas {
  /** By Acct-Session-Id as the NAS writes it: the rate in force. */
  readonly sessions: Map<string, string>;
  readonly port: number;
  readonly mode: 'ok' | 'silent' | 'ack-but-ignores' | 'nak-other' | 'nak-without-cause';
  readonly hasApi: boolean;
  readonly requests: { readonly port: number; readonly acctSessionId: string; readonly rate: string }[];
  readonly disconnects: number;
}

const nas = (over: Partial<SimNas> = {}): SimNas => ({
  sessions: new Map([['81d0000a', '10M/10M']]),
  port: 3799,
  mode: 'ok',
  hasApi: true,
  requests: [],
  disconnects: 0,
  ...over,
});

const queueOf = (rate: string): DynamicQueue => {
  const [up, down] = rate.split('/').map((half) => Number(half.replace('M', '000000')));
  return {
    name: '<pppoe-ali>',
    targets: ['<pppoe-ali>'],
    maxLimitBitsPerSecond: { up: up!, down: down! },
    burstLimitBitsPerSecond: undefined,
    burstThresholdBitsPerSecond: undefined,
    burstTimeSeconds: undefined,
  };
};

const ali: SessionIdentity = { username: 'ali', acctSessionId: '81d0000a', framedIpAddress: '100.64.0.1' };
const target: PushTarget = {
  nasName: 'tower',
  address: '10.0.0.1',
  secret: 's',
  localAddress: undefined,
  ports: [3799, 1700],
};

function push(
  sim: SimNas,
  session: Partial<SessionIdentity> = {},
  over: Partial<PushPorts> = {},
  ports = target.ports,
) {
  const answered: number[] = [];
  const waits: number[] = [];
  const send = async ({ port }: CoaTarget, { code, attributes }: CoaRequest): Promise<CoaOutcome> => {
    if (code !== 'CoA-Request') throw new Error('nobody is disconnected to be throttled (X45)');
    const packet = Buffer.concat([Buffer.from([43, 1, 0, 20 + attributes.length]), Buffer.alloc(16), attributes]);
    const parsed = parsePacket(packet);
    if (!parsed.ok) throw new Error('our own packet');
    const text = (name: 'Acct-Session-Id' | 'Mikrotik-Rate-Limit') => readAttribute(parsed.value, name) ?? '';
    const acctSessionId = text('Acct-Session-Id');
    const rate = text('Mikrotik-Rate-Limit');
    sim.requests.push({ port, acctSessionId, rate });
    if (sim.mode === 'silent' || port !== sim.port) return { kind: 'timeout', tries: 3, ms: 6000 };
    if (sim.mode === 'nak-other') return { kind: 'nak', tries: 1, ms: 5, errorCause: 'Administratively-Prohibited' };
    if (!sim.sessions.has(acctSessionId)) {
      const errorCause = sim.mode === 'nak-without-cause' ? undefined : 'Session-Context-Not-Found';
      return { kind: 'nak', tries: 1, ms: 5, errorCause };
    }
    if (sim.mode !== 'ack-but-ignores') sim.sessions.set(acctSessionId, rate);
    return { kind: 'ack', tries: 1, ms: 5 };
  };
  const outcome = pushRate(
    { ...ali, ...session },
    changeAttributes('4M/4M', 'mikrotik', undefined),
    { ...target, ports },
    {
      send,
      readQueue: async () => {
        const [rate] = sim.sessions.values();
        return sim.hasApi && rate !== undefined ? queueOf(rate) : undefined;
      },
      findSessionIds: async () => (sim.hasApi ? [...sim.sessions.keys()].map((id) => id.toLowerCase()) : undefined),
      onAnswer: (port) => answered.push(port),
      wait: async (ms) => void waits.push(ms),
      ...over,
    },
  );
  return outcome.then((result) => ({ ...result, answered, waits, said: result.steps.map(({ what }) => what) }));
}

describe('pain 10: what becomes of a CoA', () => {
  it('ok: acknowledged, read back, verified', async () => {
    const done = await push(nas());
    expect(done).toMatchObject({ result: 'verified', appliedRate: '4000000/4000000', answered: [3799], waits: [] });
    expect(done.said).toEqual(['tower:3799 acknowledged CoA-Request 4M/4M', 'Read back 4000000/4000000']);
  });

  it('no API: acknowledged, which is not verified, and not waited for', async () => {
    expect(await push(nas({ hasApi: false }))).toMatchObject({
      result: 'acknowledged',
      appliedRate: '4M/4M',
      waits: [],
    });
  });

  it('a session without a queue: acknowledged, after looking three times', async () => {
    const done = await push(nas(), {}, { readQueue: async () => null });
    expect(done).toMatchObject({ result: 'acknowledged', appliedRate: '4M/4M', waits: [150, 600] });
  });

  it('a queue that is remade a moment later gets a second look', async () => {
    const sim = nas();
    let looks = 0;
    const late = await push(sim, {}, { readQueue: async () => queueOf(++looks < 3 ? '10M/10M' : '4M/4M') });
    expect(late).toMatchObject({ result: 'verified', waits: [150, 600] });
    expect(sim.requests).toHaveLength(1);
  });

  it('a queue that is not there yet at the first look gets one too', async () => {
    let looks = 0;
    const late = await push(nas(), {}, { readQueue: async () => (++looks < 2 ? null : queueOf('4M/4M')) });
    expect(late).toMatchObject({ result: 'verified' });
  });

  it('NAK 503, the router lists the session under another id: found and verified', async () => {
    const sim = nas({ sessions: new Map([['81d000ff', '10M/10M']]) });
    const done = await push(sim);
    expect(done).toMatchObject({ result: 'verified' });
    expect(done.said).toEqual([
      'tower:3799 refused CoA-Request 4M/4M: Session-Context-Not-Found',
      'Identified again as 81d000ff',
      'tower:3799 acknowledged CoA-Request 4M/4M',
      'Read back 4000000/4000000',
    ]);
  });

  it.each([true, false])(
    'NAK 503 and the router writes its ids in capitals: found and verified (API: %s)',
    async (hasApi) => {
      const sim = nas({ sessions: new Map([['81D0000A', '10M/10M']]), hasApi });
      expect((await push(sim)).result).toBe(hasApi ? 'verified' : 'acknowledged');
      expect(sim.requests.map(({ acctSessionId }) => acctSessionId)).toEqual(['81d0000a', '81D0000A']);
    },
  );

  it('NAK without Error-Cause is looked into like 503', async () => {
    const sim = nas({ sessions: new Map([['81D0000A', '10M/10M']]), mode: 'nak-without-cause' });
    expect((await push(sim)).result).toBe('verified');
  });

  it('case 4: the id of another session of the subscriber is not taken for this one', async () => {
    const sim = nas({ sessions: new Map([['81000002', '10M/10M']]) });
    const done = await push(sim, { otherIds: ['81000002'] });
    expect(done).toMatchObject({ result: 'gone' });
    expect(sim.sessions.get('81000002')).toBe('10M/10M');
  });

  it('session gone: NAK 503 and the router lists none', async () => {
    const done = await push(nas({ sessions: new Map() }));
    expect(done).toMatchObject({ result: 'gone', appliedRate: undefined });
    expect(done.said.at(-1)).toBe('The router has no such session of this user');
  });

  it('session gone, no API: pending, because nothing proves it', async () => {
    expect((await push(nas({ sessions: new Map(), hasApi: false }))).result).toBe('pending');
  });

  it('NAK for another reason: pending, not asked again', async () => {
    const sim = nas({ mode: 'nak-other' });
    const done = await push(sim);
    expect(done).toMatchObject({
      result: 'pending',
      said: ['tower:3799 refused CoA-Request 4M/4M: Administratively-Prohibited'],
    });
    expect(sim.requests).toHaveLength(1);
  });

  it('silent: pending, after every port was asked', async () => {
    const done = await push(nas({ mode: 'silent' }));
    expect(done).toMatchObject({ result: 'pending', answered: [] });
    expect(done.said).toEqual([
      'tower:3799 did not answer CoA-Request 4M/4M (3 tries)',
      'tower:1700 did not answer CoA-Request 4M/4M (3 tries)',
    ]);
  });

  it('ACK but ignores: pending, and what the router really has is known', async () => {
    const sim = nas({ mode: 'ack-but-ignores' });
    const done = await push(sim);
    expect(done).toMatchObject({ result: 'pending', appliedRate: '10000000/10000000' });
    expect(done.said).toContain('Acknowledged, but the queue says 10000000/10000000');
  });

  it('wrong port: the one that answers is told, and comes first next time', async () => {
    expect(await push(nas({ port: 1700 }))).toMatchObject({ result: 'verified', answered: [1700] });
  });

  it('a port that the operator set is the only one asked', async () => {
    const sim = nas({ port: 1700 });
    expect((await push(sim, {}, {}, [3799])).result).toBe('pending');
    expect(sim.requests.map(({ port }) => port)).toEqual([3799]);
  });

  it('no port is known: pending, and said', async () => {
    expect(await push(nas(), {}, {}, [])).toMatchObject({ result: 'pending', said: ['No CoA port is known'] });
  });

  it('a burst is part of what must be read back', async () => {
    const burst = { ...queueOf('4M/4M'), burstLimitBitsPerSecond: { up: 8_000_000, down: 8_000_000 } };
    expect((await push(nas(), {}, { readQueue: async () => burst })).result).toBe('pending');
  });
});

describe('X45: the session is called otherwise', () => {
  /** A NAS that knows its session by these words only. */
  const knows = (words: Partial<Record<'User-Name' | 'Acct-Session-Id' | 'Framed-IP-Address', string | undefined>>) => {
    const asked: string[] = [];
    const send = async (_target: CoaTarget, { attributes }: CoaRequest): Promise<CoaOutcome> => {
      const packet = Buffer.concat([Buffer.from([43, 1, 0, 20 + attributes.length]), Buffer.alloc(16), attributes]);
      const parsed = parsePacket(packet);
      if (!parsed.ok) throw new Error('our own packet');
      const told = (['User-Name', 'Acct-Session-Id', 'Framed-IP-Address'] as const).map((name) => [
        name,
        readAttribute(parsed.value, name),
      ]) as [keyof typeof words, string | undefined][];
      asked.push(told.map(([, value]) => value ?? '-').join(' '));
      return told.every(([name, value]) => !(name in words) || words[name] === value)
        ? { kind: 'ack', tries: 1, ms: 1 }
        : { kind: 'nak', tries: 1, ms: 1, errorCause: 'Session-Context-Not-Found' };
    };
    return { asked, send };
  };

  it('exact, then in the other letter case, then by user and address alone', async () => {
    const { asked, send } = knows({ 'Acct-Session-Id': undefined });
    const done = await push(nas({ hasApi: false }), {}, { send });
    expect(done).toMatchObject({ result: 'acknowledged' });
    expect(asked).toEqual(['ali 81d0000a 100.64.0.1', 'ali 81D0000A 100.64.0.1', 'ali - 100.64.0.1']);
    expect(done.said).toContain('Identified again as ali at 100.64.0.1');
  });

  it('what the router lists now is asked for in both letter cases', async () => {
    const { asked, send } = knows({ 'Acct-Session-Id': '81D000FF' });
    await push(nas(), {}, { send, findSessionIds: async () => ['81d000ff'], readQueue: async () => undefined });
    expect(asked.map((line) => line.split(' ')[1])).toEqual(['81d0000a', '81d000ff', '81D000FF']);
  });

  it('without an address there is no third name', async () => {
    const { asked, send } = knows({ 'User-Name': 'another' });
    expect(await push(nas({ hasApi: false }), { framedIpAddress: '' }, { send })).toMatchObject({ result: 'pending' });
    expect(asked).toHaveLength(2);
  });
});

describe('X45: a session is ended by the same ladder', () => {
  const end = (answers: readonly CoaOutcome[], listings: readonly (readonly string[] | undefined)[] = [undefined]) => {
    const codes: string[] = [];
    const queue = [...answers];
    const lists = [...listings];
    const outcome = endSession(ali, target, {
      send: async (_target, { code }) => {
        codes.push(code);
        return queue.length > 1 ? queue.shift()! : queue[0]!;
      },
      readQueue: async () => undefined,
      findSessionIds: async () => (lists.length > 1 ? lists.shift() : lists[0]),
      onAnswer: () => undefined,
      wait: async () => undefined,
    });
    return outcome.then((result) => ({ ...result, codes, said: result.steps.map(({ what }) => what) }));
  };
  const yes: CoaOutcome = { kind: 'ack', tries: 1, ms: 3 };
  const unknown: CoaOutcome = { kind: 'nak', tries: 1, ms: 3, errorCause: 'Session-Context-Not-Found' };
  const silence: CoaOutcome = { kind: 'timeout', tries: 3, ms: 6_000 };

  it('acknowledged, and the router lists it no more: ended', async () => {
    const done = await end([yes], [['81d0000a'], []]);
    expect(done).toMatchObject({ result: 'ended', codes: ['Disconnect-Request'] });
  });

  it('a client that has dialled in again is another session', async () => {
    expect(await end([yes], [['81d0000b']])).toMatchObject({ result: 'ended' });
  });

  it('acknowledged, but still listed: pending, and said so', async () => {
    const done = await end([yes], [['81d0000a']]);
    expect(done.result).toBe('pending');
    expect(done.said).toContain('Acknowledged, but the router still lists the session');
  });

  it('unknown under its name: found under another; the router has none: gone; silent: pending', async () => {
    expect(await end([unknown, yes])).toMatchObject({ result: 'ended' });
    expect(await end([unknown], [[]])).toMatchObject({ result: 'gone' });
    expect(await end([silence])).toMatchObject({ result: 'pending', isSilent: true });
  });
});
