import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../shared/contract/operations/settings.ts';
import { fieldsOf, instantAt, newWindow, readSettings, wallTime } from './settings-fields.ts';

const hour = 3_600_000;
/** 2026-11-21 21:00 in Baghdad, which is UTC+3 all year. */
const now = Date.UTC(2026, 10, 21, 18);
const stored: Settings = {
  name: 'Example ISP',
  timeZone: 'Asia/Baghdad',
  dailyResetTime: '00:05',
  currency: 'USD',
  volumeBase: 'decimal',
  expiredPolicy: 'walled',
  suspendedPolicy: 'reject',
  inactivePolicy: 'reject',
  walled: { pool: null, addressList: 'walled', downKbps: 512, upKbps: 512 },
  macAuth: { nasIds: [], password: 'secret' },
  retention: { sessionsDays: null, authLogDays: 90, hourlyDays: 90, auditDays: 730, legalDays: null },
  maintenance: [{ from: Date.UTC(2026, 10, 21, 23), to: Date.UTC(2026, 10, 22, 1), note: 'A switch' }],
};
const fields = fieldsOf(stored);
const read = (change: Partial<typeof fields>) => readSettings({ ...fields, ...change }, stored, now);

describe('the settings form', () => {
  it('shows windows in the zone of the ISP, and sends nothing that was not changed', () => {
    expect(fields.windows).toMatchObject([{ from: '2026-11-22T02:00', to: '2026-11-22T04:00', note: 'A switch' }]);
    expect(read({})).toEqual({ body: {}, faults: [] });
  });

  it('X55: policies and the wall are sent as a whole once a part was changed', () => {
    expect(read({ suspendedPolicy: 'walled', wallPool: ' wall ', wallDown: '1M' })).toEqual({
      body: {
        suspendedPolicy: 'walled',
        walled: { pool: 'wall', addressList: 'walled', downKbps: 1000, upKbps: 512 },
      },
      faults: [],
    });
    expect(read({ wallUp: 'fast', wallList: '' }).faults.map(({ field }) => field)).toEqual([
      'walled.addressList',
      'walled.upKbps',
    ]);
    expect(read({ macNasIds: ['3'] }).body).toEqual({ macAuth: { nasIds: [3], password: 'secret' } });
  });

  it('a window that the API stored to the second is not a change', () => {
    const exact = { ...stored, maintenance: [{ from: now + hour + 12_345, to: now + 2 * hour + 1, note: '' }] };
    expect(readSettings(fieldsOf(exact), exact, now).body).toEqual({});
  });

  it('sends what was changed, windows as a whole list', () => {
    expect(read({ name: ' North Net ', dailyResetTime: '4:30' }).body).toEqual({
      ...{ name: 'North Net', dailyResetTime: '4:30' },
    });
    const added = { key: 99, from: '2026-11-25T01:30', to: '2026-11-25T02:00', note: ' ' };
    expect(read({ windows: [...fields.windows, added] }).body.maintenance).toEqual([
      stored.maintenance[0],
      { from: Date.UTC(2026, 10, 24, 22, 30), to: Date.UTC(2026, 10, 24, 23), note: '' },
    ]);
    expect(read({ windows: [] }).body.maintenance).toEqual([]);
  });

  it.each([
    ['no name', { name: ' ' }, 'name', 'must not be empty'],
    ['a zone that is none', { timeZone: 'Mars/Olympus' }, 'timeZone', 'time zone'],
    ['a time that is none', { dailyResetTime: '25:00' }, 'dailyResetTime', 'HH:MM'],
    ['a currency that is none', { currency: 'dollars' }, 'currency', 'ISO 4217'],
  ])('%s is said at its field', (_case, change, field, said) =>
    expect(read(change).faults).toEqual([{ field, message: expect.stringContaining(said) }]),
  );

  it.each([
    ['backwards', '2026-11-25T02:00', '2026-11-25T01:00', 'to', 'after the beginning'],
    ['of a fortnight', '2026-11-25T02:00', '2026-12-09T02:00', 'to', 'at most 7 days'],
    ['without an end', '2026-11-25T02:00', '', 'to', 'is required'],
    ['without a beginning', '', '2026-11-25T02:00', 'from', 'is required'],
    ['that is over', '2026-11-20T02:00', '2026-11-20T03:00', 'to', 'in the past'],
  ])('a window %s is said at its field', (_case, from, to, field, said) => {
    const { faults } = read({ windows: [...fields.windows, { key: 99, from, to, note: '' }] });
    expect(faults).toEqual([{ field: `maintenance[1].${field}`, message: expect.stringContaining(said) }]);
  });

  it('a window that ended while the form was open is no fault', () => {
    const later = stored.maintenance[0]!.to + 1;
    expect(readSettings({ ...fields, windows: [...fields.windows] }, stored, later).faults).toEqual([]);
  });
});

describe('local times', () => {
  it('come back as they were written', () =>
    expect(wallTime(instantAt('2026-11-22T02:00', 'Asia/Baghdad')!, 'Asia/Baghdad')).toBe('2026-11-22T02:00'));

  it.each([
    ['skipped by summer time: moved on', '2026-03-29T00:30', Date.UTC(2026, 2, 28, 22, 30)],
    ['twice: the first', '2026-10-24T23:30', Date.UTC(2026, 9, 24, 20, 30)],
  ])('a minute that is %s', (_case, text, at) => expect(instantAt(text, 'Asia/Beirut')).toBe(at));

  it.each(['', '2026-02-31T00:00', 'tonight'])('%j is no time', (text) =>
    expect(instantAt(text, 'Asia/Beirut')).toBeUndefined(),
  );

  it('a new window is the next night from two to four', () => {
    expect(newWindow(now, 'Asia/Baghdad')).toMatchObject({ from: '2026-11-22T02:00', to: '2026-11-22T04:00' });
    expect(newWindow(now + 4 * hour, 'Asia/Baghdad')).toMatchObject({ from: '2026-11-22T02:00' });
    expect(newWindow(now + 6 * hour, 'Asia/Baghdad')).toMatchObject({ from: '2026-11-23T02:00' });
  });
});
