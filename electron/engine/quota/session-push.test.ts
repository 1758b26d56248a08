import { describe, expect, it } from 'vitest';
import type { CoaOutcome, CoaTarget } from '../coa/client.ts';
import { encodeAttributes } from '../radius/encode-attributes.ts';
import type { NasSnapshot } from '../store/reads.ts';
import type { SessionBook } from '../usage/session-book.ts';
import type { PushOutcome } from './rate-push.ts';
import type { SessionNeed } from './session-needs.ts';
import { coaPorts, createSessionPush, queueNameOf, type SessionPushPorts } from './session-push.ts';

const seen = { coaPortSeen: null } as NasSnapshot['seen'];

describe('X36: which port a NAS is asked on', () => {
  it.each([
    ['nothing is known: the RFC’s, then the old default', { coaPort: null, seen }, undefined, [3799, 1700]],
    ['the operator set one: that and no other', { coaPort: 3800, seen }, 1700, [3800]],
    ['the router said one', { coaPort: null, seen: { ...seen, coaPortSeen: 1700 } }, undefined, [1700, 3799]],
    ['one answered since', { coaPort: null, seen: { ...seen, coaPortSeen: 1700 } }, 3799, [3799, 1700]],
    ['an unusual one', { coaPort: null, seen: { ...seen, coaPortSeen: 4000 } }, undefined, [4000, 3799, 1700]],
  ] as [string, Pick<NasSnapshot, 'coaPort' | 'seen'>, number | undefined, number[]][])(
    '%s',
    (_case, nas, answered, ports) => {
      expect(coaPorts(nas, answered)).toEqual(ports);
    },
  );

  it('is kept once it answered, and asked first from then on', async () => {
    const row = { username: 'ali', acctSessionId: '81000001', framedIpAddress: '100.64.0.1' };
    const asked: number[] = [];
    const kept: unknown[] = [];
    const { push } = createSessionPush({
      book: { byKey: () => ({ row }), ofUser: () => [] } as unknown as SessionBook,
      directory: {
        nas: () => ({ id: 1, name: 'tower', address: '10.0.0.1', secret: 's', coaPort: null, seen }) as NasSnapshot,
      },
      fleet: {
        readQueue: async () => undefined,
        findSessionIds: async () => undefined,
        readIncoming: async () => undefined,
      },
      coa: {
        send: async ({ port }: CoaTarget): Promise<CoaOutcome> => {
          asked.push(port);
          return port === 1700 ? { kind: 'ack', tries: 1, ms: 1 } : { kind: 'timeout', tries: 3, ms: 6000 };
        },
      },
      localAddressOf: () => '10.0.0.254',
      store: { command: (async (_name: string, input: unknown) => kept.push(input)) as never },
      background: (_what, work) => void work,
      needs: { of: () => undefined, toldTimeout: () => undefined },
      mayEnd: () => false,
      budget: { take: () => false },
    });
    const session = { sessionKey: 'k', subscriberId: 1, tenantId: 1, username: 'ali', nasId: 1 };
    expect((await push(session, '4M/4M')).result).toBe('acknowledged');
    expect((await push(session, '2M/2M')).result).toBe('acknowledged');
    expect(asked).toEqual([3799, 1700, 1700]);
    expect(kept).toEqual([{ id: 1, seen: { coaPortSeen: 1700 } }]);
  });
});

const tower = {
  ...{ id: 1, name: 'tower', address: '10.0.0.1', secret: 's', vendor: 'mikrotik', coaPort: 3799, seen },
} as unknown as NasSnapshot;

/** One session and one NAS; `answer` says what becomes of each request by its kind, in order. */
function one(over: Partial<SessionPushPorts>, nas: Partial<NasSnapshot> = {}) {
  const asked: string[] = [];
  const row = { username: 'ali', acctSessionId: '81000001', framedIpAddress: '100.64.0.1', nasId: 1, stopAt: null };
  const { push, kick } = createSessionPush({
    book: { byKey: () => ({ row }), ofUser: () => [] } as unknown as SessionBook,
    directory: { nas: () => ({ ...tower, ...nas }) },
    fleet: {
      readQueue: async () => undefined,
      findSessionIds: async () => undefined,
      readIncoming: async () => undefined,
    },
    coa: {
      send: async (_target, { code }) => {
        asked.push(code);
        return { kind: 'ack', tries: 1, ms: 1 };
      },
    },
    localAddressOf: () => undefined,
    store: { command: (async () => ({})) as never },
    background: () => undefined,
    needs: { of: () => undefined, toldTimeout: () => undefined },
    mayEnd: (_nasId, reason) => ['suspend', 'expire', 'restore', 'kick'].includes(reason),
    budget: { take: () => true },
    wait: async () => undefined,
    ...over,
  });
  const session = { sessionKey: 'k', subscriberId: 1, tenantId: 1, username: 'ali', nasId: 1 };
  return { asked, push: () => push(session, '4M/4M'), kick: () => kick('k') };
}
const need = (over: Partial<SessionNeed>): SessionPushPorts['needs'] => ({
  of: () => ({
    ...{ reason: 'upgrade', mustRedial: false, isOutsideWall: false },
    ...{ sessionSeconds: undefined, expiryMovedAt: undefined },
    ...over,
  }),
  toldTimeout: () => undefined,
});
const refusing = (asked: string[]): SessionPushPorts['coa'] => ({
  send: async (_target, { code }) => {
    asked.push(code);
    return { kind: 'nak', tries: 1, ms: 1, errorCause: 'Administratively-Prohibited' };
  },
});
const lastStep = ({ steps }: PushOutcome): string | undefined => steps.at(-1)?.what;

