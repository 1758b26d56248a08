import { describe, expect, it } from 'vitest';
import { type FupStats, resetWords, throttledBy, toggledFilter, type UndoResult, undoWords } from './fup-words.ts';

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

describe('the result of an undo', () => {
  const coa = { verified: 0, acknowledged: 0, pending: 0, offline: 0 };
  const left = { resetAgain: 0, deleted: 0 };
  const result = (more: Partial<UndoResult>): UndoResult => ({
    ...{ undone: 1, inClosedDay: 0, onOtherService: 0, left, coa },
    ...more,
  });

  it('names who it was, or says how many', () => {
    expect(undoWords(result({ coa: { ...coa, verified: 1 } }), 'hana.m13')).toEqual({
      severity: 'ok',
      title: 'FUP reset of hana.m13 undone',
      detail: '1 read back at the new speed.',
    });
    expect(undoWords(result({ undone: 1200 }))).toMatchObject({ title: 'FUP reset of 1,200 subscribers undone' });
  });

  it('X54: says for whom it could not be undone and why', () => {
    expect(undoWords(result({ undone: 211, left: { resetAgain: 2, deleted: 1 } }))).toEqual({
      severity: 'warn',
      title: 'FUP reset undone for 211 of 214 subscribers',
      detail: '2 reset again since: undo that reset first; 1 deleted since.',
    });
    expect(undoWords(result({ undone: 0, left: { resetAgain: 1, deleted: 0 } }), 'hana.m13').title).toBe(
      'Nothing was undone',
    );
  });

  it('says what is not as it was before the reset', () => {
    expect(undoWords(result({ undone: 3, inClosedDay: 2, onOtherService: 1 })).detail).toBe(
      '2 corrected in the day that has closed; today’s counters stay; 1 on another service now, and at its level.',
    );
  });

  it('an undo that a router has not taken yet is not done', () => {
    expect(undoWords(result({ coa: { ...coa, pending: 1 } })).severity).toBe('warn');
  });
});
