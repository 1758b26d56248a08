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
  sessionSeconds: 300,
  reportedDownBytes: 1_000,
  reportedUpBytes: 100,
};
const closed: KnownSession = {
  ...open,
  stopAt: t0 + 10 * minute,
  updateAt: t0 + 10 * minute,
  closedBy: 'stop',
  sessionSeconds: 600,
  reportedDownBytes: 2_000,
  reportedUpBytes: 200,
};

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

/** When it was made, where the NAS's clock is not known. */
const madeAt = (fact: AccountingFact): number => fact.at - (fact.delaySeconds ?? 0) * 1000;

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
    ['the same id in capitals', { ...open, acctSessionId: '81d0000a' }, { acctSessionId: '81D0000A' }, true],
    [
      'the same id with less session time, begun after the open one was last seen',
      open,
      { at: t0 + 60 * minute, sessionSeconds: 60 },
      false,
    ],
    [
      'the open session under a clock of ours that jumped an hour forward',
      open,
      { at: t0 + 70 * minute, sessionSeconds: 600 },
      true,
    ],
    [
      'the very same Stop an hour later, as if just made',
      closed,
      { status: 'Stop', at: t0 + 70 * minute, sessionSeconds: 600, downBytes: 2_000, upBytes: 200 },
      true,
    ],
    [
      'a Stop with other numbers an hour later: a later session with that id',
      closed,
      { status: 'Stop', at: t0 + 70 * minute, sessionSeconds: 600, downBytes: 2_001, upBytes: 200 },
      false,
    ],
    [
      'a Start that left before the Stop and arrives after it',
      closed,
      { status: 'Start', at: t0 + 11 * minute, delaySeconds: 660 },
      true,
    ],
  ] as [string, KnownSession, Partial<AccountingFact>, boolean][])('%s', (_case, known, over, expected) => {
    expect(belongs(record(over), madeAt(record(over)), known)).toBe(expected);
  });

  it('our login id decides alone where both carry one', () => {
    const known = { ...open, loginClass: 'lm-a' };
    expect(belongs(record({ loginClass: 'lm-a', acctSessionId: 'other' }), t0 + 6 * minute, known)).toBe(true);
    expect(belongs(record({ loginClass: 'lm-b' }), t0 + 6 * minute, known)).toBe(false);
  });

  it('the key is the login id, or id and start where there is none', () => {
    expect(newSessionKey(record({ loginClass: 'lm-a' }), t0)).toBe('1:lm-a');
    expect(newSessionKey(record({ status: 'Start' }), t0)).toBe(`1:81000001:${t0}`);
    expect(newSessionKey(record({ sessionSeconds: 300 }), t0 + 300_000)).toBe(`1:81000001:${t0}`);
  });
});
