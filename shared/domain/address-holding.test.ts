import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeMs, type Holding, judgeHolding } from './address-holding.ts';

const hour = 3_600_000;
const held = (more: Partial<Holding> = {}): Holding => ({
  startAt: 10 * hour,
  updateAt: 14 * hour,
  stopAt: 14 * hour,
  closedBy: 'stop',
  ...more,
});
const alone = { claims: 1, wasOwnClockWrong: false, wasNasClockWrong: false };
const verdict = (session: Holding, at: number, circumstances = alone) => {
  const { confidence, doubts } = judgeHolding(session, { from: at, to: at }, circumstances);
  return [confidence, ...doubts.map(({ kind }) => kind)];
};

describe('W4: how sure it is who had an address', () => {
  it.each<[string, Holding, number, typeof alone, string[]]>([
    ['in the middle of a session that its Stop ended', held(), 12 * hour, alone, ['certain']],
    ['within a minute of its begin', held(), 10 * hour + edgeMs - 1, alone, ['likely', 'edge']],
    ['a minute after its begin', held(), 10 * hour + edgeMs, alone, ['certain']],
    ['within a minute of its end', held(), 14 * hour, alone, ['likely', 'edge']],
    ['open, heard of later', held({ stopAt: null, closedBy: '' }), 12 * hour, alone, ['certain']],
    ['open, heard of 10 min before', held({ stopAt: null, closedBy: '' }), 14 * hour + 600_000, alone, ['certain']],
    ['open, silent for an hour', held({ stopAt: null, closedBy: '' }), 15 * hour, alone, ['likely', 'silent']],
    [
      'closed by the sweeper, after the last word',
      held({ stopAt: 15 * hour, closedBy: 'sweeper' }),
      14.5 * hour,
      alone,
      ['doubtful', 'end-unseen'],
    ],
    [
      'closed by the sweeper, before the last word',
      held({ stopAt: 15 * hour, closedBy: 'sweeper' }),
      13 * hour,
      alone,
      ['certain'],
    ],
    ['two sessions claim it', held(), 12 * hour, { ...alone, claims: 2 }, ['doubtful', 'shared']],
    ['our clock was wrong', held(), 12 * hour, { ...alone, wasOwnClockWrong: true }, ['doubtful', 'own-clock']],
    [
      'X46: the clock of the NAS was wrong',
      held(),
      12 * hour,
      { ...alone, wasNasClockWrong: true },
      ['likely', 'nas-clock'],
    ],
  ])('%s', (_case, session, at, circumstances, expected) => {
    expect(verdict(session, at, circumstances)).toEqual(expected);
  });

  it('a period that reaches into the unreported end is doubtful, and its edges are nobody’s concern', () => {
    const session = held({ stopAt: 15 * hour, closedBy: 'sweeper' });
    const of = (from: number, to: number) => judgeHolding(session, { from, to }, alone).doubts.map(({ kind }) => kind);
    expect(of(10 * hour, 14 * hour)).toEqual([]);
    expect(of(10 * hour, 14 * hour + 1)).toEqual(['end-unseen']);
  });

  it('certain is never said beside a doubt, and a doubt is never kept silent', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8 * hour }),
        fc.constantFrom('', 'stop', 'sweeper', 'poll', 'nas-reboot'),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        fc.boolean(),
        (offset, closedBy, claims, wasOwnClockWrong, wasNasClockWrong) => {
          const session = held({ closedBy, stopAt: closedBy === '' ? null : 18 * hour });
          const at = 10 * hour + offset;
          const judged = judgeHolding(session, { from: at, to: at }, { claims, wasOwnClockWrong, wasNasClockWrong });
          expect(judged.confidence === 'certain').toBe(judged.doubts.length === 0);
        },
      ),
    );
  });
});
