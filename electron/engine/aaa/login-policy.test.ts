/** Logins and their policy on the whole data plane: walled (X55), devices (W9), MAC logins, presence (X56), back-off (X65). */
import { describe, expect, it } from 'vitest';
import { readAttribute } from '../radius/attributes.ts';
import { chapPassword } from '../radius/chap.ts';
import type { AttributePair } from '../radius/encode-attributes.ts';
import { Code, codeName } from '../radius/packet.ts';
import { encryptPap } from '../radius/pap.ts';
import { tenantEntry } from './entries.ts';
import type { MacSeen, RejectEvent, SubscriberEntry } from './protocol.ts';
import {
  accounting,
  ali,
  authenticator,
  nasAddress,
  replyTo,
  request,
  secret,
  secretText,
  setUp,
  t0,
} from './testing/plane.ts';

const A = '4C:5E:0C:00:00:0A';
const B = '4C:5E:0C:00:00:0B';

type Plane = ReturnType<typeof setUp>;
/** A router uses the next port when its 256 identifiers are in flight. */
let asked = 0;

/** One login from a device, and its reply. */
function login(plane: Plane, station: string, over: { username?: string; password?: string } = {}) {
  const { username = 'ali', password = 'correct horse' } = over;
  asked++;
  const datagram = request(
    Code['Access-Request'],
    [
      ['User-Name', username],
      ['User-Password', encryptPap(password, authenticator, secret)],
      ['Calling-Station-Id', station],
    ],
    { identifier: asked % 256 },
  );
  const before = plane.sent.length;
  plane.receive('auth', datagram, nasAddress, 40_000 + Math.floor(asked / 256));
  return plane.sent.length === before ? undefined : replyTo(datagram, plane.sent.at(-1));
}
const wordOf = (reply: ReturnType<typeof login>): string => (reply ? codeName(reply.code) : 'nothing yet');

const rejectsOf = (plane: Plane): readonly RejectEvent[] =>
  plane.core.report().flatMap((message) => (message.kind === 'events' ? message.rejects : []));
const devicesOf = (plane: Plane): readonly MacSeen[] =>
  plane.core.report().flatMap((message) => (message.kind === 'macs-seen' ? message.seen : []));

const upsert = (plane: Plane, over: Partial<SubscriberEntry>): void => plane.core.policy.upsert([{ ...ali, ...over }]);

describe('X55: expired', () => {
  it('is let in walled: list and rate of the wall, no timeout; full again with the next login after an extension', () => {
    const plane = setUp();
    plane.advance(3_600_000);
    const walled = login(plane, A)!;
    expect(codeName(walled.code)).toBe('Access-Accept');
    expect(readAttribute(walled, 'Mikrotik-Address-List')).toBe('walled');
    expect(readAttribute(walled, 'Mikrotik-Rate-Limit')).toBe('512k/512k');
    expect(readAttribute(walled, 'Session-Timeout')).toBeUndefined();
    expect(readAttribute(walled, 'Framed-IP-Address')).toBe('100.64.0.7');
    upsert(plane, { expiresAt: t0 + 7_200_000 });
    const full = login(plane, A)!;
    expect(readAttribute(full, 'Mikrotik-Address-List')).toBeUndefined();
    expect(readAttribute(full, 'Mikrotik-Rate-Limit')).toBe('5000k/10000k');
    expect(readAttribute(full, 'Session-Timeout')).toBe(3600);
  });

  it('follows the settings as they change, at once', () => {
    const plane = setUp();
    upsert(plane, { expiresAt: t0 });
    login(plane, A);
    const walled = { pool: 'wall', addressList: 'unpaid', downKbps: 1000, upKbps: 500 };
    plane.core.policy.replaceTenants([tenantEntry(1, { walled })]);
    const reply = login(plane, A)!;
    expect(readAttribute(reply, 'Framed-Pool')).toBe('wall');
    expect(readAttribute(reply, 'Framed-IP-Address')).toBeUndefined();
    expect(readAttribute(reply, 'Mikrotik-Address-List')).toBe('unpaid');
    expect(readAttribute(reply, 'Mikrotik-Rate-Limit')).toBe('500k/1M');
    plane.core.policy.replaceTenants([tenantEntry(1, { expiredPolicy: 'reject' })]);
    expect(readAttribute(login(plane, A)!, 'Reply-Message')).toBe('Subscription expired, please renew');
  });

  it('a wrong password does not reach the wall', () => {
    const plane = setUp();
    upsert(plane, { expiresAt: t0 });
    expect(wordOf(login(plane, A, { password: 'wrong' }))).toBe('Access-Reject');
  });
});

