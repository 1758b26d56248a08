import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Framer } from './framer.ts';

/** A packet by its length alone: code and identifier are the stream's to carry, not to judge. */
function packetOf(length: number, filling: number): Buffer {
  const packet = Buffer.alloc(length, filling);
  packet.writeUInt16BE(length, 2);
  return packet;
}

function read(chunks: readonly Uint8Array[]): { packets: Buffer[]; isLost: boolean; isUnfinished: boolean } {
  const framer = new Framer();
  const packets: Buffer[] = [];
  for (const chunk of chunks) {
    if (!framer.push(chunk, (packet) => packets.push(packet))) {
      return { packets, isLost: true, isUnfinished: framer.isUnfinished };
    }
  }
  return { packets, isLost: false, isUnfinished: framer.isUnfinished };
}

/** `stream` cut at the given places. */
function cut(stream: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (stream.length + 1)).toSorted((a, b) => a - b), stream.length];
  return at.slice(1).map((end, index) => stream.subarray(at[index]!, end));
}

describe('RADIUS packets in a byte stream', () => {
  it('any split and any join of any packets gives the same packets', () => {
    const packets = fc.array(
      fc.tuple(fc.oneof(fc.constantFrom(20, 21, 4095, 4096), fc.integer({ min: 20, max: 300 })), fc.nat(255)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(packets, fc.array(fc.nat(), { maxLength: 60 }), (shapes, places) => {
        const sent = shapes.map(([length, filling]) => packetOf(length, filling));
        const { packets: got, isLost, isUnfinished } = read(cut(Buffer.concat(sent), places));
        expect(isLost).toBe(false);
        expect(isUnfinished).toBe(false);
        expect(got.map((packet) => packet.toString('hex'))).toEqual(sent.map((packet) => packet.toString('hex')));
      }),
      { numRuns: 300 },
    );
  });

  it('one octet at a time is a packet in the end', () => {
    const packet = packetOf(4096, 9);
    const chunks = [...packet].map((octet) => Uint8Array.of(octet));
    expect(read(chunks).packets).toEqual([packet]);
    expect(read(chunks.slice(0, -1))).toEqual({ packets: [], isLost: false, isUnfinished: true });
  });

  it.each([0, 1, 19, 4097, 65_535])('a length of %i loses the stream, after the packets before it', (length) => {
    const lie = Buffer.alloc(4);
    lie.writeUInt16BE(length, 2);
    const good = packetOf(33, 1);
    const stream = Buffer.concat([good, lie, good]);
    expect(read([stream])).toMatchObject({ packets: [good], isLost: true });
    expect(read([...stream].map((octet) => Uint8Array.of(octet)))).toMatchObject({ packets: [good], isLost: true });
  });

  it('a told packet does not change when more arrives', () => {
    const framer = new Framer();
    const told: Buffer[] = [];
    const chunk = packetOf(20, 5);
    framer.push(chunk, (packet) => told.push(packet));
    chunk.fill(0);
    framer.push(packetOf(20, 6).subarray(0, 7), (packet) => told.push(packet));
    framer.push(packetOf(20, 6).subarray(7), (packet) => told.push(packet));
    expect(told).toEqual([packetOf(20, 5), packetOf(20, 6)]);
  });
});
