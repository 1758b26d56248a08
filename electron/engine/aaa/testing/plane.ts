/** A data plane in this process for tests: one NAS, one subscriber, a peer that keeps what it is sent, a writer on command. */
import { verifyReply } from '../../radius/authenticator.ts';
import { encodeRequest } from '../../radius/encode.ts';
import { type AttributePair, encodeAttributes } from '../../radius/encode-attributes.ts';
import { Code, parsePacket, type VerifiedPacket } from '../../radius/packet.ts';
import { encryptPap } from '../../radius/pap.ts';
import { createSecret } from '../../radius/secret.ts';
import type { FactsBatch, FactsReply } from '../../store/facts-protocol.ts';
import type { Service } from '../arrival.ts';
import { Counters } from '../counters.ts';
import { createDataPlane } from '../data-plane.ts';
import type { NasEntry, SubscriberEntry } from '../protocol.ts';

export const secretText = 'a shared secret of 24 octets';
export const secret = createSecret(secretText);
export const authenticator = Buffer.alloc(16, 7);
export const nasAddress = '10.0.0.1';
export const t0 = Date.UTC(2026, 10, 20, 12);

export const ali: SubscriberEntry = {
  id: 1,
  tenantId: 1,
  username: 'ali',
  password: 'correct horse',
  status: 'active',
  expiresAt: t0 + 3_600_000,
  staticIp: '100.64.0.7',
  reply: [['Mikrotik-Rate-Limit', '5000k/10000k']],
};

export const tower: NasEntry = {
  id: 5,
  tenantId: 1,
  name: 'tower',
  address: nasAddress,
  secret: secretText,
  swapDirections: false,
};

/** A data plane with one NAS and one subscriber, a peer that keeps replies, and a writer that commits when told to. */
export function setUp() {
  const counters = new Counters();
  let clock = t0;
  const held: { readonly run: () => void; readonly ms: number }[] = [];
  const core = createDataPlane({
    ...{ counters, interimSeconds: 300, now: () => clock, monotonic: () => clock },
    later: (run, ms) => void held.push({ run, ms }),
  });
  core.policy.replaceNas([tower]);
  core.policy.upsert([ali]);
  const sent: Buffer[] = [];
  const batches: FactsBatch[] = [];
  let settle: (reply: FactsReply) => void = () => undefined;
  core.facts.attach({
    postMessage: (batch) => batches.push(batch),
    on: (_event, listener) => {
      settle = listener;
    },
    close: () => undefined,
  });
  return {
    core,
    counters,
    /** Rejects that are held back (X65), to be run by the test. */
    held,
    sent,
    batches,
    advance: (ms: number) => {
      clock += ms;
    },
    commit: () => settle({ kind: 'committed', batch: batches.at(-1)!.batch, lastSeq: 0 }),
    refuse: () => settle({ kind: 'refused', batch: batches.at(-1)!.batch, reason: 'disk full' }),
    receive(service: Service, data: Uint8Array, address = nasAddress, port = 40_000): void {
      const localPort = service === 'auth' ? 1812 : 1813;
      const send = (reply: Uint8Array): void => void sent.push(Buffer.from(reply));
      core.receive(service, Buffer.from(data), {
        ...{ address, channel: port, localAddress: '10.0.0.254', localPort, nasId: undefined },
        send,
      });
    },
  };
}

export function request(
  code: number,
  attributes: AttributePair[],
  over: { sign?: boolean; identifier?: number; with?: typeof secret } = {},
) {
  const access = code === Code['Access-Request'] || code === Code['Status-Server'];
  return encodeRequest({
    code,
    identifier: over.identifier ?? 1,
    secret: over.with ?? secret,
    messageAuthenticator: over.sign ?? false,
    attributes: encodeAttributes(attributes),
    ...(access ? { authenticator } : {}),
  });
}

export const pap = (password: string, over: Parameters<typeof request>[2] = {}) =>
  request(
    Code['Access-Request'],
    [
      ['User-Name', 'ali'],
      ['User-Password', encryptPap(password, authenticator, over.with ?? secret)],
    ],
    over,
  );

export const accounting = (attributes: AttributePair[], over: Parameters<typeof request>[2] = {}) =>
  request(Code['Accounting-Request'], [['Acct-Session-Id', '81000001'], ['User-Name', 'ali'], ...attributes], over);

/** The reply as the NAS sees it, verified. */
export function replyTo(data: Buffer, sent: Buffer | undefined): VerifiedPacket {
  const parsed = parsePacket(sent!);
  if (!parsed.ok) throw new Error('the reply does not parse');
  const verified = verifyReply(parsed.value, data.subarray(4, 20), secret);
  if (!verified.ok) throw new Error(`the reply is not believed: ${verified.fault}`);
  return verified.value;
}
