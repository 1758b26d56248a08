import { describe, expect, it } from 'vitest';
import type { LiveSession } from '../../../shared/contract/operations/sessions.ts';
import type { SessionRow } from '../live/session-rows.ts';
import { pickSessions } from './session-order.ts';

function row(id: number, with_: Partial<LiveSession> = {}, downBps: number | null = 0): SessionRow {
  const session = {
    id,
    acctSessionId: `81F0A3C${id}`,
    subscriberId: id,
    username: `user${id}`,
    fullName: null,
    serviceId: 1,
    serviceName: 'Fiber 50M',
    nasId: 1,
    nasName: 'edge-north-01',
    nasIpAddress: '10.0.0.1',
    framedIpAddress: `100.64.0.${id}`,
    callingStationId: '02:5E:B1:4A:83:26',
    startAt: id,
    fupLevel: 0,
    monthlyFupLevel: 0,
    appliedRateLimit: '10M/50M',
    isRateVerified: true,
    change: 'verified',
    ...with_,
  } as LiveSession;
  return { session, downBps, upBps: downBps, downBytes: 0, upBytes: 0, trend: [] };
}

const byDown = { column: 'downNow', direction: 'desc' } as const;

describe('the order of live sessions', () => {
  it('what was not measured stands last, up or down', () => {
    const rows = [row(1, {}, null), row(2, {}, 5), row(3, {}, 9)];
    expect(pickSessions(rows, {}, byDown).keys).toEqual([3, 2, 1]);
    expect(pickSessions(rows, {}, { column: 'downNow', direction: 'asc' }).keys).toEqual([2, 3, 1]);
  });

  it('P09: each NAS has its sessions and its rates, whatever is filtered; what is not measured is not zero', () => {
    const rows = [row(1, {}, 5), row(2, {}, null), row(3, { nasId: 2, nasName: 'edge-south-01' }, null)];
    const { nas, keys } = pickSessions(rows, { nasId: ['2'] }, byDown);
    expect(keys).toEqual([3]);
    expect(nas).toEqual([
      { value: '1', label: 'edge-north-01', count: 2, downBps: 5, upBps: 5, unmeasured: 1 },
      { value: '2', label: 'edge-south-01', count: 1, downBps: null, upBps: null, unmeasured: 1 },
    ]);
  });

  it('F046: the totals are of what is filtered, and say how many they leave out', () => {
    const rows = [row(1, {}, 5), row(2, {}, 7), row(3, {}, null)];
    expect(pickSessions(rows, {}, byDown).totals).toEqual({ downBps: 12, upBps: 12, unmeasured: 1 });
    expect(pickSessions(rows, { q: ['user3'] }, byDown).totals).toEqual({ downBps: null, upBps: null, unmeasured: 1 });
  });

  it('P09: orphans can be picked out', () => {
    const rows = [row(1), row(2, { subscriberId: null })];
    const pick = pickSessions(rows, { orphan: ['1'] }, byDown);
    expect([pick.orphans, pick.keys]).toEqual([1, [2]]);
  });

  it('addresses are numbers: .9 before .10', () => {
    const sort = { column: 'framedIp', direction: 'asc' } as const;
    expect(pickSessions([row(10), row(9)], {}, sort).keys).toEqual([9, 10]);
  });

  it('X9: the higher of both levels counts, for the filter, the chips and the sort', () => {
    const rows = [row(1, { fupLevel: 1 }), row(2, { monthlyFupLevel: 4 }), row(3)];
    const pick = pickSessions(rows, { throttled: ['1'] }, { column: 'fupLevel', direction: 'desc' });
    expect(pick.keys).toEqual([2, 1]);
    expect(pick.throttled).toBe(2);
    expect(pickSessions(rows, { level: ['4'] }, byDown).keys).toEqual([2]);
  });

  it('the search looks into user, name, address, MAC and Acct-Session-Id', () => {
    const rows = [row(1, { fullName: 'Layla Haddad' }), row(2), row(3)];
    const found = (q: string) => pickSessions(rows, { q: [q] }, byDown).keys;
    expect(found('layla')).toEqual([1]);
    expect(found('USER2')).toEqual([2]);
    expect(found('100.64.0.3')).toEqual([3]);
    expect(found('a3c2')).toEqual([2]);
    expect(found('02:5e:b1')).toHaveLength(3);
  });

  it('a speed that was sent and not read back is found, and so is an orphan', () => {
    const rows = [
      row(1, { isRateVerified: false }),
      row(2, { subscriberId: null }),
      row(3, { appliedRateLimit: null }),
    ];
    expect(pickSessions(rows, { unverified: ['1'] }, byDown).keys).toEqual([1]);
    expect(pickSessions(rows, { orphan: ['1'] }, byDown).keys).toEqual([2]);
  });
});
