/**
 * How many requests the RADIUS codec handles per second on one thread, without sockets, and how that compares with the
 * same work when node:crypto makes the digests. Ratios are what to look at: the figures move with the machine.
 *
 *   node scripts/node24.mjs tests/bench/radius-codec.ts
 *
 * Each path is what the data plane does with one datagram: from the octets received to the octets to send. Both sides
 * take turns in one process, five rounds each, and the median counts. The replies are compared before anything is timed.
 */
import { createCipheriv, createHmac, hash, randomBytes } from 'node:crypto';
import type { Attribute } from '../../electron/engine/radius/attribute.ts';
import { findAttribute, read } from '../../electron/engine/radius/attributes.ts';
import { verifyAccessRequest, verifyAccountingRequest } from '../../electron/engine/radius/authenticator.ts';
import { attributes } from '../../electron/engine/radius/dictionary.ts';
import { encodeReply, encodeRequest } from '../../electron/engine/radius/encode.ts';
import { encodeAttributes } from '../../electron/engine/radius/encode-attributes.ts';
import { acceptMsChapV2 } from '../../electron/engine/radius/mppe.ts';
import {
  msChapV2Response,
  ntPasswordHash,
  passwordHashHash,
  verifyMsChapV2,
} from '../../electron/engine/radius/mschap.ts';
import { Code, parsePacket, type RadiusPacket } from '../../electron/engine/radius/packet.ts';
import { encryptPap, verifyPap } from '../../electron/engine/radius/pap.ts';
import { createSecret } from '../../electron/engine/radius/secret.ts';
import { readVolume } from '../../electron/engine/radius/usage.ts';

const ROUND_MS = 100;
const ROUNDS = 5;

const SECRET = Buffer.from('Kaz-7rT2!pQ9vLm3xZ0wBn5e'); // 24 octets, the least that spec Z5 allows
const secret = createSecret(SECRET);
const userName = 'user000123';
const password = 'pass000123';
const authenticator = randomBytes(16);
const challenge = randomBytes(16);

// What a RouterOS PPPoE server sends, and what it is granted.

const caller = encodeAttributes([
  ['Service-Type', 'Framed-User'],
  ['Framed-Protocol', 'PPP'],
  ['NAS-Port', 15_728_640],
  ['NAS-Port-Type', 'Ethernet'],
  ['User-Name', userName],
  ['Calling-Station-Id', '02:00:00:00:00:01'],
  ['Called-Station-Id', 'pppoe-lan'],
  ['NAS-Port-Id', 'ether2-access'],
  ['Acct-Session-Id', '8180000a'],
]);
const nas = encodeAttributes([
  ['NAS-Identifier', 'MikroTik'],
  ['NAS-IP-Address', '10.0.0.1'],
]);
const counters = encodeAttributes([
  ['Acct-Status-Type', 'Interim-Update'],
  ['Acct-Session-Time', 300],
  ['Acct-Input-Octets', 3_000_000_000],
  ['Acct-Input-Gigawords', 1],
  ['Acct-Output-Octets', 3_000_000_000],
  ['Acct-Output-Gigawords', 12],
  ['Acct-Input-Packets', 3_000_000],
  ['Acct-Output-Packets', 5_000_000],
  ['Framed-IP-Address', '100.64.0.7'],
  ['Event-Timestamp', 1_700_000_000],
  ['Class', challenge],
]);
const plan = encodeAttributes([
  ['Mikrotik-Rate-Limit', '10M/20M 15M/30M 8M/16M 8/8 8'],
  ['Framed-Pool', 'pppoe'],
  ['Acct-Interim-Interval', 300],
  ['Session-Timeout', 86_400],
]);
const nothing = new Uint8Array(0);

function accessRequest(credentials: Uint8Array): Buffer {
  const fields = { code: Code['Access-Request'], identifier: 7, secret, authenticator, messageAuthenticator: true };
  return encodeRequest({ ...fields, attributes: [caller, credentials, nas] });
}
const papRequest = accessRequest(encodeAttributes([['User-Password', encryptPap(password, authenticator, secret)]]));
const msChapRequest = accessRequest(
  encodeAttributes([
    ['MS-CHAP-Challenge', challenge],
    ['MS-CHAP2-Response', msChapV2Response(1, password, Buffer.from(userName), challenge, randomBytes(16))],
  ]),
);
const accountingRequest = encodeRequest({
  code: Code['Accounting-Request'],
  identifier: 7,
  secret,
  messageAuthenticator: false,
  attributes: [counters, caller, nas],
});

// Both sides parse and read alike; only what needs a digest differs.

function packetOf(datagram: Buffer): RadiusPacket {
  const packet = parsePacket(datagram);
  return packet.ok ? packet.value : fail(packet.fault.kind);
}

function fail(what: string): never {
  throw new Error(`the benchmark's own packet is refused: ${what}`);
}

