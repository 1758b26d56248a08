import { describe, expect, it } from 'vitest';
import { pcapOf } from './pcap.ts';

/** Independent of the writer: reads by the file format, and sums checksums over what was written. */
function parse(file: Buffer) {
  expect(file.readUInt32LE(0)).toBe(0xa1b2c3d4);
  expect([file.readUInt16LE(4), file.readUInt16LE(6)]).toEqual([2, 4]);
  expect(file.readUInt32LE(20)).toBe(101);
  const packets = [];
  for (let at = 24; at < file.length; ) {
    const [seconds, micros, length, original] = [0, 4, 8, 12].map((o) => file.readUInt32LE(at + o)) as [
      number,
      number,
      number,
      number,
    ];
    expect(original).toBe(length);
    const frame = file.subarray(at + 16, at + 16 + length);
    expect(frame.length).toBe(length);
    at += 16 + length;
    const is6 = frame[0]! >> 4 === 6;
    const segment = frame.subarray(is6 ? 40 : 20);
    const addresses = is6 ? frame.subarray(8, 40) : frame.subarray(12, 20);
    if (is6) expect(frame.readUInt16BE(4)).toBe(segment.length);
    else {
      expect(frame.readUInt16BE(2)).toBe(length);
      expect(sum(frame.subarray(0, 20))).toBe(0xffff);
    }
    expect(frame[is6 ? 6 : 9]).toBe(17);
    expect(segment.readUInt16BE(4)).toBe(segment.length);
    expect(
      sum(Buffer.concat([addresses, Buffer.from([0, 17, segment.length >> 8, segment.length & 255]), segment])),
    ).toBe(0xffff);
    packets.push({
      at: seconds * 1000 + micros / 1000,
      from: addresses.subarray(0, addresses.length / 2).toString('hex'),
      to: addresses.subarray(addresses.length / 2).toString('hex'),
      ports: [segment.readUInt16BE(0), segment.readUInt16BE(2)],
      payload: segment.subarray(8),
    });
  }
  return packets;
}

function sum(octets: Buffer): number {
  let total = 0;
  for (let at = 0; at < octets.length; at += 2) total += octets[at]! * 256 + (octets[at + 1] ?? 0);
  while (total > 0xffff) total = (total % 0x10000) + Math.floor(total / 0x10000);
  return total;
}

describe('pcapOf', () => {
  it('writes IPv4 and IPv6 datagrams that an independent reader finds whole, lengths and checksums right', () => {
    const payload = Buffer.from([1, 2, 3, 4, 5]);
    const file = pcapOf([
      {
        ...{ at: 1_795_176_000_123.5, payload },
        from: { address: '10.0.0.1', port: 40_000 },
        to: { address: '10.0.0.254', port: 1812 },
      },
      {
        ...{ at: 1_795_176_000_124, payload: Buffer.alloc(4096, 9) },
        from: { address: 'fd00::1:2', port: 3799 },
        to: { address: '::ffff:10.0.0.1', port: 1 },
      },
    ]);
    expect(parse(file)).toEqual([
      { at: 1_795_176_000_123.5, from: '0a000001', to: '0a0000fe', ports: [40_000, 1812], payload },
      {
        at: 1_795_176_000_124,
        from: 'fd000000000000000000000000010002',
        to: '00000000000000000000ffff0a000001',
        ports: [3799, 1],
        payload: Buffer.alloc(4096, 9),
      },
    ]);
  });

  it('an address that is not known is zeros, a connection’s number is cut to a port, and no packet is an empty file', () => {
    const [packet] = parse(
      pcapOf([
        {
          at: 0,
          from: { address: '', port: 70_000 },
          to: { address: '10.0.0.1', port: 2083 },
          payload: Buffer.from([7]),
        },
      ]),
    );
    expect(packet).toMatchObject({ from: '00000000', ports: [4464, 2083], at: 0 });
    expect(parse(pcapOf([]))).toEqual([]);
  });
});
