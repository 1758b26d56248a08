import { describe, expect, it } from 'vitest';
import { encodeRequest } from '../../radius/encode.ts';
import { type AttributePair, encodeAttributes } from '../../radius/encode-attributes.ts';
import { Code, parsePacket } from '../../radius/packet.ts';
import { createSecret } from '../../radius/secret.ts';
import { PacketFacts } from './request-facts.ts';

function factsOf(pairs: readonly AttributePair[]): PacketFacts {
  const request = encodeRequest({
    code: Code['Access-Request'],
    identifier: 1,
    authenticator: Buffer.alloc(16, 7),
    attributes: encodeAttributes(pairs),
    secret: createSecret('a shared secret of 24 octets'),
    messageAuthenticator: false,
  });
  const packet = parsePacket(request);
  if (!packet.ok) throw new Error('the request is a packet');
  return new PacketFacts(packet.value);
}

describe('the facts of a request', () => {
  it('are its attributes', () => {
    const facts = factsOf([
      ['User-Name', 'علي@north'],
      ['Calling-Station-Id', 'AA:BB:CC:DD:EE:01'],
      ['Called-Station-Id', 'pppoe-in'],
      ['NAS-Port-Type', 'Ethernet'],
      ['NAS-Port-Id', 'ether2'],
      ['NAS-Identifier', 'tower'],
      ['NAS-IP-Address', '10.0.0.1'],
    ]);
    expect(facts.username).toBe('علي@north');
    expect(facts.callingStationId).toBe('AA:BB:CC:DD:EE:01');
    expect(facts.calledStationId).toBe('pppoe-in');
    expect(facts.nasPortType).toBe('Ethernet');
    expect(facts.nasPortId).toBe('ether2');
    expect(facts.nasIdentifier).toBe('tower');
    expect(facts.nasIpAddress).toBe('10.0.0.1');
  });

  it('are empty where the request is', () => {
    const facts = factsOf([]);
    expect(facts.username).toBe('');
    expect(facts.callingStationId).toBe('');
    expect(facts.calledStationId).toBe('');
    expect(facts.nasPortType).toBeUndefined();
    expect(facts.nasIpAddress).toBe('');
  });
});