const loginAttributes = ['User-Name', 'Calling-Station-Id', 'NAS-Port-Id', 'Acct-Session-Id'] as const;
const recordAttributes = [
  ...loginAttributes,
  'Acct-Status-Type',
  'Acct-Session-Time',
  'Framed-IP-Address',
  'Event-Timestamp',
  'Class',
  'Acct-Terminate-Cause',
] as const;

function readAll(packet: RadiusPacket, definitions: readonly Attribute[]): number {
  let found = 0;
  for (const definition of definitions) if (read(packet, definition) !== undefined) found++;
  return found;
}
const login = loginAttributes.map((name) => attributes[name] as Attribute);
const record = recordAttributes.map((name) => attributes[name] as Attribute);

const ours = {
  pap() {
    const packet = packetOf(papRequest);
    if (verifyAccessRequest(packet, secret) !== 'valid') fail('Message-Authenticator');
    readAll(packet, login);
    if (verifyPap(packet, secret, password) !== 'match') fail('User-Password');
    return reply(Code['Access-Accept'], packet, plan, true);
  },
  msChapV2() {
    const packet = packetOf(msChapRequest);
    if (verifyAccessRequest(packet, secret) !== 'valid') fail('Message-Authenticator');
    readAll(packet, login);
    const proof = verifyMsChapV2(packet, password);
    if (!proof.ok) fail(proof.fault);
    return reply(Code['Access-Accept'], packet, [plan, acceptMsChapV2(packet, proof.value, secret)], true);
  },
  accounting() {
    const packet = packetOf(accountingRequest);
    const verified = verifyAccountingRequest(packet, secret);
    if (!verified.ok) fail(verified.fault);
    readAll(packet, record);
    readVolume(verified.value);
    return reply(Code['Accounting-Response'], packet, nothing, false);
  },
};

function reply(
  code: number,
  request: RadiusPacket,
  granted: Uint8Array | Uint8Array[],
  messageAuthenticator: boolean,
): Buffer {
  const encoded = encodeReply({ code, request, attributes: granted, secret, messageAuthenticator });
  return encoded.ok ? encoded.value : fail(encoded.fault.kind);
}

// The reference: node:crypto in its fastest shape (one-shot hashes). MD4 is ours there too: OpenSSL 3 has none.

const md5 = (...parts: Uint8Array[]) => hash('md5', Buffer.concat(parts), 'buffer');
const sha1 = (...parts: Uint8Array[]) => hash('sha1', Buffer.concat(parts), 'buffer');
const hmac = (octets: Uint8Array) => createHmac('md5', SECRET).update(octets).digest();
const zeros = Buffer.alloc(16);

const reference = {
  pap() {
    const packet = packetOf(papRequest);
    if (!hasMessageAuthenticator(packet)) fail('Message-Authenticator');
    readAll(packet, login);
    const at = findAttribute(packet, attributes['User-Password']) + 2;
    const mask = md5(SECRET, packet.octets.subarray(4, 20));
    const clear = Buffer.alloc(16);
    for (let i = 0; i < 16; i++) clear[i] = packet.octets[at + i]! ^ mask[i]!;
    if (clear.toString('utf8').replace(/\0+$/, '') !== password) fail('User-Password');
    return referenceReply(Code['Access-Accept'], packet, plan, true);
  },
  msChapV2() {
    const packet = packetOf(msChapRequest);
    if (!hasMessageAuthenticator(packet)) fail('Message-Authenticator');
    readAll(packet, login);
    const { octets } = packet;
    const response = findAttribute(packet, attributes['MS-CHAP2-Response']) + 2;
    const peer = octets.subarray(response + 2, response + 18);
    const received = octets.subarray(response + 26, response + 50);
    const ntHash = ntPasswordHash(password);
    const hashHash = passwordHashHash(ntHash);
    const challenge8 = sha1(peer, challenge, Buffer.from(userName)).subarray(0, 8);
    if (!challengeResponse(challenge8, ntHash).equals(received)) fail('MS-CHAP2-Response');
    const inner = sha1(hashHash, received, Buffer.from('Magic server to client signing constant'));
    const outer = sha1(inner, challenge8, Buffer.from('Pad to make it do more than one iteration'));
    const success = Buffer.from(` S=${outer.toString('hex').toUpperCase()}`, 'latin1');
    success[0] = octets[response]!;
    const master = sha1(hashHash, received, Buffer.from('This is the MPPE Master Key')).subarray(0, 16);
    const granted = encodeAttributes([
      ['MS-CHAP2-Success', success],
      ['MS-MPPE-Encryption-Policy', 'Encryption-Allowed'],
      ['MS-MPPE-Encryption-Types', 'RC4-40or128-bit-Allowed'],
      ['MS-MPPE-Send-Key', hiddenKey(master, SEND_MAGIC, octets)],
      ['MS-MPPE-Recv-Key', hiddenKey(master, RECEIVE_MAGIC, octets)],
    ]);
    return referenceReply(Code['Access-Accept'], packet, Buffer.concat([plan, granted]), true);
  },
  accounting() {
    const packet = packetOf(accountingRequest);
    const { octets } = packet;
    const expected = md5(octets.subarray(0, 4), zeros, octets.subarray(20), SECRET);
    if (!expected.equals(octets.subarray(4, 20))) fail('authenticator');
    readAll(packet, record);
    readAll(packet, counterAttributes);
    return referenceReply(Code['Accounting-Response'], packet, nothing, false);
  },
};

