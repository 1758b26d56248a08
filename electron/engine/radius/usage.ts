import type { Attribute } from './attribute.ts';
import { read } from './attributes.ts';
import { attributes } from './dictionary.ts';
import type { RadiusPacket, VerifiedPacket } from './packet.ts';

const INPUT = attributes['Acct-Input-Octets'];
const INPUT_HIGH = attributes['Acct-Input-Gigawords'];
const OUTPUT = attributes['Acct-Output-Octets'];
const OUTPUT_HIGH = attributes['Acct-Output-Gigawords'];

const COUNT_MAX = 2 ** 50;

/** What a session has moved since its Start. Undefined where the NAS did not say, which is not the same as zero. */
export interface SessionVolume {
  readonly downBytes: number | undefined;
  readonly upBytes: number | undefined;
}

/**
 * The session's octet counters from the subscriber's side (spec X20): what the NAS receives is the upload.
 *
 * `isReversed` is for a NAS that counts the other way round. Counters are 64 bits in two attributes; above 2^50, ten days
 * of 10 Gbit/s, they are taken as absent rather than as a wrong number: sums of a few must stay below 2^53.
 */
export function readVolume(packet: VerifiedPacket, { isReversed = false } = {}): SessionVolume {
  const input = octetCount(packet, INPUT, INPUT_HIGH);
  const output = octetCount(packet, OUTPUT, OUTPUT_HIGH);
  return isReversed ? { downBytes: input, upBytes: output } : { downBytes: output, upBytes: input };
}

function octetCount(packet: RadiusPacket, low: Attribute<number>, high: Attribute<number>): number | undefined {
  const octets = read(packet, low);
  if (octets === undefined) return undefined;
  const count = (read(packet, high) ?? 0) * 2 ** 32 + octets; // RFC 2869 §5.1 and §5.2
  return count <= COUNT_MAX ? count : undefined;
}

/** The two attributes' values for a 64-bit octet count: the sending side, for simulated NAS. */
export function splitOctets(octets: number): { low: number; gigawords: number } {
  return { low: octets % 2 ** 32, gigawords: Math.floor(octets / 2 ** 32) };
}
