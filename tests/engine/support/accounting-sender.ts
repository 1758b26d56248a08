/** A NAS that sends accounting as fast as it is acknowledged, and remembers exactly what was acknowledged. */
import { createSocket } from 'node:dgram';
import { verifyReply } from '../../../electron/engine/radius/authenticator.ts';
import { encodeRequest } from '../../../electron/engine/radius/encode.ts';
import { encodeAttributes } from '../../../electron/engine/radius/encode-attributes.ts';
import { Code, parsePacket } from '../../../electron/engine/radius/packet.ts';
import { createSecret } from '../../../electron/engine/radius/secret.ts';

export interface SentRecord {
  readonly acctSessionId: string;
  readonly downBytes: number;
  readonly acknowledgedAfterMs: number;
}

export interface AccountingSender {
  /** Records whose Accounting-Response was received and verified, in that order. */
  readonly acknowledged: readonly SentRecord[];
  /** Resolves when `count` records are acknowledged. @throws after `limitMs` */
  reach(count: number, limitMs?: number): Promise<void>;
  close(): void;
}

/** Begins to send Interim-Updates, each of a session of its own, `outstanding` at a time. */
export async function sendAccounting(
  port: number,
  secretText: string,
  prefix: string,
  outstanding = 64,
): Promise<AccountingSender> {
  const secret = createSecret(secretText);
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const waiting = new Map<
    number,
    { authenticator: Buffer; record: Omit<SentRecord, 'acknowledgedAfterMs'>; at: number }
  >();
  const acknowledged: SentRecord[] = [];
  let count = 0;
  let wanted: { count: number; resolve: () => void } | undefined;

  const send = (identifier: number): void => {
    const record = { acctSessionId: `${prefix}${(++count).toString(16).padStart(6, '0')}`, downBytes: count * 1000 };
    const packet = encodeRequest({
      code: Code['Accounting-Request'],
      identifier,
      secret,
      messageAuthenticator: false,
      attributes: encodeAttributes([
        ['Acct-Status-Type', 'Interim-Update'],
        ['Acct-Session-Id', record.acctSessionId],
        ['User-Name', 'ali'],
        ['Acct-Session-Time', 1],
        ['Acct-Input-Octets', count],
        ['Acct-Output-Octets', record.downBytes],
      ]),
    });
    waiting.set(identifier, { authenticator: packet.subarray(4, 20), record, at: performance.now() });
    socket.send(packet, port, '127.0.0.1', () => undefined);
  };
  socket.on('error', () => undefined);
  socket.on('message', (data) => {
    const parsed = parsePacket(data);
    if (!parsed.ok) return;
    const sent = waiting.get(parsed.value.identifier);
    if (!sent || !verifyReply(parsed.value, sent.authenticator, secret).ok) return;
    waiting.delete(parsed.value.identifier);
    acknowledged.push({ ...sent.record, acknowledgedAfterMs: performance.now() - sent.at });
    if (wanted && acknowledged.length >= wanted.count) wanted.resolve();
    send(parsed.value.identifier);
  });
  for (let identifier = 0; identifier < outstanding; identifier++) send(identifier);

  return {
    acknowledged,
    reach: (target, limitMs = 30_000) =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error(`${acknowledged.length} of ${target} acknowledged`)), limitMs);
        const done = (): void => {
          clearTimeout(limit);
          resolve();
        };
        if (acknowledged.length >= target) done();
        else wanted = { count: target, resolve: done };
      }),
    close: () => socket.close(),
  };
}
