/** A RADIUS server for tests of the simulated routers: our codec in the other role, and as obedient as a test wants it. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { readAttribute } from '../../radius/attributes.ts';
import { verifyAccessRequest, verifyAccountingRequest } from '../../radius/authenticator.ts';
import { verifyChap } from '../../radius/chap.ts';
import { encodeReply } from '../../radius/encode.ts';
import { type AttributePair, encodeAttributes } from '../../radius/encode-attributes.ts';
import { authMethodOf } from '../../radius/method.ts';
import { acceptMsChapV1, acceptMsChapV2 } from '../../radius/mppe.ts';
import { msChapError, verifyMsChapV1, verifyMsChapV2 } from '../../radius/mschap.ts';
import { Code, parsePacket, type RadiusPacket, type VerifiedPacket } from '../../radius/packet.ts';
import { verifyPap } from '../../radius/pap.ts';
import { createSecret, type SharedSecret } from '../../radius/secret.ts';
import { readVolume } from '../../radius/usage.ts';

export interface AccountingRecord {
  readonly status: string;
  readonly sessionId: string | undefined;
  readonly user: string | undefined;
  readonly nas: string;
  readonly downBytes: number | undefined;
  readonly upBytes: number | undefined;
  readonly packet: VerifiedPacket;
}

export interface ResponderUser {
  readonly password: string;
  readonly reply?: readonly AttributePair[];
}

export interface RadiusResponder {
  readonly radius: { readonly address: string; readonly authPort: number; readonly acctPort: number };
  /** By NAS address; the secret of all others is undefined and they get no answer. */
  readonly secrets: Map<string, string>;
  readonly users: Map<string, ResponderUser>;
  /** Every datagram, repetitions too. */
  readonly access: RadiusPacket[];
  readonly datagrams: { readonly octets: Buffer; readonly from: RemoteInfo }[];
  /** Well signed ones, each as often as it came. */
  readonly accounting: AccountingRecord[];
  /** Takes everything and says nothing. */
  isSilent: boolean;
  /** Answers logins, not accounting. */
  isAccountingSilent: boolean;
  /** What an Accept after MS-CHAPv2 leaves out: everything of Microsoft's, or the MPPE keys. */
  withholds: 'nothing' | 'success' | 'keys';
  /** Signs with another secret. */
  isForged: boolean;
  close(): Promise<void>;
}

export async function startRadiusResponder(): Promise<RadiusResponder> {
  const auth = await bind();
  const acct = await bind();
  const responder: RadiusResponder = {
    radius: { address: '127.0.0.1', authPort: auth.address().port, acctPort: acct.address().port },
    secrets: new Map(),
    users: new Map(),
    access: [],
    datagrams: [],
    accounting: [],
    isSilent: false,
    isAccountingSilent: false,
    withholds: 'nothing',
    isForged: false,
    close: async () => {
      await Promise.all([auth, acct].map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
    },
  };
  serve(auth, responder, answerAccess);
  serve(acct, responder, answerAccounting);
  return responder;
}

function bind(): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => resolve(socket));
  });
}

type Answer = (
  responder: RadiusResponder,
  packet: RadiusPacket,
  secret: SharedSecret,
  nas: string,
) => Buffer | undefined;

function serve(socket: Socket, responder: RadiusResponder, answer: Answer): void {
  socket.on('message', (octets, from) => {
    responder.datagrams.push({ octets, from });
    const text = responder.secrets.get(from.address);
    const parsed = parsePacket(octets);
    if (!parsed.ok || text === undefined) return;
    const reply = answer(responder, parsed.value, createSecret(text), from.address);
    if (reply && !responder.isSilent) socket.send(reply, from.port, from.address);
  });
}

function answerAccess(responder: RadiusResponder, packet: RadiusPacket, secret: SharedSecret): Buffer | undefined {
  responder.access.push(packet);
  if (verifyAccessRequest(packet, secret) !== 'valid') return undefined;
  const user = responder.users.get(readAttribute(packet, 'User-Name') ?? '');
  const proof = user && prove(packet, user.password, secret);
  const attributes = proof
    ? [encodeAttributes(user.reply ?? []), withhold(proof, responder.withholds)]
    : [encodeAttributes([['Reply-Message', 'No']]), msChapError(packet) ?? Buffer.alloc(0)];
  return signed(responder, proof ? Code['Access-Accept'] : Code['Access-Reject'], packet, attributes, secret, true);
}

/** MS-CHAP2-Success is the first attribute of the proof. */
function withhold(proof: Buffer, what: RadiusResponder['withholds']): Buffer {
  if (what === 'nothing') return proof;
  return proof.subarray(0, what === 'keys' ? (proof[1] ?? 0) : 0);
}

/** Attributes of the Accept, or undefined when the password is wrong. */
function prove(packet: RadiusPacket, password: string, secret: SharedSecret): Buffer | undefined {
  switch (authMethodOf(packet)) {
    case 'pap':
      return verifyPap(packet, secret, password) === 'match' ? Buffer.alloc(0) : undefined;
    case 'chap':
      return verifyChap(packet, password) === 'match' ? Buffer.alloc(0) : undefined;
    case 'mschap': {
      const proof = verifyMsChapV1(packet, password);
      return proof.ok ? acceptMsChapV1(packet, proof.value, password, secret) : undefined;
    }
    case 'mschapv2': {
      const proof = verifyMsChapV2(packet, password);
      return proof.ok ? acceptMsChapV2(packet, proof.value, secret) : undefined;
    }
    default:
      return undefined;
  }
}

const answerAccounting: Answer = (responder, packet, secret, nas) => {
  const verified = verifyAccountingRequest(packet, secret);
  if (!verified.ok) return undefined;
  responder.accounting.push({
    status: `${readAttribute(packet, 'Acct-Status-Type')}`,
    sessionId: readAttribute(packet, 'Acct-Session-Id'),
    user: readAttribute(packet, 'User-Name'),
    nas,
    ...readVolume(verified.value),
    packet: verified.value,
  });
  if (responder.isAccountingSilent) return undefined;
  return signed(responder, Code['Accounting-Response'], packet, [], secret, false);
};

function signed(
  { isForged }: RadiusResponder,
  code: number,
  request: RadiusPacket,
  attributes: readonly Uint8Array[],
  secret: SharedSecret,
  messageAuthenticator: boolean,
): Buffer | undefined {
  const key = isForged ? createSecret('not the secret') : secret;
  const reply = encodeReply({ code, request, attributes, secret: key, messageAuthenticator });
  return reply.ok ? reply.value : undefined;
}
