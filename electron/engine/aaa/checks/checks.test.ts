/** One table per check: what it lets pass, what it refuses, and in which words. */
import { describe, expect, it } from 'vitest';
import type { CheckRow } from '../../../../shared/domain/check-row.ts';
import { decide } from '../decision.ts';
import type { RealmEntry } from '../protocol.ts';
import { attributes } from './attributes.ts';
import { loginWindow } from './login-window.ts';
import { method } from './method.ts';
import { nasAllowed } from './nas-allowed.ts';
import { realm } from './realm.ts';
import { ali, contextOf, group, t0 } from './testing/context.ts';

const north: RealmEntry = {
  id: 2,
  tenantId: 1,
  name: 'north',
  methods: ['CHAP', 'MS-CHAPv2'],
  isActive: true,
  isDefault: false,
};
/** What is wrong; what to do. */
const sentence = /^[A-Z].+; (add|correct|set|allow) .+/;

describe('realm (F050)', () => {
  it('lets a realm pass that is on, and a tenant without realms', () => {
    expect(realm(contextOf({ realm: north }))).toBeUndefined();
    expect(realm(contextOf())).toBeUndefined();
  });

  it('an unknown realm is told to the operator, and to the CPE as any wrong name', () => {
    const said = realm({ ...contextOf({ unknownRealm: 'south', request: { username: 'ali@south' } }) });
    expect(said).toMatchObject({ reason: 'unknown-realm', replyMessage: 'Wrong user name or password' });
    expect(said?.detail).toMatch(sentence);
    expect(said?.detail).toContain('ali@south');
  });

  it('a realm that is off lets nobody in', () => {
    const said = realm(contextOf({ realm: { ...north, isActive: false } }));
    expect(said).toMatchObject({ reason: 'realm-inactive' });
    expect(said?.detail).toMatch(sentence);
  });
});

describe('method (F050)', () => {
  it.each([
    ['PAP', 'matched', 'method-not-allowed'],
    ['PAP', 'wrong', 'method-not-allowed'],
    ['MS-CHAPv1', 'matched', 'method-not-allowed'],
    ['CHAP', 'matched', undefined],
    ['MS-CHAPv2', 'wrong', undefined],
    ['EAP', 'none', undefined],
  ] as const)('%s, %s: %s', (name, kind, reason) => {
    const said = method(contextOf({ realm: north, credentials: { kind, method: name } }));
    expect(said?.reason).toBe(reason);
    if (said) expect(said.detail).toMatch(sentence);
  });

  it('a method that is not allowed says the same of a right password, a wrong one and an unknown user', () => {
    const told = (['matched', 'wrong'] as const).flatMap((kind) =>
      [ali, undefined].map((subscriber) =>
        decide({ ...contextOf({ realm: north, credentials: { kind, method: 'PAP' } }), subscriber }),
      ),
    );
    expect(new Set(told.map((decision) => JSON.stringify(decision))).size).toBe(1);
  });
});

