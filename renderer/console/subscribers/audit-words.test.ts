import { describe, expect, it } from 'vitest';
import { actionWords, auditSays } from './audit-words.ts';

describe('the audit in words', () => {
  it('says the rate that was pushed and what came of it', () => {
    expect(auditSays({ detail: { username: 'a', rate: '12M/60M', result: 'verified', steps: [] } })).toBe(
      '12M/60M, verified',
    );
  });

  it('says only the fields that changed', () => {
    const detail = { before: { phone: '', status: 'active' }, after: { phone: '+1', status: 'active' } };
    expect(auditSays({ detail })).toBe('phone – → +1');
  });

  it('falls back to the plain values, and to nothing', () => {
    expect(auditSays({ detail: { username: 'a', rows: 3, ids: [1] } })).toBe('rows 3');
    expect(auditSays({ detail: null })).toBe('');
  });

  it('shows an action without a word of its own by its name', () => {
    expect(actionWords({ action: 'fup.reset' })).toBe('FUP reset');
    expect(actionWords({ action: 'note.added_late' })).toBe('note added late');
  });
});
