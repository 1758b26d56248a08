import { describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION, retentionBounds, retentionOf } from './retention.ts';

describe('how long things are kept', () => {
  it('W4: sessions stay for ever unless somebody says otherwise', () => {
    expect(retentionOf(undefined)).toEqual(DEFAULT_RETENTION);
    expect(DEFAULT_RETENTION.sessionsDays).toBeNull();
  });

  it('takes what is set, each within its bounds', () => {
    const set = { sessionsDays: 365, authLogDays: 30, hourlyDays: 62, auditDays: 1000, legalDays: 180 };
    expect(retentionOf(set)).toEqual(set);
    for (const [name, { least, most }] of Object.entries(retentionBounds)) {
      expect(retentionOf({ [name]: least })).toMatchObject({ [name]: least });
      expect(retentionOf({ [name]: most })).toMatchObject({ [name]: most });
    }
  });

  it.each([0, -1, 6, 3651, 90.5, Number.NaN, '90', null, {}])(
    '%s days of anything stored delete nothing early',
    (days) => {
      const stored = { sessionsDays: days, authLogDays: days, hourlyDays: days, auditDays: days };
      expect(retentionOf(stored)).toEqual(DEFAULT_RETENTION);
    },
  );
});
