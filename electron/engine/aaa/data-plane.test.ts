import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAttribute } from '../radius/attributes.ts';
import { verifyReply } from '../radius/authenticator.ts';
import { chapPassword } from '../radius/chap.ts';
import { Code, codeName, parsePacket } from '../radius/packet.ts';
import { encryptPap } from '../radius/pap.ts';
import { createSecret } from '../radius/secret.ts';
import { decodeFact } from '../store/accounting-fact.ts';
import type { Service } from './arrival.ts';
import {
  accounting,
  ali,
  authenticator,
  nasAddress,
  pap,
  replyTo,
  request,
  secret,
  setUp,
  t0,
  tower,
} from './testing/plane.ts';

describe('Access-Request', () => {
  it('X46: while the wall clock is a week ahead of the time that is believed, nobody is expired by it', () => {
    const { core, receive, sent, advance } = setUp();
    core.policy.upsert([{ ...ali, expiredPolicy: 'reject' }]);
    advance(7 * 86_400_000);
    receive('auth', pap('correct horse'));
    core.policy.clockAheadMs = 7 * 86_400_000;
    receive('auth', pap('correct horse', { identifier: 2 }));
    expect(sent.map((reply) => reply[0])).toEqual([Code['Access-Reject'], Code['Access-Accept']]);
  });

  it('PAP: the Accept says rate, address, timeout to expiry, interim interval and a login id in Class (X47)', () => {
    const { receive, sent } = setUp();
    const asked = pap('correct horse', { sign: true });
    receive('auth', asked);
    const reply = replyTo(asked, sent[0]);
    expect(codeName(reply.code)).toBe('Access-Accept');
    expect(readAttribute(reply, 'Mikrotik-Rate-Limit')).toBe('5000k/10000k');
    expect(readAttribute(reply, 'Framed-IP-Address')).toBe('100.64.0.7');
    expect(readAttribute(reply, 'Session-Timeout')).toBe(3600);
    expect(readAttribute(reply, 'Acct-Interim-Interval')).toBe(300);
    expect(Buffer.from(readAttribute(reply, 'Class')!).toString()).toMatch(/^lm-[\w-]{14}$/);
  });

  it('P06: another maker’s NAS is told the speed as Filter-Id too, unless a row sets one; a MikroTik is not', () => {
    const { core, receive, sent } = setUp();
    const filterIdOf = (): string | undefined => {
      const asked = pap('correct horse', { identifier: sent.length + 1 });
      receive('auth', asked);
      return readAttribute(replyTo(asked, sent.at(-1)), 'Filter-Id');
    };
    expect(filterIdOf()).toBeUndefined();
    core.policy.replaceNas([{ ...tower, isGeneric: true }]);
    expect(filterIdOf()).toBe('5000k/10000k');
    core.policy.upsert([{ ...ali, reply: [...ali.reply, ['Filter-Id', 'gold']] }]);
    expect(filterIdOf()).toBe('gold');
  });

  it('Message-Authenticator is the first attribute of every reply (CVE-2024-3596)', () => {
    const { receive, sent } = setUp();
    receive('auth', pap('correct horse'));
    receive('auth', pap('wrong', { identifier: 2 }));
    expect(sent.map((reply) => [reply[0], reply[20]])).toEqual([
      [Code['Access-Accept'], 80],
      [Code['Access-Reject'], 80],
    ]);
  });

  it('two logins never share a Class', () => {
    const { receive, sent } = setUp();
    const classes = new Set<string>();
    for (let identifier = 0; identifier < 256; identifier++) {
      const asked = pap('correct horse', { identifier });
      receive('auth', asked);
      classes.add(Buffer.from(readAttribute(replyTo(asked, sent.at(-1)), 'Class')!).toString());
    }
    expect(classes.size).toBe(256);
  });

  it('CHAP with the Request Authenticator as challenge', () => {
    const { receive, sent } = setUp();
    const asked = request(Code['Access-Request'], [
      ['User-Name', 'ali'],
      ['CHAP-Password', chapPassword(9, 'correct horse', authenticator)],
    ]);
    receive('auth', asked);
    expect(codeName(replyTo(asked, sent[0]).code)).toBe('Access-Accept');
  });

  it('a wrong password is rejected with a Reply-Message and remembered with its reason', () => {
    const { receive, sent, core } = setUp();
    const asked = pap('wrong');
    receive('auth', asked);
    const reply = replyTo(asked, sent[0]);
    expect(codeName(reply.code)).toBe('Access-Reject');
    expect(readAttribute(reply, 'Reply-Message')).toBe('Wrong user name or password');
    expect(core.report()[0]).toMatchObject({
      kind: 'events',
      rejects: [{ username: 'ali', reason: 'wrong-password', nasId: 5, nasAddress, method: 'PAP', count: 1 }],
    });
  });

  it('an empty password of an unknown user lets nobody in, nor does the stand-in for unknown users', () => {
    const { receive, sent } = setUp();
    for (const [i, password] of ['', '\u0000no such subscriber'].entries()) {
      const asked = request(
        Code['Access-Request'],
        [
          ['User-Name', 'nobody'],
          ['User-Password', encryptPap(password, authenticator, secret)],
        ],
        { identifier: i },
      );
      receive('auth', asked);
      expect(sent.at(-1)?.[0] ?? Code['Access-Reject']).toBe(Code['Access-Reject']);
    }
  });

  it('a wrong secret gets no answer and is named: signed, and unsigned PAP', () => {
    const { receive, sent, core } = setUp();
    const other = createSecret('another secret');
    receive('auth', pap('correct horse', { sign: true, with: other }));
    receive('auth', pap('correct horse', { with: other, identifier: 2 }));
    expect(sent).toEqual([]);
    expect(core.report()[0]).toMatchObject({ drops: [{ reason: 'wrong-secret', nasId: 5, count: 2 }] });
  });

  it('an unregistered source gets no answer and is named (P05)', () => {
    const { receive, sent, core } = setUp();
    receive('auth', pap('correct horse'), '10.9.9.9');
    expect(sent).toEqual([]);
    expect(core.report()[0]).toMatchObject({ drops: [{ reason: 'unknown-source', source: '10.9.9.9', nasId: null }] });
  });

  it('a retransmission gets the identical reply (RFC 5080 §2.2.2)', () => {
    const { receive, sent, counters } = setUp();
    receive('auth', pap('correct horse'));
    receive('auth', pap('correct horse'));
    expect(sent[1]!.equals(sent[0]!)).toBe(true);
    expect(counters.get('accepts')).toBe(1);
    expect(counters.get('duplicatesAnswered')).toBe(1);
  });

  it('a change of the subscriber applies to the next login; a removed one is unknown', () => {
    const { receive, sent, core } = setUp();
    receive('auth', pap('correct horse'));
    core.policy.upsert([{ ...ali, reply: [['Mikrotik-Rate-Limit', '1M/1M']] }]);
    const asked = pap('correct horse', { identifier: 2 });
    receive('auth', asked);
    expect(readAttribute(replyTo(asked, sent[1]), 'Mikrotik-Rate-Limit')).toBe('1M/1M');
    core.policy.remove([1]);
    receive('auth', pap('correct horse', { identifier: 3 }));
    expect(sent[2]![0]).toBe(Code['Access-Reject']);
  });

  it('a renamed subscriber answers to the new name only', () => {
    const { core } = setUp();
    core.policy.upsert([{ ...ali, username: 'ali.new' }]);
    expect(core.policy.subscriber(1, 'ali')).toBeUndefined();
    expect(core.policy.subscriber(1, 'ali.new')?.id).toBe(1);
    expect(core.policy.subscriber(2, 'ali.new')).toBeUndefined();
  });

  it('a radreply row that cannot be encoded is named, and the rest is sent', () => {
    const { receive, sent, core } = setUp();
    core.policy.upsert([{ ...ali, reply: [['No-Such-Thing', '1'], ...ali.reply] }]);
    const asked = pap('correct horse');
    receive('auth', asked);
    expect(readAttribute(replyTo(asked, sent[0]), 'Mikrotik-Rate-Limit')).toBe('5000k/10000k');
    const detail = expect.stringMatching(/^ali was let in, but radreply No-Such-Thing = 1 .*; correct that row/);
    expect(core.report()[0]).toMatchObject({ drops: [{ reason: 'reply-attribute', nasId: 5, detail }] });
  });
});