describe('W9: devices', () => {
  const learning = { macBinding: { mode: 'learn', limit: 1 } as const };

  it('the first one is learned within the login; the second is refused before anybody was told', () => {
    const plane = setUp();
    upsert(plane, learning);
    expect(wordOf(login(plane, '4c5e.0c00.000a'))).toBe('Access-Accept');
    expect(wordOf(login(plane, B))).toBe('Access-Reject');
    expect(wordOf(login(plane, A))).toBe('Access-Accept');
    const report = plane.core.report();
    expect(report).toContainEqual({
      kind: 'macs-seen',
      seen: [{ subscriberId: 1, mac: A, at: t0, isNew: true }],
    });
    expect(report).toContainEqual(
      expect.objectContaining({
        rejects: [expect.objectContaining({ reason: 'wrong-mac', callingStationId: B, count: 1 })],
      }),
    );
  });

  it('a login that something else refuses teaches nothing', () => {
    const plane = setUp();
    upsert(plane, { ...learning, status: 'suspended' });
    expect(wordOf(login(plane, B))).toBe('Access-Reject');
    upsert(plane, learning);
    expect(wordOf(login(plane, A))).toBe('Access-Accept');
    expect(devicesOf(plane).map(({ mac }) => mac)).toEqual([A]);
  });

  it('one that the database refused is a stranger again', () => {
    const plane = setUp();
    upsert(plane, learning);
    expect(wordOf(login(plane, A))).toBe('Access-Accept');
    plane.core.policy.unlearn(devicesOf(plane));
    expect(wordOf(login(plane, B))).toBe('Access-Accept');
    expect(wordOf(login(plane, A))).toBe('Access-Reject');
  });

  it('cleared, the next device is the one', () => {
    const plane = setUp();
    upsert(plane, learning);
    login(plane, A);
    upsert(plane, { ...learning, macsClearedAt: t0 + 1 });
    plane.advance(10);
    expect(wordOf(login(plane, B))).toBe('Access-Accept');
    expect(wordOf(login(plane, A))).toBe('Access-Reject');
  });
});

