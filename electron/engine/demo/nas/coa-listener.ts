/**
 * `/radius/incoming`: CoA-Request and Disconnect-Request as RouterOS takes them (RFC 5176; MikroTik manual, RADIUS).
 *
 * What does not come from a configured RADIUS server, or is not signed with its secret, is dropped without a word and
 * counted as bad, which is all that an operator sees of a wrong secret.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { parseRateLimit } from '../../../../shared/domain/rate-limit.ts';
import { hasAttribute, readAttribute } from '../../radius/attributes.ts';
import { verifyDynamicAuthorization } from '../../radius/authenticator.ts';
import type { AttributeName, ValueOf } from '../../radius/dictionary.ts';
import { encodeReply } from '../../radius/encode.ts';
import { encodeAttributes } from '../../radius/encode-attributes.ts';
import { Code, parsePacket, type VerifiedPacket } from '../../radius/packet.ts';
import { createSecret, type SharedSecret } from '../../radius/secret.ts';
import type { CoaFault } from '../faults.ts';
import type { RouterState } from '../router-state.ts';
import type { SimSession } from '../session.ts';
import type { Nas } from './nas.ts';

export interface CoaListener {
  /** The bound port; 0 while closed. */
  readonly port: number;
  /** Binds `port` of the router's address, 0 for any, and gives up the one before. @throws the bind error */
  open(port: number): Promise<void>;
  close(): Promise<void>;
}

type ErrorCause = ValueOf<'Error-Cause'>;
type Verdict = { readonly kind: 'ack' } | { readonly kind: 'nak'; readonly errorCause?: ErrorCause };

const ack: Verdict = { kind: 'ack' };
const nak = (errorCause: ErrorCause): Verdict => ({ kind: 'nak', errorCause });

/** What a CoA cannot change on RouterOS (MikroTik manual, RADIUS, "Change of Authorization"). */
const UNCHANGEABLE: readonly AttributeName[] = [
  'Framed-Pool',
  'Framed-Route',
  'Mikrotik-Address-List',
  'Mikrotik-Total-Limit',
];

