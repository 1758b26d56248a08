/**
 * The attributes of an Access-Accept that are the same for every login of a subscriber: its own rows, its groups', its
 * static address, the interim interval. Encoded once per change of the subscriber or a group, copied into each reply.
 */
import { mergeReply, type ReplyLayer } from '../../../shared/domain/reply-merge.ts';
import { encodeAttributes, encodeText } from '../radius/encode-attributes.ts';
import { mayRepeat } from '../radius/settable.ts';
import { type PoolNames, type PoolUse, poolUseOf, poolUsesOf } from './pools/pools.ts';
import type { GroupEntry, SubscriberEntry } from './protocol.ts';

export interface EncodedReply {
  readonly octets: Uint8Array;
  /** Of a Session-Timeout row: the most seconds a session may last; what ends it earlier is known at each login. */
  readonly sessionSeconds: number | undefined;
  /** The speed as Filter-Id, for NAS that know no Mikrotik-Rate-Limit; undefined where a row sets a Filter-Id itself. */
  readonly filterId: Uint8Array | undefined;
  /** Rows that could not be encoded, in words; the others are sent all the same. */
  readonly faults: readonly string[];
  /** Pools of ours that each login gets an address from; undefined of most. */
  readonly pools?: readonly PoolUse[];
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
 * Those of subscribers without a static address and without groups, by their rows: subscribers of one plan share the
 * rows and then share the octets. Rows that cannot be encoded are told for each subscriber.
 */
const shared = new WeakMap<
  SubscriberEntry['reply'],
  { readonly interimSeconds: number; readonly pools: PoolNames; readonly reply: EncodedReply }
>();

/** As `encodeReplyAttributes`, and the same octets for the same rows. */
export function sharedReplyAttributes(
  subscriber: SubscriberEntry,
  groups: readonly GroupEntry[],
  interimSeconds: number,
  pools: PoolNames = noPools,
): EncodedReply {
  const isShared = subscriber.staticIp === null && groups.length === 0;
  const known = isShared ? shared.get(subscriber.reply) : undefined;
  if (known?.interimSeconds === interimSeconds && known.pools === pools) return known.reply;
  const reply = encodeReplyAttributes(subscriber, groups, interimSeconds, pools);
  if (isShared && reply.faults.length === 0) shared.set(subscriber.reply, { interimSeconds, pools, reply });
  return reply;
}

const noPools: PoolNames = new Map();

const rateAttribute = 'Mikrotik-Rate-Limit';
const sessionTimeout = 'Session-Timeout';
/** Source of our own attributes; no group has this name, for names hold no control character. */
const server = '\u0000';

/** What a group adds. A rate is the speed's alone, whoever wrote the table. */
const layerOf = ({ name, reply }: GroupEntry): ReplyLayer<string> => ({
  source: name,
  rows: reply.filter(([attribute]) => attribute !== rateAttribute),
});

/** `groups` in their order: the subscriber's own, then its service's. Our own attributes give way to every row. */
export function replyRows(subscriber: SubscriberEntry, groups: readonly GroupEntry[], interimSeconds: number) {
  const own: ReplyLayer<string> = { source: '', rows: subscriber.reply };
  const defaults: ReplyLayer<string> = {
    source: server,
    rows: [
      ...(subscriber.staticIp === null ? [] : [['Framed-IP-Address', subscriber.staticIp] as const]),
      ...(interimSeconds > 0 ? [['Acct-Interim-Interval', String(interimSeconds)] as const] : []),
    ],
  };
  return mergeReply([own, ...groups.map(layerOf), defaults], mayRepeat);
}

export function encodeReplyAttributes(
  subscriber: SubscriberEntry,
  groups: readonly GroupEntry[],
  interimSeconds: number,
  pools: PoolNames = noPools,
): EncodedReply {
  const { rows } = replyRows(subscriber, groups, interimSeconds);
  const runs: Uint8Array[] = [];
  const faults: string[] = [];
  let octets = 0;
  let sessionSeconds: number | undefined;
  const uses = pools.size > 0 ? poolUsesOf(pools, rows) : [];
  for (const { name, value, source } of rows) {
    const where = source === server || source === '' ? 'radreply' : `group ${source}:`;
    // The name of our pool means nothing to a router.
    if (poolUseOf(pools, name, value)) continue;
    const encoded = encodeText(name, value);
    if (!encoded.ok) {
      faults.push(`${where} ${name} = ${value} ${faultText[encoded.fault]}`);
      continue;
    }
    if (name === sessionTimeout) {
      sessionSeconds = Number(value) || undefined;
      continue;
    }
    if (name !== rateAttribute && source !== server) {
      if (octets + encoded.value.length > rowsMaxOctets) {
        faults.push(`${where} ${name} found no room: all rows together take at most ${rowsMaxOctets} octets`);
        continue;
      }
      octets += encoded.value.length;
    }
    runs.push(encoded.value);
  }
  const rate = rows.find(({ name }) => name === rateAttribute)?.value;
  const isOwn = rate === undefined || rows.some(({ name }) => name === 'Filter-Id');
  const filterId = isOwn ? undefined : encodeAttributes([['Filter-Id', rate]]);
  return { octets: Buffer.concat(runs), sessionSeconds, filterId, faults, ...(uses.length > 0 ? { pools: uses } : {}) };
}
