import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoginWindow, loginStateAt, loginWindowText, validateLoginWindows } from './login-window.ts';

const beirut = 'Asia/Beirut';
const week = [1, 2, 3, 4, 5, 6, 7];
const at = (text: string) => Date.parse(text);
const open = (windows: readonly LoginWindow[], text: string, zone = beirut) => {
  const { isOpen, endsAt, isEdge } = loginStateAt(at(text), windows, zone);
  return [isOpen, isEdge ? new Date(endsAt).toISOString().slice(0, 16) : null];
};

describe('login windows', () => {
  const work: LoginWindow = { days: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' };
  const night: LoginWindow = { days: [5], from: '22:00', to: '06:00' };

  it.each([
    // Friday 2026-11-20; Beirut is UTC+2 in winter.
    ['within, until it closes', [work], '2026-11-20T10:00:00Z', [true, '2026-11-20T15:00']],
    ['at its first minute', [work], '2026-11-20T06:00:00Z', [true, '2026-11-20T15:00']],
    ['its last minute is out, until Monday', [work], '2026-11-20T15:00:00Z', [false, '2026-11-23T06:00']],
    ['before it opens', [work], '2026-11-20T05:59:59Z', [false, '2026-11-20T06:00']],
    ['past midnight it is still Friday’s', [night], '2026-11-21T03:00:00Z', [true, '2026-11-21T04:00']],
    ['but not Saturday’s', [night], '2026-11-21T21:00:00Z', [false, '2026-11-27T20:00']],
    ['none is always', [], '2026-11-20T10:00:00Z', [true, null]],
    ['the whole week is always', [{ days: week, from: '00:00', to: '00:00' }], '2026-11-20T10:00:00Z', [true, null]],
    [
      'windows that touch are one',
      [work, { days: [5], from: '17:00', to: '20:00' }],
      '2026-11-20T10:00:00Z',
      [true, '2026-11-20T18:00'],
    ],
    [
      'over midnight too',
      [{ days: [5, 6], from: '00:00', to: '00:00' }],
      '2026-11-20T10:00:00Z',
      [true, '2026-11-21T22:00'],
    ],
  ] as const)('%s', (_case, windows, when, said) => {
    expect(open(windows, when)).toEqual(said);
  });

  it('DST: a window ends when the wall clock says so, on the short night and on the long one', () => {
    const early: LoginWindow = { days: week, from: '20:00', to: '06:00' };
    // Berlin goes forward on 2026-03-29 at 01:00 UTC and back on 2026-10-25 at 01:00 UTC.
    expect(open([early], '2026-03-28T20:00:00Z', 'Europe/Berlin')).toEqual([true, '2026-03-29T04:00']);
    expect(open([early], '2026-10-24T20:00:00Z', 'Europe/Berlin')).toEqual([true, '2026-10-25T05:00']);
    const skipped: LoginWindow = { days: [7], from: '02:00', to: '02:30' };
    expect(open([skipped], '2026-03-29T00:59:00Z', 'Europe/Berlin')[0]).toBe(false);
  });

  it('whatever the windows, the state holds from its start to its end', () => {
    const minute = fc.integer({ min: 0, max: 1439 }).map((m) => {
      const pad = (n: number) => String(n).padStart(2, '0');
      return `${pad(Math.floor(m / 60))}:${pad(m % 60)}`;
    });
    const windows = fc.array(
      fc.record({ days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), from: minute, to: minute }),
      { minLength: 1, maxLength: 4 },
    );
    const start = at('2026-03-20T00:00:00Z');
    fc.assert(
      fc.property(
        windows,
        fc.integer({ min: 0, max: 20 * 86_400_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (list, offset, part) => {
          const now = start + offset;
          const state = loginStateAt(now, list, 'Europe/Berlin');
          expect(now >= state.startsAt && now < state.endsAt).toBe(true);
          const later = Math.floor(now + (state.endsAt - now) * part);
          expect(loginStateAt(later, list, 'Europe/Berlin').isOpen).toBe(state.isOpen);
          if (state.isEdge) expect(loginStateAt(state.endsAt, list, 'Europe/Berlin').isOpen).toBe(!state.isOpen);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('says what is wrong where it is wrong', () => {
    const faults = validateLoginWindows([
      work,
      { days: [], from: '8', to: '17:00' },
      { days: [1, 1], from: '08:00', to: '24:00' },
    ]);
    expect(faults.map(({ field }) => field)).toEqual([
      'loginWindows[1].days',
      'loginWindows[1].from',
      'loginWindows[2].days',
      'loginWindows[2].to',
    ]);
    expect(validateLoginWindows(Array.from({ length: 15 }, () => work))).toMatchObject([{ field: 'loginWindows' }]);
  });

  it('reads as a sentence', () => {
    expect(loginWindowText(work)).toBe('Mon–Fri 08:00–17:00');
    expect(loginWindowText({ days: [7, 6], from: '00:00', to: '00:00' })).toBe('Sat, Sun all day');
    expect(loginWindowText({ days: week, from: '22:00', to: '06:00' })).toBe('every day 22:00–06:00');
  });
});
