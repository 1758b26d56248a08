import { expect, it } from 'vitest';
import { fieldsOf, fullSeverity, keptWords, readRetention } from './storage-words.ts';

const retention = { sessionsDays: null, legalDays: 365, authLogDays: 90, hourlyDays: 90, auditDays: 730 };

it('W4: nothing typed keeps sessions for ever, and what is shorter than the law asks for is warned of', () => {
  const fields = fieldsOf(retention);
  expect(fields).toMatchObject({ sessionsDays: '', legalDays: '365' });
  expect(readRetention(fields)).toEqual({ body: retention, faults: [], isBelowLegal: false });
  expect(readRetention({ ...fields, sessionsDays: '364' })).toMatchObject({ faults: [], isBelowLegal: true });
});

it.each([
  [{ sessionsDays: '89' }, 'sessionsDays'],
  [{ authLogDays: '' }, 'authLogDays'],
  [{ auditDays: '1.5' }, 'auditDays'],
  [{ hourlyDays: 'a month' }, 'hourlyDays'],
  [{ legalDays: '0' }, 'legalDays'],
])('%j is refused at %s', (change, field) => {
  const { faults } = readRetention({ ...fieldsOf(retention), ...change });
  expect(faults.map((one) => one.field)).toEqual([field]);
});

it('pain 20: a disk that is full within a month is red, within a quarter yellow', () => {
  const day = 86_400_000;
  const at = (days: number | null, diskFull = false) =>
    fullSeverity({ fullAt: days === null ? null : days * day, diskFull }, 0);
  expect([at(29), at(30), at(89), at(90), at(null), at(null, true)]).toEqual([
    'crit',
    'warn',
    'warn',
    'ok',
    'ok',
    'crit',
  ]);
  expect([keptWords(null, 'sessions'), keptWords(90, 'receipts'), keptWords(1 / 24, 'journal')]).toEqual([
    ...['for ever', '90 d', '1 h'],
  ]);
});
