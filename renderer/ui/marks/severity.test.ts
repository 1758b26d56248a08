import { describe, expect, it } from 'vitest';
import { quotaSeverity, ringSeverity, tierSeverity } from './severity.ts';

describe('the rules of the domain as marks', () => {
  it.each([
    [0, 'ok'],
    [59, 'ok'],
    [60, 'warn'],
    [80, 'high'],
    [99, 'high'],
    [100, 'crit'],
    [241, 'crit'],
  ])('F081: %d of 100 is %s in the console', (used, severity) => expect(quotaSeverity(used, 100)).toBe(severity));

  it.each([
    [49, 'ok'],
    [50, 'high'],
    [80, 'crit'],
  ])('F012: %d of 100 is %s in the portal', (used, severity) => expect(ringSeverity(used, 100)).toBe(severity));

  it('no quota is never an alarm', () => {
    expect(quotaSeverity(5e12, 0)).toBe('ok');
  });

  it('level 0 is no alarm and every level up to 6 has a colour', () => {
    const marks = [0, 1, 2, 3, 4, 5, 6, 9].map(tierSeverity);
    expect(marks).toEqual(['none', 'warn', 'warn', 'high', 'high', 'crit', 'crit', 'crit']);
  });
});
