import { describe, expect, it } from 'vitest';
import { type FupStats, resetWords, throttledBy, toggledFilter } from './fup-words.ts';

const stats: FupStats = {
  total: 10,
  activeFup: 3,
  dailyQuotaExceeded: 0,
  monthlyQuotaExceeded: 0,
  unlimited: 0,
  daily: [7, 1, 1, 0, 0, 0, 1],
  monthly: [9, 0, 0, 1, 0, 0, 0],
  effective: [6, 1, 1, 1, 0, 0, 1],
};

describe('the cards', () => {
  it('X9: throttled is everybody above level 0 of the chosen kind', () => {
    expect(throttledBy(stats, 'daily')).toBe(3);
    expect(throttledBy(stats, 'monthly')).toBe(1);
    expect(throttledBy(stats, 'effective')).toBe(4);
  });

  it('F077: a card replaces the filter of another card and keeps what was typed', () => {
    const typed = { q: ['ali'], quota: ['warning'], online: ['1'] };
    expect(toggledFilter(typed, 'fup', 'active')).toEqual({ q: ['ali'], online: ['1'], fup: ['active'] });
  });

  it('a second click takes the filter away', () => {
    expect(toggledFilter({ fupLevel: ['6'] }, 'fupLevel', '6')).toEqual({});
  });
});

describe('the result of a reset', () => {
  it('tells what was read back apart from what was only sent', () => {
    const words = resetWords({ reset: 1200, coa: { verified: 900, acknowledged: 20, pending: 5, offline: 280 } });
    expect(words.title).toBe('FUP of 1,200 subscribers reset');
    expect(words.severity).toBe('warn');
    expect(words.detail).toBe(
      '900 read back at the new speed; 20 acknowledged; 5 not reached yet, tried again within 30 s; 280 offline, right at the next login.',
    );
  });

  it('says so when nobody was reset', () => {
    expect(resetWords({ reset: 0, coa: { verified: 0, acknowledged: 0, pending: 0, offline: 0 } }).title).toBe(
      'Nobody was reset',
    );
  });
});
