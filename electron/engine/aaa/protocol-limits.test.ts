/** Lengths, Proxy-State and retransmissions, at the door of the data plane. */
import { describe, expect, it } from 'vitest';
import { findAttribute, readAll, readAttribute } from '../radius/attributes.ts';
import { attributes as dictionary } from '../radius/dictionary.ts';
import type { AttributePair } from '../radius/encode-attributes.ts';
import { Code, codeName } from '../radius/packet.ts';
import { encryptPap } from '../radius/pap.ts';
import { accounting, ali, authenticator, pap, replyTo, request, secret, setUp, tower } from './testing/plane.ts';

const drops = ({ core }: ReturnType<typeof setUp>) =>
  core.report().flatMap((told) => (told.kind === 'events' ? told.drops : []));

const proxyStates = (count: number, octets: number): AttributePair[] =>
  Array.from({ length: count }, (_, i) => ['Proxy-State', Buffer.alloc(octets, i)] as const);

const papWith = (password: string, more: readonly AttributePair[], identifier = 1) =>
  request(
    Code['Access-Request'],
    [['User-Name', 'ali'], ...more, ['User-Password', encryptPap(password, authenticator, secret)]],
    { sign: true, identifier },
  );

describe('RFC 2865 §5.33: Proxy-State', () => {
  it.each([
    ['Access-Accept', 'correct horse'],
    ['Access-Reject', 'wrong'],
  ])('%s: many of them come back unmodified and in order, between other attributes too', (code, password) => {
    const plane = setUp();
    const states = proxyStates(100, 20);
    const mixed = states.flatMap((state, i): AttributePair[] =>
      i % 10 === 0 ? [state, ['NAS-Port-Id', `ether${i}`]] : [state],
    );
    const asked = papWith(password, mixed);
    plane.receive('auth', asked);
    const reply = replyTo(asked, plane.sent[0]);
    expect(codeName(reply.code)).toBe(code);
    expect(reply.octets[20]).toBe(dictionary['Message-Authenticator'].type);
    expect(readAll(reply, 'Proxy-State').map((state) => Buffer.from(state))).toEqual(states.map(([, value]) => value));
  });

  it('an empty one and one of 253 octets are returned as well, by an Accounting-Response too', () => {
    const plane = setUp();
    const states: AttributePair[] = [...proxyStates(1, 0), ...proxyStates(1, 253)];
    const asked = accounting([['Acct-Status-Type', 'Start'], ...states]);
    plane.receive('acct', asked);
    plane.commit();
    const reply = replyTo(asked, plane.sent[0]);
    expect(readAll(reply, 'Proxy-State').map(({ length }) => length)).toEqual([0, 253]);
  });

  it('a reject gives up its Reply-Message for them; without any room nothing is sent, and it is said', () => {
    const plane = setUp();
    // The request is 4,096 octets long. 35 of its own are not repeated, so 23 are left: too few for any words.
    const states = [...proxyStates(15, 253), ...proxyStates(1, 208)];
    const tight = papWith('wrong', states);
    expect(tight).toHaveLength(4096);
    plane.receive('auth', tight);
    const reply = replyTo(tight, plane.sent[0]);
    expect(codeName(reply.code)).toBe('Access-Reject');
    expect(readAttribute(reply, 'Reply-Message')).toBeUndefined();
    expect(readAll(reply, 'Proxy-State')).toHaveLength(16);

    plane.receive('auth', papWith('correct horse', states, 2));
    expect(plane.sent).toHaveLength(1);
    expect(plane.counters.get('dropNoRoom')).toBe(1);
    expect(drops(plane)).toMatchObject([
      { reason: 'no-room', detail: expect.stringContaining('without RADIUS proxies') },
    ]);
  });
});

