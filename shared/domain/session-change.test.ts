import { expect, it } from 'vitest';
import { isWalledClass, loginClassOf } from './login-class.ts';
import { changeReason, DEFAULT_DISCONNECT_FOR, mustRedial } from './session-change.ts';
import { type Access, DEFAULT_ACCESS_POLICY, effectiveSpeed, type SpeedInput } from './speed.ts';

it.each([
  ['full', false, false],
  ['full', true, true],
  ['walled', false, false],
  ['walled', true, false],
  ['suspended', false, true],
  ['refused', false, true],
  ['refused', true, true],
] as const)('X55: access %s, walled at its login %s: a new login is needed: %s', (access: Access, isWalled, needed) => {
  expect(mustRedial(access, isWalled)).toBe(needed);
});

const input = (over: Partial<SpeedInput['subscriber']>, policy: Partial<SpeedInput['policy']> = {}): SpeedInput => ({
  service: {
    ...{ downKbps: 10_000, upKbps: 5_000, burst: null, softFup: false, monthlyTiers: [] },
    dailyTiers: [{ fromBytes: 100, downKbps: 1_000, upKbps: 1_000 }],
  },
  subscriber: { status: 'active', expiresAt: null, boost: null, ownRule: null, ...over },
  globalRule: null,
  usage: { dailyCountedBytes: 0, monthlyCountedBytes: 0, bonusBytes: 0 },
  policy: { ...DEFAULT_ACCESS_POLICY, ...policy },
  now: 1_000,
});
const reason = (given: SpeedInput, isWalledLogin = false) => changeReason(effectiveSpeed(given), isWalledLogin);

it('X45: why a session is changed follows from why it has its speed', () => {
  const throttled = { ...input({}), usage: { dailyCountedBytes: 100, monthlyCountedBytes: 0, bonusBytes: 0 } };
  expect(reason(input({}))).toBe('upgrade');
  expect(reason(throttled)).toBe('throttle');
  expect(reason(input({ boost: { percent: 50, until: 2_000 } }))).toBe('boost');
  expect(reason(input({ status: 'suspended' }))).toBe('suspend');
  expect(reason(input({ status: 'inactive' }, { walledStatuses: ['inactive'] }))).toBe('suspend');
  expect(reason(input({ expiresAt: 1_000 }))).toBe('expire');
  expect(reason(input({}), true)).toBe('restore');
});

it('X45: throttle, boost and upgrade never disconnect by default', () => {
  expect(DEFAULT_DISCONNECT_FOR).toEqual(['suspend', 'expire', 'restore', 'kick']);
});

it('X47: a Class tells whether its login was walled', () => {
  expect(isWalledClass(loginClassOf('abc-w_', true))).toBe(true);
  expect(isWalledClass(loginClassOf('abc-w_', false))).toBe(false);
  expect(isWalledClass('somebody.w')).toBe(false);
});
