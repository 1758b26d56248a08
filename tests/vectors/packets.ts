/** What the tests of the RADIUS room share: packets that must parse, and packets that are damaged at random. */
import fc from 'fast-check';
import { parsePacket, type RadiusPacket } from '../../electron/engine/radius/packet.ts';
import * as freeradius from './freeradius.ts';
import * as rfc2865 from './rfc2865.ts';

/** The packet in a datagram that is known to be well-formed. */
export function parsed(datagram: Uint8Array): RadiusPacket {
  const result = parsePacket(datagram);
  if (!result.ok) throw new Error(`not a packet: ${JSON.stringify(result.fault)}`);
  return result.value;
}

const samples = [
  rfc2865.nemo.request,
  rfc2865.flopsy.request,
  rfc2865.mopsy.challenge,
  freeradius.pap.request,
  freeradius.msChapV1.request,
  freeradius.msChapV2.request,
  freeradius.msChapV2.reply,
  freeradius.accounting.request,
];

/** Real packets with some octets overwritten, and cut or extended: near enough to valid to reach every branch. */
export function mutatedPackets(): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(260), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 2, 3, 26, 79, 80, 255)));
  return fc
    .tuple(
      fc.constantFrom(...samples),
      fc.array(change, { maxLength: 4 }),
      fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -40, max: 8 }) }),
      fc.boolean(),
    )
    .map(([sample, changes, longer, fixLength]) => {
      const octets = new Uint8Array(sample.length + longer);
      octets.set(sample.subarray(0, octets.length));
      for (const [at, value] of changes) if (at < octets.length) octets[at] = value;
      // Without this most cut packets would fail at the header already.
      if (fixLength) octets.set([octets.length >> 8, octets.length & 255], 2);
      return octets;
    });
}