describe('a device’s MAC as the user name', () => {
  const bound = { macs: [A] };
  const spellings = [A, '4c-5e-0c-00-00-0a', '4c5e.0c00.000a', '4C5E0C00000A'];
  const allow = (plane: Plane, password: 'mac' | 'secret' | 'none', nasIds = [5]): void =>
    plane.core.policy.replaceTenants([tenantEntry(1, { macAuth: { nasIds, password } })]);

  it('is nobody unless the router is named for it', () => {
    const plane = setUp();
    upsert(plane, bound);
    expect(wordOf(login(plane, A, { username: A, password: A }))).toBe('Access-Reject');
    allow(plane, 'mac', [6]);
    expect(wordOf(login(plane, A, { username: A, password: A }))).toBe('Access-Reject');
  });

  it.each(spellings)('finds the subscriber that it is bound to, spelled %s', (spelling) => {
    const plane = setUp();
    upsert(plane, bound);
    allow(plane, 'mac');
    const reply = login(plane, A, { username: spelling, password: spelling })!;
    expect(codeName(reply.code)).toBe('Access-Accept');
    expect(readAttribute(reply, 'Framed-IP-Address')).toBe('100.64.0.7');
  });

  it('typed in from another device it is no proof, nor is the MAC where a secret is asked for', () => {
    const plane = setUp();
    upsert(plane, bound);
    allow(plane, 'mac');
    expect(wordOf(login(plane, B, { username: A, password: A }))).toBe('Access-Reject');
    allow(plane, 'secret');
    expect(wordOf(login(plane, A, { username: A, password: A }))).toBe('Access-Reject');
    expect(wordOf(login(plane, A, { username: A, password: secretText }))).toBe('Access-Accept');
  });

  it('with CHAP, as a hotspot sends it', () => {
    const plane = setUp();
    upsert(plane, bound);
    allow(plane, 'mac');
    const attributes: AttributePair[] = [
      ['User-Name', A],
      ['Calling-Station-Id', A],
      ['CHAP-Password', chapPassword(9, A, authenticator)],
    ];
    plane.receive('auth', request(Code['Access-Request'], attributes));
    expect(plane.sent[0]?.[0]).toBe(Code['Access-Accept']);
  });

  it('without a password, as DHCP sends it, only where none is asked for', () => {
    const plane = setUp();
    upsert(plane, bound);
    const attributes: AttributePair[] = [
      ['User-Name', A],
      ['Calling-Station-Id', A],
    ];
    allow(plane, 'secret');
    plane.receive('auth', request(Code['Access-Request'], attributes, { identifier: 1 }));
    allow(plane, 'none');
    plane.receive('auth', request(Code['Access-Request'], attributes, { identifier: 2 }));
    expect(plane.sent.map(([code]) => code)).toEqual([Code['Access-Reject'], Code['Access-Accept']]);
  });

  it('that several subscribers have means none of them, and the reject names them', () => {
    const plane = setUp();
    const three = ['ali', 'sara', 'omar'].map((username, n) => ({ ...ali, id: n + 1, username, ...bound }));
    plane.core.policy.upsert(three.slice(0, 2));
    allow(plane, 'mac');
    expect(wordOf(login(plane, A, { username: A, password: A }))).toBe('Access-Reject');
    expect(rejectsOf(plane)[0]).toMatchObject({
      reason: 'shared-mac',
      detail: expect.stringContaining('is a device of ali and of sara,'),
    });
    plane.core.policy.upsert(three.slice(2));
    expect(wordOf(login(plane, A, { username: A, password: A }))).toBe('Access-Reject');
    expect(rejectsOf(plane)[0]?.detail).toContain('is a device of ali, of sara and of 1 more,');
    plane.core.policy.remove([2, 3]);
    expect(wordOf(login(plane, A, { username: A, password: A }))).toBe('Access-Accept');
  });

  it('a subscriber of that very name goes first, with its own password', () => {
    const plane = setUp();
    plane.core.policy.upsert([
      { ...ali, ...bound },
      { ...ali, id: 2, username: A, password: 'its own' },
    ]);
    allow(plane, 'mac');
    expect(wordOf(login(plane, A, { username: A, password: A }))).toBe('Access-Reject');
    expect(wordOf(login(plane, A, { username: A, password: 'its own' }))).toBe('Access-Accept');
  });
});

describe('X56: simultaneous use', () => {
  const start = (station: string, id = '81000001') =>
    accounting([
      ['Acct-Session-Id', id],
      ['Acct-Status-Type', 'Start'],
      ['Calling-Station-Id', station],
    ]);
  const polled = (plane: Plane, isListed: boolean, at: number): void =>
    plane.core.policy.presence.correct(
      {
        ...{ nasId: 5, seenAt: at, removeIds: [] },
        upsert: [{ subscriberId: 1, acctSessionId: '81000001', station: A, since: t0, isListed }],
      },
      at,
    );

  it('another device is refused while a complete poll has seen the first within 60 s, and not a moment longer', () => {
    const plane = setUp();
    plane.receive('acct', start(A));
    expect(wordOf(login(plane, B))).toBe('Access-Accept'); // accounting alone vouches for nothing
    polled(plane, true, t0);
    plane.advance(59_999);
    expect(wordOf(login(plane, B))).toBe('Access-Reject');
    expect(rejectsOf(plane)[0]).toMatchObject({
      reason: 'already-online',
      detail: expect.stringMatching(/^Online on tower with 4C:5E:0C:00:00:0A since 2026-11-20 12:00 UTC/),
    });
    expect(wordOf(login(plane, A))).toBe('Access-Accept');
    plane.advance(1);
    expect(wordOf(login(plane, B))).toBe('Access-Accept');
  });

  it('the Stop of the first lets the second in at once', () => {
    const plane = setUp();
    plane.receive('acct', start(A));
    polled(plane, true, t0);
    plane.receive('acct', accounting([['Acct-Status-Type', 'Stop']]));
    expect(wordOf(login(plane, B))).toBe('Access-Accept');
  });

  it('case 21: a router that boots again keeps nobody out', () => {
    const plane = setUp();
    plane.receive('acct', start(A));
    polled(plane, true, t0);
    plane.receive('acct', request(Code['Accounting-Request'], [['Acct-Status-Type', 'Accounting-On']]));
    expect(wordOf(login(plane, B))).toBe('Access-Accept');
  });

  it('a session that the last complete poll lacks counts for nothing', () => {
    const plane = setUp();
    polled(plane, true, t0);
    polled(plane, false, t0 + 1000);
    expect(wordOf(login(plane, B))).toBe('Access-Accept');
  });
});

