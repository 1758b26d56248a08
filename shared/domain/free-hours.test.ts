import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedBytes, freeSegmentAt, validateFreeHours } from './free-hours.ts';
import { isInDailyWindow } from './time-of-day.ts';
import { GB, MB } from './units.ts';
import { localTime } from './zone.ts';

const at = (iso: string) => Date.parse(iso);

describe('F146: how much of a delta counts', () => {
  it.each([
    [100, 0],
    [70, 300 * MB],
    [0, 1_000 * MB],
  ])('1 GB at %i %% free counts %i bytes', (percent, expected) =>
    expect(countedBytes(GB, percent, 0)).toEqual({ bytes: expected, remainder: 0 }),
  );

  it('case 5: three deltas of 333,333,333 at 70 % free count 299,999,999', () => {
    let counted = 0;
    let remainder = 0;
    for (let delta = 0; delta < 3; delta++) {
      const step = countedBytes(333_333_333, 70, remainder);
      counted += step.bytes;
      remainder = step.remainder;
    }
    expect(counted).toBe(299_999_999);
  });

  it('X48: any sequence of deltas counts what their sum would, also when bytes are taken back', () => {
    const deltas = fc.array(fc.integer({ min: -1_000_000, max: 5_000_000_000 }), { maxLength: 50 });
    fc.assert(
      fc.property(deltas, fc.integer({ min: 0, max: 100 }), (raws, percent) => {
        let counted = 0;
        let remainder = 0;
        for (const raw of raws) {
          const step = countedBytes(raw, percent, remainder);
          counted += step.bytes;
          remainder = step.remainder;
          expect(remainder).toBeGreaterThanOrEqual(0);
          expect(remainder).toBeLessThan(100);
        }
        const sum = raws.reduce((total, raw) => total + raw, 0);
        expect(counted).toBe(Math.floor((sum * (100 - percent)) / 100));
      }),
    );
  });
});

describe('X29: the window', () => {
  const night = { fromMinute: 60, toMinute: 300, percent: 100 };
  const overMidnight = { fromMinute: 23 * 60, toMinute: 5 * 60, percent: 70 };

  it('is a segment with its edges', () => {
    expect(freeSegmentAt(at('2026-11-10T03:00:00+02:00'), night, 'Asia/Beirut')).toEqual({
      startsAt: at('2026-11-10T01:00:00+02:00'),
      endsAt: at('2026-11-10T05:00:00+02:00'),
      percent: 100,
    });
    expect(freeSegmentAt(at('2026-11-10T05:00:00+02:00'), night, 'Asia/Beirut')).toEqual({
      startsAt: at('2026-11-10T05:00:00+02:00'),
      endsAt: at('2026-11-11T01:00:00+02:00'),
      percent: 0,
    });
  });

  it.each([
    ['before midnight', '2026-11-10T23:30:00+02:00', 70],
    ['after midnight', '2026-11-11T04:59:59+02:00', 70],
    ['at its end', '2026-11-11T05:00:00+02:00', 0],
    ['at noon', '2026-11-11T12:00:00+02:00', 0],
  ])('may cross midnight: %s', (_case, iso, percent) =>
    expect(freeSegmentAt(at(iso), overMidnight, 'Asia/Beirut').percent).toBe(percent),
  );

  it('agrees with the wall clock minute by minute over both DST days, also with edges in the changed hour', () => {
    const windows = [
      { fromMinute: 150, toMinute: 190, percent: 50 }, // 02:30–03:10, starts in the hour that is skipped and repeated
      { fromMinute: 130, toMinute: 140, percent: 50 }, // inside it
      { fromMinute: 120, toMinute: 180, percent: 50 }, // exactly it
      { fromMinute: 1_400, toMinute: 150, percent: 50 },
    ];
    for (const hours of windows) {
      for (const day of ['2026-03-28T12:00:00Z', '2026-10-24T12:00:00Z']) {
        let segment = freeSegmentAt(at(day), hours, 'Europe/Berlin');
        for (let now = at(day); now < at(day) + 36 * 3_600_000; now += 60_000) {
          if (now >= segment.endsAt) {
            segment = freeSegmentAt(now, hours, 'Europe/Berlin');
            expect(segment.startsAt).toBe(now);
          }
          const local = localTime(now, 'Europe/Berlin');
          const isFree = isInDailyWindow(local.hour * 60 + local.minute, hours.fromMinute, hours.toMinute);
          expect(segment.percent).toBe(isFree ? 50 : 0);
        }
      }
    }
  });
});

it('names what is wrong with a window', () => {
  expect(validateFreeHours({ fromMinute: 60, toMinute: 300, percent: 70 })).toEqual([]);
  const fields = (hours: Parameters<typeof validateFreeHours>[0]) => validateFreeHours(hours).map(({ field }) => field);
  expect(fields({ fromMinute: 60, toMinute: 60, percent: 70 })).toEqual(['freeHours.to']);
  expect(fields({ fromMinute: -1, toMinute: 1_440, percent: 101 })).toEqual([
    'freeHours.from',
    'freeHours.to',
    'freeHours.percent',
  ]);
});
