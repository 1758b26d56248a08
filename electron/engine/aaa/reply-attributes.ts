/**
 * The attributes of an Access-Accept that are the same for every login of a subscriber: the `radreply` rows, the
 * static address, the interim interval. Encoded once per change of the subscriber, copied into each reply.
 */
import { encodeAttributes, encodeText } from '../radius/encode-attributes.ts';
import type { SubscriberEntry } from './protocol.ts';

export interface EncodedReply {
  readonly octets: Uint8Array;
  /** Rows that could not be encoded, in words; the others are sent all the same. */
  readonly faults: readonly string[];
}

const faultText = {
  'unknown-name': 'is not an attribute that we know',
  'not-settable': 'cannot be set by hand',
  value: 'has a value that does not fit',
} as const;

/**
 * What rows may take of the 4,096 octets of a reply (RFC 2865 §3). The rest is for what a login cannot do without:
 * speed, address, times, Class, MS-CHAP's keys. Rows that come too late give way, and are told.
 */
const rowsMaxOctets = 3072;

/**
 * Those of subscribers without a static address, by their rows: subscribers of one plan share the rows and then share
 * the octets. Rows that cannot be encoded are told for each subscriber.
 */
const shared = new WeakMap<
  SubscriberEntry['reply'],
  { readonly interimSeconds: number; readonly reply: EncodedReply }
>();

/** As `encodeReplyAttributes`, and the same octets for the same rows. */
export function sharedReplyAttributes(subscriber: SubscriberEntry, interimSeconds: number): EncodedReply {
  const known = subscriber.staticIp === null ? shared.get(subscriber.reply) : undefined;
  if (known?.interimSeconds === interimSeconds) return known.reply;
  const reply = encodeReplyAttributes(subscriber, interimSeconds);
  if (subscriber.staticIp === null && reply.faults.length === 0)
    shared.set(subscriber.reply, { interimSeconds, reply });
  return reply;
}

/** A name given twice in `radreply` is sent twice (Cisco-AVPair style lists); our own attributes give way to a row. */
export function encodeReplyAttributes(subscriber: SubscriberEntry, interimSeconds: number): EncodedReply {
  const names = new Set(subscriber.reply.map(([name]) => name));
  const runs: Uint8Array[] = [];
  const faults: string[] = [];
  let octets = 0;
  for (const [name, value] of subscriber.reply) {
    const encoded = encodeText(name, value);
    if (encoded.ok) {
      const givesWay = name !== 'Mikrotik-Rate-Limit';
      if (givesWay && octets + encoded.value.length > rowsMaxOctets) {
        faults.push(`radreply ${name} found no room: all rows together take at most ${rowsMaxOctets} octets`);
        continue;
      }
      if (givesWay) octets += encoded.value.length;
      runs.push(encoded.value);
    } else faults.push(`radreply ${name} = ${value} ${faultText[encoded.fault]}`);
  }
  if (subscriber.staticIp !== null && !names.has('Framed-IP-Address')) {
    runs.push(encodeAttributes([['Framed-IP-Address', subscriber.staticIp]]));
  }
  if (interimSeconds > 0 && !names.has('Acct-Interim-Interval')) {
    runs.push(encodeAttributes([['Acct-Interim-Interval', interimSeconds]]));
  }
  return { octets: Buffer.concat(runs), faults };
}
