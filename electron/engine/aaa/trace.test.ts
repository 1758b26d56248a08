/** What the data plane keeps of its packets, and what it tells of each NAS and of strangers. */
import { describe, expect, it } from 'vitest';
import { octetsOf } from '../radius/kept-octets.ts';
import { Code } from '../radius/packet.ts';
import { createSecret } from '../radius/secret.ts';
import { sourcesMax } from './strangers.ts';
import { accounting, nasAddress, pap, request, setUp, t0 } from './testing/plane.ts';

const ali = { tenantId: 1, subscriberId: 1, username: 'ali' };
const wrong = createSecret('another secret of 24 octets');

describe('the trace of the data plane', () => {
  it('keeps an accept with both packets as they were', () => {
    const plane = setUp();
    const login = pap('correct horse');
    plane.receive('auth', login);
    const [kept, ...more] = plane.core.trace(ali);
    expect(more).toEqual([]);
    expect(kept).toMatchObject({
      ...{ at: t0, kind: 'access', result: 'accept', nasId: 5, username: 'ali', reason: '' },
      ...{ address: nasAddress, port: 40_000, localAddress: '10.0.0.254', localPort: 1812 },
    });
    expect(octetsOf(kept!.request)).toEqual(login);
    expect(octetsOf(kept!.reply!)).toEqual(plane.sent[0]);
    expect(plane.core.trace({ tenantId: 1, nasId: 5 })).toEqual([kept]);
  });

  it('keeps a reject with the reason that the auth log has', () => {
    const plane = setUp();
    plane.receive('auth', pap('wrong horse'));
    expect(plane.core.trace(ali)).toMatchObject([{ result: 'reject', reason: 'wrong-password' }]);
    expect(plane.core.trace(ali)[0]?.detail).not.toBe('');
  });

  it('keeps what was dropped, under the name that it claims and under its NAS', () => {
    const plane = setUp();
    plane.receive('auth', pap('correct horse', { sign: true, with: wrong }));
    plane.receive('acct', accounting([['Acct-Status-Type', 'Start']], { with: wrong, identifier: 2 }));
    for (const query of [ali, { tenantId: 1, nasId: 5 }]) {
      const kept = plane.core.trace(query);
      expect(kept.map(({ kind, result, reason }) => [kind, result, reason])).toEqual([
        ['access', 'drop', 'wrong-secret'],
        ['accounting', 'drop', 'wrong-secret'],
      ]);
      expect(kept.every(({ reply }) => reply === undefined)).toBe(true);
    }
  });

  it('accounting waits until it is on disk, and then has its reply', () => {
    const plane = setUp();
    plane.receive('acct', accounting([['Acct-Status-Type', 'Start']]));
    expect(plane.core.trace(ali)).toMatchObject([{ result: 'waiting', kind: 'accounting', reply: undefined }]);
    plane.advance(3);
    plane.commit();
    expect(plane.core.trace(ali)).toMatchObject([{ result: 'response', ms: 3 }]);
    expect(octetsOf(plane.core.trace(ali)[0]!.reply!)).toEqual(plane.sent[0]);
  });

  it('accounting that the disk refused is shown as not answered', () => {
    const plane = setUp();
    plane.receive('acct', accounting([['Acct-Status-Type', 'Start']]));
    plane.refuse();
    expect(plane.core.trace(ali)).toMatchObject([
      { result: 'drop', reason: 'not-stored', detail: expect.stringContaining('disk full') },
    ]);
    expect(plane.core.report().find(({ kind }) => kind === 'events')).toMatchObject({
      drops: [{ reason: 'not-stored', count: 1 }],
    });
  });

  it('shows a repetition, and counts all of a storm', () => {
    const plane = setUp();
    plane.receive('auth', pap('correct horse'));
    for (let n = 0; n < 10; n++) plane.receive('auth', pap('correct horse'));
    expect(plane.core.trace({ tenantId: 1, nasId: 5 }).map(({ result }) => result)).toEqual(['accept', 'repeat']);
    expect(signsOf(plane)).toMatchObject({ nasId: 5, requests: 1, accepts: 1, repeats: 10 });
  });
});

const signsOf = ({ core }: ReturnType<typeof setUp>) => {
  const told = core.report().find((message) => message.kind === 'signs');
  return told?.kind === 'signs' ? told.signs[0] : undefined;
};

describe('what the data plane tells of a NAS', () => {
  it('rejects by method and reason, drops by reason and port', () => {
    const plane = setUp();
    plane.receive('auth', pap('wrong horse'));
    plane.receive('auth', pap('correct horse', { sign: true, with: wrong, identifier: 2 }));
    plane.receive('auth', accounting([['Acct-Status-Type', 'Start']], { identifier: 3 }));
    plane.receive('acct', pap('correct horse', { identifier: 4 }));
    plane.receive('auth', Buffer.alloc(3));
    expect(signsOf(plane)).toMatchObject({
      rejects: { 'PAP wrong-password': 1 },
      drops: { 'wrong-secret': 1, 'unexpected-code auth': 1, 'unexpected-code acct': 1, malformed: 1 },
    });
    expect(signsOf(plane)).toBeUndefined();
  });

  it('accounting by status, the clock by Event-Timestamp less Acct-Delay-Time, the name that it gives itself', () => {
    const plane = setUp();
    const seconds = t0 / 1000 - 7200;
    plane.receive(
      'acct',
      accounting([
        ['Acct-Status-Type', 'Start'],
        ['Event-Timestamp', seconds - 10],
        ['Acct-Delay-Time', 10],
        ['NAS-Identifier', 'MikroTik'],
      ]),
    );
    expect(signsOf(plane)).toMatchObject({ starts: 1, interims: 0, skewMs: -7_200_000, identifiers: ['MikroTik'] });
  });
});

describe('strangers', () => {
  const stranger = () =>
    request(Code['Access-Request'], [
      ['User-Name', 'ali'],
      ['NAS-Identifier', 'hAP'],
    ]);

  it('P05: an unknown source is counted with what it claims', () => {
    const plane = setUp();
    plane.receive('auth', stranger(), '10.9.9.9');
    plane.advance(500);
    plane.receive('auth', Buffer.alloc(3), '10.9.9.9');
    expect(plane.core.unknownSources()).toMatchObject([
      {
        address: '10.9.9.9',
        packets: 2,
        packet: 'Access-Request',
        nasIdentifier: 'hAP',
        username: 'ali',
        localPort: 1812,
      },
    ]);
  });

  it('one that is registered since is listed no more', () => {
    const plane = setUp();
    plane.receive('auth', stranger(), '10.9.9.9');
    const entry = { id: 6, tenantId: 1, name: 'new', address: '10.9.9.9', secret: 's', swapDirections: false };
    plane.core.policy.replaceNas([entry]);
    expect(plane.core.unknownSources()).toEqual([]);
  });

  it('a scan of the whole network keeps the newest only', () => {
    const plane = setUp();
    for (let n = 0; n < sourcesMax + 50; n++) plane.receive('auth', Buffer.alloc(3), `10.8.${n >> 8}.${n & 255}`);
    const listed = plane.core.unknownSources();
    expect(listed.length).toBe(sourcesMax);
    expect(listed[0]?.address).toBe(`10.8.1.${sourcesMax + 49 - 256}`);
  });
});