describe('Accounting-Request', () => {
  it('is answered only after its fact is committed', () => {
    const { receive, sent, batches, commit } = setUp();
    const asked = accounting([
      ['Acct-Status-Type', 'Interim-Update'],
      ['Acct-Input-Octets', 5],
      ['Acct-Output-Octets', 7],
      ['Acct-Output-Gigawords', 1],
    ]);
    receive('acct', asked);
    expect(sent).toEqual([]);
    expect(decodeFact(batches[0]!.facts[0]!)).toMatchObject({
      status: 'Interim-Update',
      nasId: 5,
      acctSessionId: '81000001',
      upBytes: 5,
      downBytes: 2 ** 32 + 7,
      gigawords: true,
      at: t0,
    });
    commit();
    expect(codeName(replyTo(asked, sent[0]).code)).toBe('Accounting-Response');
  });

  it('a retransmission is stored once: silent while at work, the same reply afterwards', () => {
    const { receive, sent, batches, commit } = setUp();
    const asked = accounting([['Acct-Status-Type', 'Start']]);
    receive('acct', asked);
    receive('acct', asked);
    expect(batches.flatMap((batch) => batch.facts)).toHaveLength(1);
    commit();
    receive('acct', asked);
    expect(sent).toHaveLength(2);
    expect(sent[1]!.equals(sent[0]!)).toBe(true);
  });

  it('a refused batch stays unacknowledged, its retransmission is tried again, authentication goes on', () => {
    const { receive, sent, batches, refuse, commit } = setUp();
    const asked = accounting([['Acct-Status-Type', 'Start']]);
    receive('acct', asked);
    refuse();
    expect(sent).toEqual([]);
    receive('auth', pap('correct horse'));
    expect(sent).toHaveLength(1);
    receive('acct', asked);
    expect(batches).toHaveLength(2);
    commit();
    expect(sent).toHaveLength(2);
  });

  it('absent octets stay absent: they are not zero', () => {
    const { receive, batches } = setUp();
    receive('acct', accounting([['Acct-Status-Type', 'Stop']]));
    const fact = decodeFact(batches[0]!.facts[0]!);
    expect(fact).not.toHaveProperty('downBytes');
    expect(fact).not.toHaveProperty('upBytes');
  });

  it('X20: a NAS marked as swapped has its directions exchanged', () => {
    const { receive, batches, core } = setUp();
    core.policy.replaceNas([{ ...tower, swapDirections: true }]);
    receive(
      'acct',
      accounting([
        ['Acct-Status-Type', 'Stop'],
        ['Acct-Input-Octets', 5],
        ['Acct-Output-Octets', 7],
      ]),
    );
    expect(decodeFact(batches[0]!.facts[0]!)).toMatchObject({ downBytes: 5, upBytes: 7 });
  });

  it('a wrong secret is not acknowledged and stores nothing', () => {
    const { receive, sent, batches, core } = setUp();
    receive('acct', accounting([['Acct-Status-Type', 'Start']], { with: createSecret('another') }));
    expect([sent, batches]).toEqual([[], []]);
    expect(core.report()[0]).toMatchObject({ drops: [{ reason: 'wrong-secret' }] });
  });

  it('a session record without any id is dropped and named', () => {
    const { receive, sent, core } = setUp();
    receive('acct', request(Code['Accounting-Request'], [['Acct-Status-Type', 'Start']]));
    expect(sent).toEqual([]);
    expect(core.report()[0]).toMatchObject({ drops: [{ reason: 'incomplete' }] });
  });
});

