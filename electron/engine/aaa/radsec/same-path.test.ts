import { describe, expect, it } from 'vitest';
import { Code } from '../../radius/packet.ts';
import { createSecret, radsecSecret } from '../../radius/secret.ts';
import type { Peer } from '../peer.ts';
import { accounting, nasAddress, pap, setUp, tower } from '../testing/plane.ts';

const shared = createSecret(radsecSecret);
const signed = { with: shared };

/** The plane with its NAS by certificate, and two connections of it. */
function overTls() {
  const plane = setUp();
  plane.core.policy.replaceNas([{ ...tower, mode: 'radsec' }]);
  const connection = (channel: number, nasId = tower.id) => {
    const sent: Uint8Array[] = [];
    const peer: Peer = {
      ...{ address: '203.0.113.9', channel, localPort: 2083, localAddress: '192.0.2.10', nasId },
      send: (reply) => void sent.push(reply),
    };
    return { peer, sent };
  };
  return { ...plane, connection };
}

describe('packets of a TLS connection take the path of datagrams', () => {
  it('the certificate’s NAS is served with the secret "radsec", from whatever address', () => {
    const { core, connection } = overTls();
    const { peer, sent } = connection(65_536);
    expect(core.receive('auth', Buffer.from(pap('correct horse', signed)), peer)).toBe(true);
    expect(sent.map((reply) => reply[0])).toEqual([Code['Access-Accept']]);
  });

  it('over UDP nobody is that NAS, not even at its address with its secret', () => {
    const { receive, sent, counters } = overTls();
    receive('auth', pap('correct horse'), nasAddress);
    receive('auth', pap('correct horse', signed), nasAddress);
    expect(sent).toEqual([]);
    expect(counters.get('dropUnknownSource')).toBe(2);
  });

  it('a connection whose NAS was removed is answered nothing', () => {
    const { core, connection, counters } = overTls();
    const { peer, sent } = connection(65_536, 4711);
    core.receive('auth', Buffer.from(pap('correct horse', signed)), peer);
    expect(sent).toEqual([]);
    expect(counters.get('dropUnknownSource')).toBe(1);
  });

  it('duplicates are known by connection: the same octets on another one are another request', () => {
    const { core, connection, batches, commit, counters } = overTls();
    const [a, b] = [connection(65_536), connection(65_537)];
    const start = Buffer.from(accounting([['Acct-Status-Type', 'Start']], signed));
    core.receive('acct', start, a.peer);
    core.receive('acct', start, a.peer);
    expect(counters.get('duplicatesPending')).toBe(1);
    expect(a.sent).toEqual([]);
    commit();
    core.receive('acct', start, a.peer);
    expect(a.sent.map((reply) => reply[0])).toEqual([Code['Accounting-Response'], Code['Accounting-Response']]);
    core.receive('acct', start, b.peer);
    expect(batches.flatMap(({ facts }) => facts)).toHaveLength(2);
    expect(b.sent).toEqual([]);
  });

  it('what is no packet is said, so that the stream can be ended', () => {
    const { core, connection, counters } = overTls();
    const spoilt = Buffer.from(pap('correct horse', signed));
    spoilt[21] = 0;
    expect(core.receive('auth', spoilt, connection(65_536).peer)).toBe(false);
    expect(counters.get('dropMalformed')).toBe(1);
  });
});
