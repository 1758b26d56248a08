import { describe, expect, it } from 'vitest';
import { namesOf, shortHex, stageOfEnd, stageSeverity } from './certificate-words.ts';

const day = 86_400_000;

describe('words of certificates', () => {
  it.each([
    [31 * day, 'fine', 'ok'],
    [30 * day, 'in-30-days', 'warn'],
    [7 * day, 'in-7-days', 'high'],
    [day, 'in-1-day', 'crit'],
    [0, 'expired', 'crit'],
  ] as const)('%i ms before its end it is %s, drawn as %s', (left, stage, severity) => {
    expect(stageOfEnd(1e12, 1e12 - left)).toBe(stage);
    expect(stageSeverity[stage]).toBe(severity);
  });

  it('names come one per line, or by commas and spaces', () => {
    expect(namesOf(' 192.0.2.10\nradius.example.net, 2001:db8::1 ')).toEqual([
      '192.0.2.10',
      'radius.example.net',
      '2001:db8::1',
    ]);
    expect(namesOf('  ')).toEqual([]);
  });

  it('a fingerprint is shown by its ends', () => {
    expect(shortHex('0123456789abcdef0123456789abcdef')).toBe('01234567…89abcdef');
    expect(shortHex('abc')).toBe('abc');
  });
});