describe('several routers behind one address (X58)', () => {
  const otherText = 'the other secret of 24 oct';
  const other = createSecret(otherText);
  const both = [tower, { ...tower, id: 6, name: 'mast', identity: 'RB-mast', secret: otherText }];

  function sharing() {
    const plane = setUp();
    plane.core.policy.replaceNas(both);
    return plane;
  }
  const answerCode = (data: Buffer, sent: Buffer | undefined, shared: typeof secret): string => {
    const parsed = parsePacket(sent!);
    if (!parsed.ok) throw new Error('the reply does not parse');
    const verified = verifyReply(parsed.value, data.subarray(4, 20), shared);
    if (!verified.ok) throw new Error(`the reply is not believed: ${verified.fault}`);
    return codeName(verified.value.code);
  };

  it.each([
    ['a signed login', true],
    ['a login that is only told by its password', false],
  ])('X58: %s is answered with the secret of the router that sent it', (_what, sign) => {
    for (const shared of [secret, other]) {
      const { receive, sent } = sharing();
      const asked = pap('correct horse', { sign, with: shared });
      receive('auth', asked);
      expect(answerCode(asked, sent[0], shared)).toBe('Access-Accept');
    }
  });

  it('X58: an unsigned CHAP login, which no secret enters, belongs to the router that NAS-Identifier names', () => {
    for (const [identifier, shared] of [
      ['tower', secret],
      ['mast', other],
      ['RB-mast', other],
    ] as const) {
      const { receive, sent } = sharing();
      const asked = request(
        Code['Access-Request'],
        [
          ['User-Name', 'ali'],
          ['NAS-Identifier', identifier],
          ['CHAP-Password', chapPassword(9, 'correct horse', authenticator)],
        ],
        { with: shared },
      );
      receive('auth', asked);
      expect(answerCode(asked, sent[0], shared)).toBe('Access-Accept');
    }
  });

  it('X58: accounting is kept for the router whose secret signs it', () => {
    for (const [nasId, shared] of [
      [5, secret],
      [6, other],
    ] as const) {
      const { receive, batches } = sharing();
      receive('acct', accounting([['Acct-Status-Type', 'Start']], { with: shared }));
      expect(decodeFact(batches[0]!.facts[0]!)).toMatchObject({ nasId });
    }
  });

  it('X58: Status-Server is answered to both', () => {
    for (const shared of [secret, other]) {
      const { receive, sent } = sharing();
      const asked = request(Code['Status-Server'], [], { sign: true, with: shared });
      receive('auth', asked);
      expect(answerCode(asked, sent[0], shared)).toBe('Access-Accept');
    }
  });

  it('a secret that is neither’s is dropped, and all routers of the address are counted', () => {
    const { receive, sent, core } = sharing();
    receive('auth', pap('correct horse', { sign: true, with: createSecret('nobody’s') }));
    expect(sent).toEqual([]);
    expect(core.report()[0]).toMatchObject({ drops: [{ reason: 'wrong-secret' }] });
    expect(core.policy.nasCount).toBe(2);
  });
});

