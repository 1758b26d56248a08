/**
 * RADIUS exchanges as a capture file for Wireshark and tcpdump (libpcap's format 2.4, link type RAW: IP without a link
 * layer). We never saw the IP and UDP headers: they are made from the addresses that the packets came by, with right
 * lengths and checksums. What goes into it has been through `withoutSecrets`.
 */
import { Buffer } from 'node:buffer';
import { isIPv6 } from 'node:net';

export interface CapturedPacket {
  /** UTC ms. */
  readonly at: number;
  readonly from: { readonly address: string; readonly port: number };
  readonly to: { readonly address: string; readonly port: number };
  readonly payload: Uint8Array;
}

const magic = 0xa1b2c3d4; // timestamps in microseconds
const linkTypeRaw = 101; // the first octet tells IPv4 from IPv6
const snapLength = 65_535;
const udp = 17;

export const pcapMediaType = 'application/vnd.tcpdump.pcap';

/** One capture file, packets in the order given. */
export function pcapOf(packets: readonly CapturedPacket[]): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(magic, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(snapLength, 16);
  head.writeUInt32LE(linkTypeRaw, 20);
  return Buffer.concat([head, ...packets.flatMap(record)]);
}

function record(packet: CapturedPacket): Buffer[] {
  const frame = frameOf(packet);
  const head = Buffer.alloc(16);
  const ms = Math.max(0, packet.at);
  head.writeUInt32LE(Math.floor(ms / 1000) % 2 ** 32, 0);
  head.writeUInt32LE(Math.floor((ms % 1000) * 1000), 4);
  head.writeUInt32LE(frame.length, 8);
  head.writeUInt32LE(frame.length, 12);
  return [head, frame];
}

function frameOf({ from, to, payload }: CapturedPacket): Buffer {
  const is6 = isIPv6(from.address) || isIPv6(to.address);
  const [source, destination] = [octetsOf(from.address, is6), octetsOf(to.address, is6)];
  const segment = Buffer.alloc(8 + payload.length);
  segment.writeUInt16BE(from.port & 0xffff, 0);
  segment.writeUInt16BE(to.port & 0xffff, 2);
  segment.writeUInt16BE(segment.length, 4);
  segment.set(payload, 8);
  const pseudo = Buffer.alloc(4);
  pseudo.writeUInt16BE(udp, 0);
  pseudo.writeUInt16BE(segment.length, 2);
  // 0 means "no checksum" in UDP, so a sum of 0 is sent as its complement (RFC 768).
  segment.writeUInt16BE(checksum(Buffer.concat([source, destination, pseudo, segment])) || 0xffff, 6);
  return Buffer.concat([is6 ? header6(source, destination, segment) : header4(source, destination, segment), segment]);
}

/** RFC 791 §3.1. */
function header4(source: Buffer, destination: Buffer, segment: Buffer): Buffer {
  const head = Buffer.alloc(20);
  head[0] = 0x45;
  head.writeUInt16BE(20 + segment.length, 2);
  head[8] = 64;
  head[9] = udp;
  head.set(source, 12);
  head.set(destination, 16);
  head.writeUInt16BE(checksum(head), 10);
  return head;
}

/** RFC 8200 §3. */
function header6(source: Buffer, destination: Buffer, segment: Buffer): Buffer {
  const head = Buffer.alloc(40);
  head[0] = 0x60;
  head.writeUInt16BE(segment.length, 4);
  head[6] = udp;
  head[7] = 64;
  head.set(source, 8);
  head.set(destination, 24);
  return head;
}

/** RFC 1071. */
function checksum(octets: Buffer): number {
  let sum = 0;
  for (let at = 0; at < octets.length; at += 2) sum += (octets[at]! << 8) | (octets[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** An IPv4 address beside an IPv6 one is mapped (RFC 4291 §2.5.5.2); what is no address is all zeros. */
function octetsOf(address: string, is6: boolean): Buffer {
  if (!is6) {
    const parts = address.split('.').map(Number);
    return Buffer.from(parts.length === 4 ? parts : [0, 0, 0, 0]);
  }
  const octets = Buffer.alloc(16);
  if (!isIPv6(address)) {
    octets.fill(0xff, 10, 12);
    octets.set(octetsOf(address, false), 12);
    return octets;
  }
  const [left = '', right] = address.replace(/%.*$/, '').split('::');
  const groupsOf = (text: string | undefined): number[] => (text ? text.split(':').flatMap(groupOf) : []);
  const before = groupsOf(left);
  const after = groupsOf(right);
  for (const [i, group] of before.entries()) octets.writeUInt16BE(group, i * 2);
  for (const [i, group] of after.entries()) octets.writeUInt16BE(group, 16 - (after.length - i) * 2);
  return octets;
}

/** One group of an IPv6 address, or two where its end is written as IPv4. */
function groupOf(text: string): number[] {
  if (!text.includes('.')) return [Number.parseInt(text, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d];
}
