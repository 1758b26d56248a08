import { describe, expect, it } from 'vitest';
import type { AccountingFact } from '../store/accounting-fact.ts';
import { belongs, type KnownSession, newSessionKey } from './session-match.ts';

const minute = 60_000;
const t0 = Date.UTC(2026, 10, 20, 12);

const open: KnownSession = {
  sessionKey: 'k',
  nasId: 1,
  acctSessionId: '81000001',
  loginClass: '',
  username: 'ali',
  startAt: t0,
  updateAt: t0 + 5 * minute,
  stopAt: null,
  closedBy: '',
};
const closed: KnownSession = { ...open, stopAt: t0 + 10 * minute, updateAt: t0 + 10 * minute, closedBy: 'stop' };

const record = (over: Partial<AccountingFact>): AccountingFact => ({
  status: 'Interim-Update',
  at: t0 + 6 * minute,
  tenantId: 1,
  nasId: 1,
  source: '10.0.0.1',
  acctSessionId: '81000001',
  username: 'ali',
  ...over,
});

describe('X47, pain 5: which session a record belongs to', () => {
  it.each([
    ['the next interim of an open session', open, {}, true],
    ['a Start repeated with its delay', open, { status: 'Start', at: t0 + 20_000, delaySeconds: 20 }, true],
    ['a Start that arrives after an interim', open, { status: 'Start', at: t0 + 5 * minute, delaySeconds: 300 }, true],
    [
      'the id of an open session started again: the NAS lost the first',
      open,
      { status: 'Start', at: t0 + 60 * minute },
      false,
    ],
    ['another user with the same id after a reboot', open, { username: 'mona' }, false],
    ['the same id on another NAS', open, { nasId: 2 }, false],
    ['the Stop once more', closed, { status: 'Stop', at: t0 + 11 * minute, sessionSeconds: 600 }, true],
    [
      'a late interim after the Stop (X67)',
      closed,
      { at: t0 + 11 * minute, sessionSeconds: 540, delaySeconds: 60 },
      true,
    ],
    ['a late interim without Acct-Session-Time', closed, { at: t0 + 11 * minute }, true],
    ['a new login that got the id of a closed session', closed, { status: 'Start', at: t0 + 30 * minute }, false],
    ['the first record seen of that login is an interim', closed, { at: t0 + 40 * minute, sessionSeconds: 300 }, false],
    [
      'a Start that left before the Stop and arrives after it',
      closed,
      { status: 'Start', at: t0 + 11 * minute, delaySeconds: 660 },
      true,
    ],
  ] as [string, KnownSession, Partial<AccountingFact>, boolean][])('%s', (_case, known, over, expected) => {
    expect(belongs(record(over), known)).toBe(expected);
  });

  it('our login id decides alone where both carry one', () => {
    const known = { ...open, loginClass: 'lm-a' };
    expect(belongs(record({ loginClass: 'lm-a', acctSessionId: 'other' }), known)).toBe(true);
    expect(belongs(record({ loginClass: 'lm-b' }), known)).toBe(false);
  });

  it('the key is the login id, or id and start where there is none', () => {
    expect(newSessionKey(record({ loginClass: 'lm-a' }))).toBe('1:lm-a');
    expect(newSessionKey(record({ status: 'Start', at: t0 }))).toBe(`1:81000001:${t0}`);
    expect(newSessionKey(record({ at: t0 + 300_000, sessionSeconds: 300 }))).toBe(`1:81000001:${t0}`);
  });
});