describe('RFC 2865 §3: lengths', () => {
  it('octets beyond the Length field are padding: ignored, in accounting too', () => {
    const plane = setUp();
    const asked = pap('correct horse', { sign: true });
    plane.receive('auth', Buffer.concat([asked, Buffer.alloc(300, 0xff)]));
    expect(codeName(replyTo(asked, plane.sent[0]).code)).toBe('Access-Accept');
    const stop = accounting([['Acct-Status-Type', 'Stop']]);
    plane.receive('acct', Buffer.concat([stop, Buffer.from([1, 2, 3])]));
    plane.commit();
    expect(codeName(replyTo(stop, plane.sent[1]).code)).toBe('Accounting-Response');
  });

  it.each([
    ['shorter than its Length field', (octets: Buffer) => octets.subarray(0, octets.length - 1)],
    ['of a Length below 20', (octets: Buffer) => withLength(octets, 19)],
    ['of a Length above 4,096', (octets: Buffer) => withLength(Buffer.concat([octets, Buffer.alloc(4200)]), 4097)],
    ['whose last attribute passes its end', (octets: Buffer) => withLength(octets, octets.length - 1)],
  ])('a datagram %s gets no answer and is counted as malformed', (_what, spoil) => {
    const plane = setUp();
    plane.receive('auth', spoil(Buffer.from(pap('correct horse', { sign: true }))));
    expect(plane.sent).toEqual([]);
    expect(plane.counters.get('dropMalformed')).toBe(1);
  });

  it('a radreply that is longer than a reply: late rows give way and are named, the speed never does', () => {
    const plane = setUp();
    const rows = Array.from({ length: 20 }, (_, i) => ['Filter-Id', `${i}`.padEnd(240, 'x')] as const);
    plane.core.policy.upsert([{ ...ali, reply: [...rows, ['Mikrotik-Rate-Limit', '5000k/10000k']] }]);
    const asked = pap('correct horse', { sign: true });
    plane.receive('auth', asked);
    const reply = replyTo(asked, plane.sent[0]);
    expect(reply.octets.length).toBeLessThanOrEqual(4096);
    expect(readAttribute(reply, 'Mikrotik-Rate-Limit')).toBe('5000k/10000k');
    expect(readAttribute(reply, 'Framed-IP-Address')).toBe('100.64.0.7');
    expect(readAll(reply, 'Filter-Id')).toHaveLength(12);
    expect(drops(plane)).toMatchObject([
      { reason: 'reply-attribute', count: 8, detail: expect.stringMatching(/Filter-Id found no room: .* 3072 octets/) },
    ]);
  });
});

function withLength(octets: Buffer, length: number): Buffer {
  octets.writeUInt16BE(length, 2);
  return octets;
}

describe('RFC 5080 §2.2.2: retransmissions', () => {
  it('a reject is repeated octet for octet, and counted once', () => {
    const plane = setUp();
    const asked = pap('wrong', { sign: true });
    for (let i = 0; i < 3; i++) plane.receive('auth', asked);
    expect(plane.sent).toHaveLength(3);
    expect(plane.sent.every((reply) => reply.equals(plane.sent[0]!))).toBe(true);
    expect([plane.counters.get('rejects'), plane.counters.get('duplicatesAnswered')]).toEqual([1, 2]);
  });

  it('after ten seconds it is a new request', () => {
    const plane = setUp();
    plane.receive('auth', pap('correct horse'));
    plane.advance(10_001);
    plane.receive('auth', pap('correct horse'));
    expect(plane.counters.get('accepts')).toBe(2);
  });

  it('one source port for both services: an accounting request does not make a login’s retransmission a new one', () => {
    const plane = setUp();
    const asked = pap('correct horse');
    plane.receive('auth', asked);
    plane.receive('acct', accounting([['Acct-Status-Type', 'Start']]));
    plane.receive('auth', asked);
    expect(plane.sent[1]!.equals(plane.sent[0]!)).toBe(true);
    expect(plane.counters.get('accepts')).toBe(1);
  });

  it('a dropped request is judged anew: the operator may have corrected what was wrong', () => {
    const plane = setUp();
    plane.core.policy.replaceNas([]);
    plane.receive('auth', pap('correct horse'));
    expect(plane.sent).toEqual([]);
    plane.core.policy.replaceNas([tower]);
    plane.receive('auth', pap('correct horse'));
    expect(plane.sent).toHaveLength(1);
  });
});

describe('RFC 5997: Status-Server', () => {
  it.each([
    ['auth', 'Access-Accept'],
    ['acct', 'Accounting-Response'],
  ] as const)('%s port: %s, signed first, with its Proxy-State; every one is answered anew', (service, code) => {
    const plane = setUp();
    const asked = request(Code['Status-Server'], proxyStates(3, 4), { sign: true });
    plane.receive(service, asked);
    plane.receive(service, asked);
    const reply = replyTo(asked, plane.sent[0]);
    expect(codeName(reply.code)).toBe(code);
    expect(findAttribute(reply, dictionary['Message-Authenticator'])).toBe(20);
    expect(readAll(reply, 'Proxy-State')).toHaveLength(3);
    expect(plane.counters.get('statusServer')).toBe(2);
  });

  it('unsigned, or signed with another secret, it gets no answer', () => {
    const plane = setUp();
    plane.receive('auth', request(Code['Status-Server'], []));
    const forged = Buffer.from(request(Code['Status-Server'], [], { sign: true }));
    forged[30]! ^= 1;
    plane.receive('auth', forged);
    expect(plane.sent).toEqual([]);
    expect(plane.counters.get('dropWrongSecret')).toBe(2);
  });
});