export function createCoaListener(state: RouterState, nas: Pick<Nas, 'hangUp' | 'limitSession'>): CoaListener {
  const { model, timers, faults, sessions, config, incomingCounters } = state;
  let socket: Socket | undefined;
  let port = 0;
  /** The last reply per sender and identifier: a retransmission gets it again and has no second effect (RFC 5080 §2.2.2). */
  const replies = new Map<string, { readonly authenticator: string; readonly reply: Buffer | undefined }>();

  function receive(datagram: Buffer, from: RemoteInfo) {
    if (faults.isUnreachable || faults.coa?.kind === 'ignore') return;
    if (config.settings('/radius/incoming').values.accept !== 'true') return;
    incomingCounters.requests += 1;
    const parsed = parsePacket(datagram);
    const secret = secretOf(from.address);
    const verified = parsed.ok && secret ? verifyDynamicAuthorization(parsed.value, secret) : undefined;
    if (!verified?.ok || !secret) {
      incomingCounters.badRequests += 1;
      return;
    }
    const packet = verified.value;
    const key = `${from.address}:${from.port}:${packet.identifier}`;
    const authenticator = packet.octets.toString('hex', 4, 20);
    const before = replies.get(key);
    if (before?.authenticator === authenticator) return send(before.reply, from);
    const reply = answer(packet, secret);
    if (replies.size >= 256) replies.delete(replies.keys().next().value!);
    replies.set(key, { authenticator, reply });
    send(reply, from);
  }

  function secretOf(address: string): SharedSecret | undefined {
    const row = config
      .table('/radius')
      .rows.find(({ values }) => values.address === address && values.disabled !== 'true');
    return row?.values.secret ? createSecret(row.values.secret) : undefined;
  }

  function send(reply: Buffer | undefined, { address, port: to }: RemoteInfo): void {
    if (!reply || faults.coa?.kind === 'silent') return;
    const now = () => {
      if (!faults.isUnreachable) socket?.send(reply, to, address, () => {});
    };
    if (faults.slowMs > 0) timers.after(faults.slowMs, now);
    else now();
  }

  function answer(packet: VerifiedPacket, secret: SharedSecret): Buffer | undefined {
    const verdict = byFault(faults.coa) ?? carryOut(packet);
    const isCoa = packet.code === Code['CoA-Request'];
    incomingCounters[verdict.kind === 'ack' ? 'acks' : 'naks'] += 1;
    const [ackCode, nakCode] = isCoa
      ? [Code['CoA-ACK'], Code['CoA-NAK']]
      : [Code['Disconnect-ACK'], Code['Disconnect-NAK']];
    const reply = encodeReply({
      code: verdict.kind === 'ack' ? ackCode : nakCode,
      request: packet,
      attributes:
        verdict.kind === 'nak' && verdict.errorCause !== undefined
          ? encodeAttributes([['Error-Cause', verdict.errorCause]])
          : [],
      secret,
      messageAuthenticator: false,
    });
    return reply.ok ? reply.value : undefined;
  }

  function carryOut(packet: VerifiedPacket): Verdict {
    const nasAddress = readAttribute(packet, 'NAS-IP-Address');
    const nasName = readAttribute(packet, 'NAS-Identifier');
    const identity = config.settings('/system/identity').values.name;
    if ((nasAddress ?? model.address) !== model.address || (nasName ?? identity) !== identity) {
      return nak('NAS-Identification-Mismatch');
    }
    const found = findSessions(packet);
    if (found === undefined) return nak('Missing-Attribute');
    const [session, ...others] = found;
    if (!session) return nak('Session-Context-Not-Found');
    if (others.length > 0) return nak('Multiple-Session-Selection-Unsupported');
    if (packet.code === Code['CoA-Request']) return change(session, packet);
    nas.hangUp(session, 'Admin-Reset');
    return ack;
  }

  /** The RADIUS sessions that fit every identification attribute given; undefined when none is given. */
  function findSessions(packet: VerifiedPacket): SimSession[] | undefined {
    const user = readAttribute(packet, 'User-Name');
    const id = readAttribute(packet, 'Acct-Session-Id');
    const address = readAttribute(packet, 'Framed-IP-Address');
    if (user === undefined && id === undefined && address === undefined) return undefined;
    const candidates =
      id === undefined ? (user === undefined ? sessions.all() : sessions.ofUser(user)) : [sessions.byId(id)];
    return [...candidates].filter(
      (session): session is SimSession =>
        session?.start.isRadius === true &&
        (user ?? session.user) === session.user &&
        (address ?? session.address) === session.address,
    );
  }

  function change(session: SimSession, packet: VerifiedPacket): Verdict {
    if (UNCHANGEABLE.some((name) => hasAttribute(packet, name))) return nak('Unsupported-Attribute');
    const text = readAttribute(packet, 'Mikrotik-Rate-Limit');
    if (text !== undefined) {
      const rate = parseRateLimit(text);
      if (!rate.ok) return nak('Invalid-Attribute-Value');
      // A session without a queue gets one; no source says what RouterOS does there.
      session.setRate(rate.value, timers.now());
    }
    const seconds = readAttribute(packet, 'Session-Timeout');
    if (seconds !== undefined) nas.limitSession(session, seconds);
    return ack;
  }

  function bind(wanted: number): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const opening = createSocket('udp4');
      opening.once('error', (error) => {
        opening.close();
        reject(error);
      });
      opening.bind(wanted, model.address, () => {
        opening.removeAllListeners('error');
        opening.on('error', () => {}).on('message', receive);
        resolve(opening);
      });
    });
  }

  return {
    get port() {
      return port;
    },
    async open(wanted) {
      const opened = await bind(wanted);
      const before = socket;
      socket = opened;
      port = opened.address().port;
      if (before) await closed(before);
    },
    async close() {
      const closing = socket;
      socket = undefined;
      port = 0;
      if (closing) await closed(closing);
    },
  };
}

const closed = (socket: Socket) => new Promise<void>((resolve) => socket.close(() => resolve()));

/** What the switchboard decides over the request's head. */
function byFault(coa: CoaFault | null): Verdict | undefined {
  if (coa?.kind === 'ack-without-effect') return ack;
  if (coa?.kind !== 'nak') return undefined;
  return coa.errorCause === undefined ? { kind: 'nak' } : nak(coa.errorCause);
}
