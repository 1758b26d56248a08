import { describe, expect, it } from 'vitest';
import type { CoaOutcome, CoaTarget } from '../coa/client.ts';
import type { NasSnapshot } from '../store/reads.ts';
import type { SessionBook } from '../usage/session-book.ts';
import { coaPorts, createSessionPush, queueNameOf } from './session-push.ts';

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
      fleet: { readQueue: async () => undefined, findSessionIds: async () => undefined },
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

describe('the name of a session’s queue', () => {
  it('is its interface’s, and composed only before a listing told it', () => {
    const row = { username: 'ali@isp' } as Parameters<typeof queueNameOf>[0]['row'];
    expect(queueNameOf({ row, listed: undefined })).toBe('<pppoe-ali@isp>');
    const listed = { at: 1, sinceAt: 1, acctSessionId: 'x', interfaceName: '<pppoe-ali@isp-1>', isRadius: true };
    expect(queueNameOf({ row, listed })).toBe('<pppoe-ali@isp-1>');
  });
});
