import { describe, expect, it } from 'vitest';
import type { Subscriber } from '../../../shared/contract/operations/subscribers.ts';
import { atFields, bodyOf, emptyFields, fieldsOf, shapeProblems } from './subscriber-fields.ts';

const usage = { downBytes: 0, upBytes: 0, countedBytes: 0, quotaBytes: 0, sinceAt: 0 };
const karim: Subscriber = {
  id: 7,
  username: 'karim.d12',
  fullName: 'Karim D.',
  phone: '',
  status: 'active',
  isExpired: false,
  serviceId: 4,
  serviceName: 'Fiber 100M',
  resellerId: null,
  resellerName: null,
  macs: ['02:5E:00:00:00:51', '02:5E:00:00:00:52'],
  staticIp: null,
  expiresAt: Date.UTC(2026, 10, 27),
  macMode: null,
  macLimit: null,
  simultaneousUse: 1,
  billingDay: 21,
  balanceMinor: 0,
  passwordSet: true,
  portalPasswordSet: false,
  fupLevel: 0,
  monthlyFupLevel: 0,
  daily: usage,
  monthly: usage,
  bonusBytes: 0,
  rateLimit: '20M/100M',
  isOnline: false,
  openSessions: 0,
  framedIpAddress: null,
  nasId: null,
  lastSeenAt: null,
  createdAt: 0,
  updatedAt: 0,
};

describe('what the form sends', () => {
  it('sends the set fields of a new subscriber, in the shape of the contract', () => {
    const fields = {
      ...emptyFields,
      username: 'a',
      password: ' p ',
      serviceId: '4',
      macs: '02:5E:00:00:00:51 025e00000052',
    };
    const body = bodyOf(fields, null);
    expect(body).toEqual({
      username: 'a',
      password: ' p ',
      serviceId: 4,
      macs: ['02:5E:00:00:00:51', '025e00000052'],
      simultaneousUse: 1,
      status: 'active',
    });
    expect(shapeProblems(body, true)).toEqual({});
  });

  it('sends only what changed, null for what was emptied, and no password that was not typed', () => {
    const before = fieldsOf(karim, 'UTC');
    expect(bodyOf(before, before)).toEqual({});
    expect(bodyOf({ ...before, billingDay: '', phone: '+1' }, before)).toEqual({ billingDay: null, phone: '+1' });
  });

  it('shows the last day of an expiry at midnight, and sends a new day as a day', () => {
    const before = fieldsOf(karim, 'UTC');
    expect(before.expiresAt).toBe('2026-11-26');
    expect(bodyOf({ ...before, expiresAt: '2026-12-31' }, before)).toEqual({ expiresAt: '2026-12-31' });
  });
});

describe('what is wrong, at its field', () => {
  it('is found before the engine is asked', () => {
    const wrong = { ...emptyFields, username: ' a', macs: '02:5E:00:00:00:51, nonsense', simultaneousUse: 'two' };
    expect(Object.keys(shapeProblems(bodyOf(wrong, null), true)).sort()).toEqual([
      'macs',
      'password',
      'serviceId',
      'simultaneousUse',
      'username',
    ]);
  });

  it('places the problems of the engine, the entry of a list named, and keeps what has no field', () => {
    const told = [
      { field: 'username', message: 'karim.d12 exists already' },
      { field: 'macs[1]', message: 'belongs to layla' },
      { field: 'resellerId', message: 'is unknown' },
    ];
    expect(atFields(told)).toEqual({
      errors: { username: 'karim.d12 exists already', macs: 'Address 2 belongs to layla' },
      rest: ['resellerId is unknown'],
    });
  });
});
