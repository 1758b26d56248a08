import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecoveryKey, recoveryKeyText } from './recovery-key.ts';

describe('W7: the recovery key', () => {
  it('reads back to the same key, however it was typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
        const text = recoveryKeyText(key);
        expect(text).toMatch(/^([A-Z2-7]{4}-){13}[A-Z2-7]{4}$/);
        for (const typed of [text, text.toLowerCase().replaceAll('-', ' '), text.replaceAll('O', '0')]) {
          const parsed = parseRecoveryKey(typed);
          expect(parsed.ok && parsed.value.equals(Buffer.from(key))).toBe(true);
        }
      }),
    );
  });

  it('notices any one wrong letter', () => {
    const text = recoveryKeyText(randomBytes(32));
    for (let at = 0; at < text.length; at++) {
      if (text[at] === '-') continue;
      const wrong = text.slice(0, at) + (text[at] === 'Q' ? 'R' : 'Q') + text.slice(at + 1);
      expect(parseRecoveryKey(wrong).ok).toBe(false);
    }
  });

  it('names the letter that cannot be one, and a missing group', () => {
    const text = recoveryKeyText(randomBytes(32));
    expect(parseRecoveryKey(`?${text.slice(1)}`)).toEqual({ ok: false, fault: { kind: 'letter', at: 0, letter: '?' } });
    expect(parseRecoveryKey(text.slice(5))).toEqual({
      ok: false,
      fault: { kind: 'length', letters: 52, expected: 56 },
    });
  });
});
