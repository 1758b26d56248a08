import { describe, expect, it } from 'vitest';
import { readLatency } from '../../../shared/domain/latency.ts';
import { minuteMs, NasTallies } from './nas-tally.ts';
import { accounting, pap, setUp, t0 } from './testing/plane.ts';

describe('F066: what each NAS asked', () => {
  it('is told once a minute, for the minute that ended, and begins anew', () => {
    const tallies = new NasTallies();
    expect(tallies.take(t0)).toBeUndefined();
    tallies.answered(5, 'accepts', 0.2);
    tallies.answered(5, 'rejects', 0.2);
    tallies.dropped(6);
    expect(tallies.take(t0 + minuteMs - 1)).toBeUndefined();
    const told = tallies.take(t0 + minuteMs);
    expect(told).toMatchObject({
      at: t0,
      tallies: [
        { nasId: 5, accepts: 1, rejects: 1 },
        { nasId: 6, drops: 1 },
      ],
    });
    expect([...readLatency(told!.tallies[0]!.latency).values()]).toEqual([2]);
    expect(tallies.take(t0 + 2 * minuteMs)).toEqual({ at: t0 + minuteMs, tallies: [] });
  });

  it('the data plane counts answers and drops by NAS; a retransmission is no new request', () => {
    const plane = setUp();
    plane.core.report();
    plane.receive('auth', pap('correct horse'));
    plane.receive('auth', pap('correct horse'));
    plane.receive('auth', pap('wrong', { identifier: 2 }));
    plane.receive('acct', accounting([['Acct-Status-Type', 'Start']]));
    plane.commit();
    plane.receive('auth', Buffer.alloc(3));
    plane.receive('auth', pap('x'), '10.9.9.9');
    plane.advance(minuteMs);
    const minute = plane.core.report().find((told) => told.kind === 'nas-minute');
    expect(minute).toMatchObject({
      kind: 'nas-minute',
      tallies: [{ nasId: 5, accepts: 1, rejects: 1, accounting: 1, drops: 1 }],
    });
  });
});
