/** Ways to spoil a datagram. Each takes octets of any kind, also spoilt ones, and returns new ones. */
import { createHash, createHmac } from 'node:crypto';
import type { Random } from './random.ts';

type Mutator = (octets: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const header = 20;
/** Longer than any RADIUS packet, so that a length can lie in both directions. */
const longest = 4400;

/** Where attributes begin, as far as the lengths can be followed. */
function attributesOf(octets: Buffer): number[] {
  const found: number[] = [];
  for (let at = header; at + 1 < octets.length && octets[at + 1]! >= 2; at += octets[at + 1]!) found.push(at);
  return found;
}

/** One attribute's octets, or nothing where there is none. */
const anAttribute = (octets: Buffer, random: Random): Buffer => {
  const places = attributesOf(octets);
  if (places.length === 0) return Buffer.alloc(0);
  const at = random.pick(places);
  return octets.subarray(at, at + octets[at + 1]!);
};

const withLength = (octets: Buffer): Buffer => {
  if (octets.length >= 4) octets.writeUInt16BE(Math.min(octets.length, 0xffff), 2);
  return octets;
};

const change = (octets: Buffer, edit: (copy: Buffer) => void): Buffer => {
  const copy = Buffer.from(octets);
  if (copy.length > 0) edit(copy);
  return copy;
};

const extreme = [0, 1, 2, 3, 7, 8, 18, 19, 26, 79, 80, 127, 128, 253, 254, 255];

export const mutators: Readonly<Record<string, Mutator>> = {
  'bit flips': (octets, random) =>
    change(octets, (copy) => {
      for (let i = 1 + random.below(8); i > 0; i--) copy[random.below(copy.length)]! ^= 1 << random.below(8);
    }),
  'octets overwritten': (octets, random) =>
    change(octets, (copy) => {
      for (let i = 1 + random.below(4); i > 0; i--) copy[random.below(copy.length)] = random.pick(extreme);
    }),
  splice: (octets, random, others) => {
    const other = random.pick(others);
    return Buffer.concat([
      octets.subarray(0, random.below(octets.length + 1)),
      other.subarray(random.below(other.length + 1)),
    ]);
  },
  'a length that lies': (octets, random) =>
    change(octets, (copy) => {
      if (copy.length >= 4)
        copy.writeUInt16BE(random.pick([0, 1, 19, 20, copy.length - 1, copy.length + 1, 4096, 0xffff]), 2);
    }),
  'an attribute length that lies': (octets, random) =>
    change(octets, (copy) => {
      const places = attributesOf(copy);
      if (places.length > 0) copy[random.pick(places) + 1] = random.pick(extreme);
    }),
  'an attribute twice': (octets, random) =>
    withLength(Buffer.concat([octets, anAttribute(octets, random)]).subarray(0, longest)),
  'an attribute many times': (octets, random) => {
    const attribute = anAttribute(octets, random);
    const copies = new Array<Buffer>(random.below(60)).fill(attribute);
    return withLength(Buffer.concat([octets, ...copies]).subarray(0, longest));
  },
  'an attribute of another datagram': (octets, random, others) =>
    withLength(Buffer.concat([octets, anAttribute(random.pick(others), random)]).subarray(0, longest)),
  'an attribute left out': (octets, random) => {
    const places = attributesOf(octets);
    if (places.length === 0) return Buffer.from(octets);
    const at = random.pick(places);
    return withLength(Buffer.concat([octets.subarray(0, at), octets.subarray(at + octets[at + 1]!)]));
  },
  'types swapped': (octets, random) =>
    change(octets, (copy) => {
      const places = attributesOf(copy);
      if (places.length === 0) return;
      const [one, two] = [random.pick(places), random.pick(places)];
      [copy[one], copy[two]] = [copy[two]!, copy[one]!];
    }),
  'another type': (octets, random) =>
    change(octets, (copy) => {
      const places = attributesOf(copy);
      if (places.length > 0) copy[random.pick(places)] = random.below(256);
    }),
  'another code': (octets, random) =>
    change(octets, (copy) => {
      copy[0] = random.below(60);
    }),
  truncated: (octets, random) => Buffer.from(octets.subarray(0, random.below(octets.length + 1))),
  'truncated, with the length to match': (octets, random) =>
    withLength(Buffer.from(octets.subarray(0, random.below(octets.length + 1)))),
  padded: (octets, random) => Buffer.concat([octets, random.octets(random.below(64))]),
  noise: (_octets, random) => random.octets(random.below(80)),
};

const names = Object.keys(mutators);

/** Mostly one mutator, up to three in a row, and their names. */
export function mutate(octets: Buffer, random: Random, others: readonly Buffer[]): { octets: Buffer; how: string[] } {
  let spoilt = octets;
  const how: string[] = [];
  for (let i = random.pick([1, 1, 1, 1, 2, 3]); i > 0; i--) {
    const name = random.pick(names);
    spoilt = mutators[name]!(spoilt, random, others);
    how.push(name);
  }
  return { octets: spoilt, how };
}

/**
 * Signs a spoilt datagram as a holder of the secret would, so that what is behind the signature is reached: by
 * Message-Authenticator where there is a place for one, by the Request Authenticator of an Accounting-Request. Built on
 * node:crypto, not on what is tested. Returns octets that cannot be signed as they are.
 */
export function signed(octets: Buffer, secret: Uint8Array): Buffer {
  if (octets.length < header) return octets;
  const length = octets.readUInt16BE(2);
  if (length < header || length > octets.length) return octets;
  const copy = Buffer.from(octets);
  const packet = copy.subarray(0, length);
  const isAccounting = packet[0] === 4;
  if (isAccounting) packet.fill(0, 4, header);
  const at = attributesOf(packet).find((place) => packet[place] === 80 && packet[place + 1] === 18);
  if (at !== undefined && at + 18 <= length) {
    packet.fill(0, at + 2, at + 18);
    createHmac('md5', secret)
      .update(packet)
      .digest()
      .copy(packet, at + 2);
  }
  if (isAccounting) createHash('md5').update(packet).update(secret).digest().copy(packet, 4);
  return copy;
}