describe('X65: back-off', () => {
  const guess = (plane: Plane, times: number): void => {
    for (let n = 0; n < times; n++) {
      login(plane, A, { password: `guess ${n}` });
      for (const { run } of plane.held.splice(0)) run();
    }
  };

  it('the fourth wrong password in a row is answered later, never later than 200 ms, and is in the auth log', () => {
    const plane = setUp();
    guess(plane, 3);
    expect(plane.sent).toHaveLength(3);
    expect(wordOf(login(plane, A, { password: 'wrong' }))).toBe('nothing yet');
    expect(plane.held.map(({ ms }) => ms)).toEqual([25]);
    plane.held[0]!.run();
    expect(plane.sent.at(-1)?.[0]).toBe(Code['Access-Reject']);
    expect(plane.counters.get('rejectsHeldBack')).toBe(1);
    expect(rejectsOf(plane)[0]?.detail).toMatch(/\. Slowed: 4 failures in a row$/);
    plane.held.length = 0;
    guess(plane, 50);
    login(plane, A, { password: 'wrong' });
    expect(plane.held[0]?.ms).toBe(200);
  });

  it('a right password, another name and another device are answered at once all the while', () => {
    const plane = setUp();
    plane.core.policy.upsert([{ ...ali, id: 2, username: 'sara' }]);
    guess(plane, 20);
    expect(wordOf(login(plane, B, { username: 'sara' }))).toBe('Access-Accept');
    expect(wordOf(login(plane, B, { username: 'sara', password: 'mistyped' }))).toBe('Access-Reject');
    expect(wordOf(login(plane, A))).toBe('Access-Accept');
    expect(wordOf(login(plane, A, { password: 'mistyped' }))).toBe('Access-Reject');
    expect(plane.held).toEqual([]);
  });

  it('a repetition during the delay gets the one reply that is on its way, and it again afterwards', () => {
    const plane = setUp();
    guess(plane, 3);
    const asked = request(
      Code['Access-Request'],
      [
        ['User-Name', 'ali'],
        ['User-Password', encryptPap('wrong', authenticator, secret)],
        ['Calling-Station-Id', A],
      ],
      { identifier: 200 },
    );
    plane.sent.length = 0;
    plane.receive('auth', asked);
    plane.receive('auth', asked);
    expect(plane.sent).toEqual([]);
    expect(plane.counters.get('duplicatesPending')).toBe(1);
    plane.held[0]!.run();
    plane.receive('auth', asked);
    expect(plane.sent).toHaveLength(2);
    expect(plane.sent[0]).toEqual(plane.sent[1]);
  });

  it('beyond 1,024 held back at a time, guessers are answered at once', () => {
    const plane = setUp();
    for (let n = 0; n < 1100; n++) login(plane, A, { username: `name ${n}`, password: 'wrong' });
    expect(plane.held).toHaveLength(1024);
    expect(plane.sent).toHaveLength(3 + 1097 - 1024);
  });
});
