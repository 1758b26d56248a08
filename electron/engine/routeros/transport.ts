import { createHash } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { RouterUnreachable, type UnreachableReason } from './errors.ts';

/**
 * What proves the router, for API-SSL (8729). Either its own certificate, by SHA-256 fingerprint (any case, with or
 * without colons; its dates do not matter), or the CA that signed it, as PEM. The name in the certificate seldom is
 * the address that we dial, so it is not compared in either case: the pin is what counts.
 */
export type TlsTrust = { readonly sha256: string } | { readonly ca: string };

export interface TransportTarget {
  readonly host: string;
  readonly port: number;
  /** Without it plain TCP. With it TLS or nothing: there is no fall-back. */
  readonly tls: TlsTrust | undefined;
}

/** Swallows what a socket says after we are done with it: an 'error' event without a listener ends the process. */
const ignoreLateError = () => {};

/**
 * Opens TCP or TLS to a router. Nothing is written before the certificate was found to be the right one.
 *
 * The socket keeps one 'error' listener for ever, so none of its errors can go unhandled.
 * @throws RouterUnreachable, or the reason of `signal` when that is aborted first.
 */
export function openTransport(target: TransportTarget, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const where = `Router ${target.host}:${target.port}`;
    const socket = dial(target);
    socket.on('error', ignoreLateError);

    const settle = () => {
      socket.off('error', onError).off('close', onClose);
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (reason: unknown) => {
      settle();
      socket.destroy();
      reject(reason);
    };
    const onError = (error: Error) => fail(describeSocketError(where, error, target.tls !== undefined));
    const onClose = () =>
      fail(new RouterUnreachable(`${where} closed the connection before it was open`, { reason: 'ended' }));
    const onAbort = () => fail(signal.reason);
    socket.on('error', onError).on('close', onClose);
    signal.addEventListener('abort', onAbort);

    socket.once(target.tls ? 'secureConnect' : 'connect', () => {
      const mistrust = target.tls && 'sha256' in target.tls && checkPin(where, socket as TLSSocket, target.tls.sha256);
      if (mistrust) return fail(mistrust);
      settle();
      resolve(socket);
    });
  });
}

function dial({ host, port, tls }: TransportTarget): Socket {
  const tcp = { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 };
  try {
    if (!tls) return connectTcp(tcp);
    // A pinned certificate is nearly always self-signed: the chain proves nothing, the fingerprint does (checkPin).
    const trust =
      'ca' in tls ? { ca: tls.ca, checkServerIdentity: () => undefined } : ({ rejectUnauthorized: false } as const);
    return connectTls({ ...tcp, ...trust, minVersion: 'TLSv1.2' });
  } catch (cause) {
    // Options that Node refuses at once: a port beyond 65535, a CA that is not PEM.
    const reason = tls ? 'certificate' : 'unknown-host';
    throw new RouterUnreachable(`Cannot dial ${host}:${port}: ${messageOf(cause)}`, { reason, cause });
  }
}

function checkPin(where: string, socket: TLSSocket, pin: string): RouterUnreachable | undefined {
  const raw = socket.getPeerCertificate().raw as Buffer | undefined;
  const presentedSha256 = raw && createHash('sha256').update(raw).digest('hex');
  if (presentedSha256 !== undefined && presentedSha256 === pin.replaceAll(':', '').toLowerCase()) return undefined;
  return new RouterUnreachable(
    `${where} presented ${presentedSha256 ? `certificate ${presentedSha256}` : 'no certificate'}, not the pinned one. ` +
      'Nothing was sent. If the certificate was renewed on purpose, compare it on the router and pin the new one',
    { reason: 'certificate', presentedSha256 },
  );
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const REASON_OF_CODE: Readonly<Record<string, readonly [UnreachableReason, why: string]>> = {
  ECONNREFUSED: ['refused', 'nothing listens there: is /ip/service api or api-ssl enabled, and open for this address?'],
  EHOSTUNREACH: ['no-route', 'there is no route to it'],
  ENETUNREACH: ['no-route', 'there is no route to it'],
  EHOSTDOWN: ['no-route', 'it does not answer on its own network'],
  ENOTFOUND: ['unknown-host', 'its name has no address'],
  EAI_AGAIN: ['unknown-host', 'the name server does not answer'],
  ETIMEDOUT: ['timeout', 'it does not answer'],
  ECONNRESET: ['reset', 'it reset the connection'],
  EPIPE: ['reset', 'it reset the connection'],
};

/** Verification faults of OpenSSL and BoringSSL that Node reports by these codes when a CA is pinned. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO|ISSUER/;

/** Turns a socket's error into ours. `where` begins the message: `Router 10.0.0.1:8728`. */
export function describeSocketError(where: string, cause: Error, isTls: boolean): RouterUnreachable {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const known = REASON_OF_CODE[code];
  if (known) return new RouterUnreachable(`${where}: ${known[1]} (${code})`, { reason: known[0], cause });
  if (UNTRUSTED.test(code))
    return new RouterUnreachable(`${where} presented a certificate that the pinned CA does not vouch for (${code})`, {
      reason: 'certificate',
      cause,
    });
  const reason = isTls ? 'tls' : 'reset';
  return new RouterUnreachable(`${where}: ${code ? `${code}, ` : ''}${messageOf(cause)}`, { reason, cause });
}