const counterAttributes = (
  ['Acct-Input-Octets', 'Acct-Input-Gigawords', 'Acct-Output-Octets', 'Acct-Output-Gigawords'] as const
).map((name) => attributes[name] as Attribute);

function hasMessageAuthenticator(packet: RadiusPacket): boolean {
  const at = findAttribute(packet, attributes['Message-Authenticator']) + 2;
  const copy = Buffer.from(packet.octets);
  copy.fill(0, at, at + 16);
  return hmac(copy).equals(packet.octets.subarray(at, at + 16));
}

function referenceReply(code: number, request: RadiusPacket, granted: Uint8Array, isSigned: boolean): Buffer {
  const first = isSigned ? [Uint8Array.of(80, 18), zeros] : [];
  const octets = Buffer.concat([
    Uint8Array.of(code, request.identifier, 0, 0),
    request.octets.subarray(4, 20),
    ...first,
    granted,
  ]);
  octets.writeUInt16BE(octets.length, 2);
  if (isSigned) octets.set(hmac(octets), 22);
  octets.set(md5(octets, SECRET), 4);
  return octets;
}

/** Single DES as three-key DES with one key, under three keys cut from the hash. */
function challengeResponse(challenge8: Uint8Array, ntHash: Uint8Array): Buffer {
  const padded = Buffer.concat([ntHash, Buffer.alloc(5)]);
  return Buffer.concat(
    [0, 7, 14].map((at) => {
      const bits = BigInt(`0x${padded.toString('hex', at, at + 7)}`);
      const key = Buffer.from(Array.from({ length: 8 }, (_, i) => Number((bits >> BigInt(49 - 7 * i)) & 127n) << 1));
      return createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null)
        .setAutoPadding(false)
        .update(challenge8);
    }),
  );
}

const SEND_MAGIC = Buffer.from('On the client side, this is the receive key; on the server side, it is the send key.');
const RECEIVE_MAGIC = Buffer.from(
  'On the client side, this is the send key; on the server side, it is the receive key.',
);
const PAD_1 = Buffer.alloc(40);
const PAD_2 = Buffer.alloc(40, 0xf2);
const SALT = Uint8Array.of(0x80, 1);

function hiddenKey(master: Uint8Array, magic: Uint8Array, request: Buffer): Buffer {
  const clear = Buffer.alloc(32);
  clear[0] = 16;
  clear.set(sha1(master, PAD_1, magic, PAD_2).subarray(0, 16), 1);
  let mask = md5(SECRET, request.subarray(4, 20), SALT);
  for (let i = 0; i < 16; i++) clear[i]! ^= mask[i]!;
  mask = md5(SECRET, clear.subarray(0, 16));
  for (let i = 0; i < 16; i++) clear[16 + i]! ^= mask[i]!;
  return Buffer.concat([SALT, clear]);
}

/** Calls per second of one round. */
function round(path: () => Buffer): number {
  const start = performance.now();
  let calls = 0;
  let elapsedMs = 0;
  while (elapsedMs < ROUND_MS) {
    for (let i = 0; i < 500; i++) path();
    calls += 500;
    elapsedMs = performance.now() - start;
  }
  return (calls * 1000) / elapsedMs;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

// Salts are counted, so MS-CHAPv2 replies differ in the hidden keys and the digests over them.
if (!ours.pap().equals(reference.pap())) fail('the two sides answer PAP differently');
if (!ours.accounting().equals(reference.accounting())) fail('the two sides answer accounting differently');
if (ours.msChapV2().length !== reference.msChapV2().length) fail('the two sides answer MS-CHAPv2 differently');

const lines = [`Node ${process.version}, one thread, median of ${ROUNDS} rounds of ${ROUND_MS} ms`, ''];
for (const path of ['pap', 'msChapV2', 'accounting'] as const) {
  round(ours[path]); // warm-up
  round(reference[path]);
  const rates: { ours: number[]; reference: number[] } = { ours: [], reference: [] };
  for (let i = 0; i < ROUNDS; i++) {
    rates.ours.push(round(ours[path]));
    rates.reference.push(round(reference[path]));
  }
  const [a, b] = [median(rates.ours), median(rates.reference)];
  lines.push(
    `${path.padEnd(11)} ${Math.round(a).toLocaleString('en').padStart(9)}/s   node:crypto ` +
      `${Math.round(b).toLocaleString('en').padStart(9)}/s   ratio ${(a / b).toFixed(2)}`,
  );
}
process.stdout.write(`${lines.join('\n')}\n`);