describe('X45: who is disconnected for what', () => {
  it.each(['throttle', 'boost', 'upgrade'] as const)(
    '%s: never by default, also where the NAS refuses the CoA',
    async (reason) => {
      const asked: string[] = [];
      const { push } = one({ needs: need({ reason }), coa: refusing(asked) });
      expect(await push()).toMatchObject({ result: 'pending' });
      expect(asked).toEqual(['CoA-Request']);
    },
  );

  it('a NAS whose policy has it for a throttle: the last rung', async () => {
    const asked: string[] = [];
    const { push } = one({ needs: need({ reason: 'throttle' }), coa: refusing(asked), mayEnd: () => true });
    await push();
    expect(asked).toEqual(['CoA-Request', 'Disconnect-Request']);
  });

  it('one that must dial in again is disconnected at once; one without a place in this minute is slowed and waits', async () => {
    const stopped = need({ reason: 'suspend', mustRedial: true });
    const atOnce = one({ needs: stopped });
    expect(await atOnce.push()).toMatchObject({ result: 'ended' });
    expect(atOnce.asked).toEqual(['Disconnect-Request']);
    const full = one({ needs: stopped, budget: { take: () => false } });
    const outcome = await full.push();
    expect(outcome.result).toBe('pending');
    expect(full.asked).toEqual(['CoA-Request']);
    expect(lastStep(outcome)).toContain('its disconnects of this minute');
  });

  it('a router that refuses the Disconnect slows it all the same', async () => {
    const asked: string[] = [];
    const { push } = one({
      needs: need({ reason: 'suspend', mustRedial: true }),
      coa: {
        send: async (_target, { code }) => {
          asked.push(code);
          if (code === 'CoA-Request') return { kind: 'ack', tries: 1, ms: 1 };
          return { kind: 'nak', tries: 1, ms: 1, errorCause: 'Unsupported-Extension' };
        },
      },
    });
    expect(await push()).toMatchObject({ result: 'pending', appliedRate: '4M/4M' });
    expect(asked).toEqual(['Disconnect-Request', 'CoA-Request']);
  });

  it('a router that keeps its walled sessions: said what they wait for', async () => {
    const { push } = one({ needs: need({ reason: 'restore', mustRedial: true }), mayEnd: () => false });
    expect(lastStep(await push())).toContain('CoA changes no address list and no pool');
  });

  it('an operator’s disconnect takes no place of the minute', async () => {
    const { kick, asked } = one({ budget: { take: () => false } });
    expect(await kick()).toMatchObject({ result: 'ended' });
    expect(asked).toEqual(['Disconnect-Request']);
  });
});

describe('X36: where nobody answers, the router is asked where it listens', () => {
  const only = (port: number): Partial<SessionPushPorts> => ({
    coa: {
      send: async (target) =>
        target.port === port ? { kind: 'ack', tries: 1, ms: 1 } : { kind: 'timeout', tries: 3, ms: 6_000 },
    },
  });
  const fleet = (incoming: { readonly port: number; readonly isAccepting: boolean }) => ({
    ...{ readQueue: async () => undefined, findSessionIds: async () => undefined },
    readIncoming: async () => incoming,
  });

  it('it has moved: found there', async () => {
    const { push } = one({ ...only(4000), fleet: fleet({ port: 4000, isAccepting: true }) });
    expect(await push()).toMatchObject({ result: 'acknowledged' });
  });

  it('it takes none: said with the line that helps', async () => {
    const { push } = one({ ...only(4000), fleet: fleet({ port: 3799, isAccepting: false }) });
    expect(lastStep(await push())).toContain('/radius incoming set accept=yes');
  });
});

it('P06: another maker’s NAS is sent Filter-Id, a MikroTik Mikrotik-Rate-Limit', async () => {
  const seen: Buffer[] = [];
  const coa: SessionPushPorts['coa'] = {
    send: async (_target, { attributes }) => {
      seen.push(Buffer.from(attributes));
      return { kind: 'ack', tries: 1, ms: 1 };
    },
  };
  await one({ coa }, { vendor: 'generic' }).push();
  await one({ coa }).push();
  const filterId = Buffer.from(encodeAttributes([['Filter-Id', '4M/4M']]));
  expect(seen.map((attributes) => attributes.includes(filterId))).toEqual([true, false]);
  const rateLimit = Buffer.from(encodeAttributes([['Mikrotik-Rate-Limit', '4M/4M']]));
  expect(seen.map((attributes) => attributes.includes(rateLimit))).toEqual([false, true]);
});

describe('the name of a session’s queue', () => {
  it('is its interface’s, and composed only before a listing told it', () => {
    const row = { username: 'ali@isp' } as Parameters<typeof queueNameOf>[0]['row'];
    expect(queueNameOf({ row, listed: undefined })).toBe('<pppoe-ali@isp>');
    const listed = { at: 1, sinceAt: 1, acctSessionId: 'x', interfaceName: '<pppoe-ali@isp-1>', isRadius: true };
    expect(queueNameOf({ row, listed })).toBe('<pppoe-ali@isp-1>');
  });
});