describe('the rest of what arrives', () => {
  it('Status-Server is answered on both ports (RFC 5997)', () => {
    const { receive, sent } = setUp();
    receive('auth', request(Code['Status-Server'], [], { sign: true }));
    receive('acct', request(Code['Status-Server'], [], { sign: true, identifier: 2 }));
    expect(sent.map((reply) => reply[0])).toEqual([Code['Access-Accept'], Code['Accounting-Response']]);
  });

  it.each<[string, Service, () => Buffer, string, RegExp]>([
    ['an unknown source', 'auth', () => pap('x'), 'unknown-source', /address 10\.9\.9\.9; add it/],
    ['noise', 'auth', () => Buffer.alloc(7), 'malformed', /shorter than a header\. See what else/],
    ['a packet cut short', 'auth', () => pap('x').subarray(0, 30), 'malformed', /length is not the one it names\. See/],
    ['another code', 'acct', () => pap('x'), 'unexpected-code', /^Access-Request came to the accounting port.*; check/],
    [
      'a wrong secret',
      'auth',
      () => pap('x', { sign: true, with: createSecret('y') }),
      'wrong-secret',
      /tower.*Set the/,
    ],
    [
      'a wrong secret in accounting',
      'acct',
      () => accounting([['Acct-Status-Type', 'Start']], { with: createSecret('y') }),
      'wrong-secret',
      /tower.*Set the same secret on both sides/,
    ],
    [
      'no session id',
      'acct',
      () => request(Code['Accounting-Request'], [['Acct-Status-Type', 'Start']]),
      'incomplete',
      /^Start without Acct-Session-Id .*; update the router/,
    ],
  ])('the operator is told what to do about %s', (_case, service, datagram, reason, detail) => {
    const { receive, core } = setUp();
    receive(service, datagram(), reason === 'unknown-source' ? '10.9.9.9' : nasAddress);
    expect(core.report()[0]).toMatchObject({ drops: [{ reason, detail: expect.stringMatching(detail) }] });
  });

  it('an Access-Request on the accounting port is dropped', () => {
    const { receive, sent, counters } = setUp();
    receive('acct', pap('correct horse'));
    expect(sent).toEqual([]);
    expect(counters.get('dropUnexpectedCode')).toBe(1);
  });

  it('a NAS that was heard is reported once, with whether it signs (Z5)', () => {
    const { receive, core } = setUp();
    receive('auth', pap('correct horse', { sign: true }));
    expect(core.report()).toContainEqual({
      kind: 'nas-seen',
      seen: [{ id: 5, at: t0, signs: true, localAddress: '10.0.0.254' }],
    });
    expect(core.report()).toEqual([]);
  });

  it('pain 15: no octets ever throw or let anybody in', () => {
    const { receive, counters } = setUp();
    const valid = [pap('wrong', { sign: true }), accounting([['Acct-Status-Type', 'Start']])];
    const mutated = fc
      .tuple(fc.constantFrom(...valid), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }), fc.nat(400))
      .map(([packet, edits, cut]) => {
        const copy = Buffer.from(packet);
        for (const [at, octet] of edits) copy[at % copy.length] = octet;
        return copy.subarray(0, Math.max(0, copy.length - (cut % 40)));
      });
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated),
        fc.constantFrom('auth' as const, 'acct' as const),
        (data, service) => receive(service, data),
      ),
      { numRuns: 20_000 },
    );
    const { handlerErrors, dropMalformed, dropWrongSecret } = counters.all();
    expect(dropMalformed + dropWrongSecret).toBeGreaterThan(10_000);
    expect(handlerErrors).toBe(0);
    expect(counters.get('accepts')).toBe(0);
  });
});
