import { describe, expect, it } from 'vitest';
import { chapPassword } from '../radius/chap.ts';
import { Code } from '../radius/packet.ts';
import { createSecret } from '../radius/secret.ts';
import { Policy } from './policy.ts';
import type { NasEntry } from './protocol.ts';
import { accounting, authenticator, pap, request, setUp, tower } from './testing/plane.ts';

let identifier = 0;
const signed = (password = 'correct horse') => pap(password, { sign: true, identifier: ++identifier & 255 });
const unsigned = (password = 'correct horse') => pap(password, { identifier: ++identifier & 255 });
const outcome = ({ receive, sent }: ReturnType<typeof setUp>, data: Buffer): number | undefined => {
  const before = sent.length;
  receive('auth', data);
  return sent[before]?.[0];
};

describe('Z5: Message-Authenticator per NAS', () => {
  it('auto: unsigned logins are answered until the first signed one, and dropped from the next datagram on', () => {
    const plane = setUp();
    expect(outcome(plane, unsigned())).toBe(Code['Access-Accept']);
    expect(outcome(plane, signed())).toBe(Code['Access-Accept']);
    expect(outcome(plane, unsigned())).toBeUndefined();
    expect(outcome(plane, signed())).toBe(Code['Access-Accept']);
  });

  it('the drop is counted as `unsigned` and says what to do on the router', () => {
    const plane = setUp();
    outcome(plane, signed());
    outcome(plane, unsigned());
    expect(plane.counters.get('dropUnsigned')).toBe(1);
    const drops = plane.core.report().flatMap((told) => (told.kind === 'events' ? told.drops : []));
    expect(drops).toMatchObject([
      {
        reason: 'unsigned',
        nasId: tower.id,
        detail: expect.stringContaining('/radius set [find] require-message-auth=yes-for-request-resp'),
      },
    ]);
  });

  it('a signed login that is rejected locks too: the signature was right', () => {
    const plane = setUp();
    expect(outcome(plane, signed('wrong'))).toBe(Code['Access-Reject']);
    expect(outcome(plane, unsigned())).toBeUndefined();
  });

  it('what does not prove that Access-Requests are signed does not lock: a wrong signature, Status-Server, accounting', () => {
    const plane = setUp();
    outcome(plane, pap('correct horse', { sign: true, identifier: 1, with: createSecret('another') }));
    outcome(plane, request(Code['Status-Server'], [], { sign: true, identifier: 2 }));
    plane.receive('acct', accounting([['Acct-Status-Type', 'Start']], { sign: true, identifier: 3 }));
    expect(outcome(plane, unsigned())).toBe(Code['Access-Accept']);
  });

  it('no method gets around the lock: CHAP, and a request without credentials', () => {
    const plane = setUp();
    outcome(plane, signed());
    const chap = request(
      Code['Access-Request'],
      [
        ['User-Name', 'ali'],
        ['CHAP-Password', chapPassword(9, 'correct horse', authenticator)],
      ],
      { identifier: 200 },
    );
    expect(outcome(plane, chap)).toBeUndefined();
    expect(outcome(plane, request(Code['Access-Request'], [['User-Name', 'ali']], { identifier: 201 }))).toBe(
      undefined,
    );
  });

  it('required from the start; optional never, whatever was signed', () => {
    const plane = setUp();
    plane.core.policy.replaceNas([{ ...tower, messageAuthenticator: 'required' }]);
    expect(outcome(plane, unsigned())).toBeUndefined();
    plane.core.policy.replaceNas([{ ...tower, messageAuthenticator: 'optional', hasSigned: true }]);
    expect(outcome(plane, signed())).toBe(Code['Access-Accept']);
    expect(outcome(plane, unsigned())).toBe(Code['Access-Accept']);
  });

  it('routers behind one address: an unsigned CHAP login is the one’s that need not sign (X58)', () => {
    const plane = setUp();
    plane.core.policy.replaceNas([
      { ...tower, hasSigned: true },
      { ...tower, id: 6, name: 'mast', secret: 'the other secret of 24 oct' },
    ]);
    const chap = request(Code['Access-Request'], [
      ['User-Name', 'ali'],
      ['CHAP-Password', chapPassword(9, 'correct horse', authenticator)],
    ]);
    expect(outcome(plane, chap)).toBe(Code['Access-Accept']);
  });
});

describe('Z5: how a lock lives', () => {
  const lockedOf = (policy: Policy) => policy.nasAt(tower.address)?.[0].mustSign;
  const locked = (): Policy => {
    const policy = new Policy();
    policy.replaceNas([tower]);
    policy.lock(policy.nasAt(tower.address)![0]);
    return policy;
  };

  it('a lock of this second outlives news that were told before the database knew of it', () => {
    const policy = locked();
    policy.replaceNas([{ ...tower, name: 'renamed', hasSigned: false }]);
    expect(lockedOf(policy)).toBe(true);
  });

  it('a new thread is locked by what is on record', () => {
    const policy = new Policy();
    policy.replaceNas([{ ...tower, hasSigned: true }]);
    expect(lockedOf(policy)).toBe(true);
  });

  it.each<[string, Partial<NasEntry>]>([
    ['optional', { messageAuthenticator: 'optional' }],
    ['another router’s address', { address: '10.0.0.77' }],
  ])('the operator unlocks by %s', (_how, change) => {
    const policy = locked();
    policy.replaceNas([{ ...tower, ...change }]);
    expect(policy.nasAt(change.address ?? tower.address)?.[0].mustSign).toBe(false);
  });

  it('a signature that was on record and was forgotten unlocks: auto after optional, seen only as a whole', () => {
    const policy = new Policy();
    policy.replaceNas([{ ...tower, hasSigned: true }]);
    policy.replaceNas([{ ...tower, hasSigned: false }]);
    expect(lockedOf(policy)).toBe(false);
  });
});