describe('check attributes (F051)', () => {
  const row = (attribute: string, op: CheckRow['op'], value: string): CheckRow => ({ attribute, op, value });
  it.each([
    [row('NAS-IP-Address', '==', '10.0.0.1'), true],
    [row('NAS-IP-Address', '!=', '10.0.0.1'), false],
    [row('NAS-Identifier', '=~', '^tow'), true],
    [row('NAS-Port-Type', '==', 'Ethernet'), true],
    [row('NAS-Port-Type', '==', 'Virtual'), false],
    [row('NAS-Port-Id', '=~', '^ether[0-9]+$'), true],
    [row('Called-Station-Id', '!=', 'pppoe-out'), true],
    [row('Calling-Station-Id', '==', 'aa-bb-cc-dd-ee-01'), true],
    [row('Calling-Station-Id', '!=', 'aabb.ccdd.ee01'), false],
    [row('Service-Type', '==', 'Framed-User'), true],
    [row('Framed-Protocol', '==', 'SLIP'), false],
    // Another program's rows are not passed over.
    [row('Huntgroup-Name', '==', 'north'), false],
    [row('NAS-Identifier', '=~', '(a+)+$'), false],
  ])('%o passes: %s', (check, passes) => {
    const ofSubscriber = attributes(contextOf({ subscriber: { ...ali, check: [check] } }));
    const ofGroup = attributes(contextOf({ groups: [{ ...group, check: [check] }] }));
    expect([ofSubscriber === undefined, ofGroup === undefined]).toEqual([passes, passes]);
    if (ofGroup?.kind !== 'reject') return;
    expect(ofGroup).toMatchObject({ reason: 'check-failed', replyMessage: 'Login is not allowed here' });
    expect(ofGroup.detail).toMatch(sentence);
    expect(ofGroup.detail).toContain('group hotel');
  });

  it('an absent attribute equals nothing', () => {
    const silent = { request: { nasPortId: '' } };
    const failing = (op: CheckRow['op']) =>
      attributes(contextOf({ ...silent, subscriber: { ...ali, check: [row('NAS-Port-Id', op, 'ether2')] } }));
    expect(failing('==')).toMatchObject({ reason: 'check-failed' });
    expect(failing('=~')).toMatchObject({ reason: 'check-failed' });
    expect(failing('!=')).toBeUndefined();
  });
});

describe('NAS restriction', () => {
  it.each([
    [[], true],
    [[[]], true],
    [[[5]], true],
    [[[4, 5]], true],
    [[[4]], false],
    [[[5], [4]], false],
  ])('groups that name %j let router 5 in: %s', (lists, passes) => {
    const groups = lists.map((nasIds) => ({ ...group, nasIds }));
    const said = nasAllowed(contextOf({ groups }));
    expect(said === undefined).toBe(passes);
    if (said?.kind === 'reject')
      expect([said.reason, said.detail]).toEqual(['nas-not-allowed', expect.stringMatching(sentence)]);
  });
});

describe('login windows', () => {
  // Friday 15:00 in Baghdad.
  const untilFive = { days: [5], from: '08:00', to: '17:00' };
  const untilFour = { days: [5], from: '08:00', to: '16:00' };

  it('the session ends with the first window that closes, or with the expiry before it', () => {
    const groups = [
      { ...group, loginWindows: [untilFive] },
      { ...group, id: 4, loginWindows: [untilFour] },
    ];
    expect(loginWindow(contextOf({ groups }))).toEqual({ kind: 'limit', endsAt: t0 + 3_600_000 });
    expect(decide(contextOf({ groups }))).toMatchObject({ kind: 'accept', sessionSeconds: 3600 });
    const subscriber = { ...ali, expiresAt: t0 + 60_000 };
    expect(decide(contextOf({ groups, subscriber }))).toMatchObject({ sessionSeconds: 60 });
  });

  it('outside it says until when', () => {
    const said = loginWindow(contextOf({ groups: [{ ...group, loginWindows: [untilFour] }], now: t0 + 2 * 3_600_000 }));
    expect(said).toMatchObject({ reason: 'outside-login-hours', replyMessage: 'Login is not allowed at this time' });
    expect(said).toMatchObject({ detail: expect.stringMatching(/group hotel until Fri 08:00; set other hours/) });
  });

  it('a state that was found is used while it holds, also when the clock goes back behind it', () => {
    const one = { ...group, loginWindows: [untilFour] };
    const at = (now: number) => loginWindow(contextOf({ groups: [one], now }))?.kind;
    expect(at(t0)).toBe('limit');
    const found = one.loginState;
    expect(at(t0 + 1000)).toBe('limit');
    expect(one.loginState).toBe(found);
    expect([at(t0 + 2 * 3_600_000), at(t0)]).toEqual(['reject', 'limit']);
  });
});
