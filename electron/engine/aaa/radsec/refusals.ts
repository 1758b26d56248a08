/** Why a TLS peer is turned away or cut: reasons and sentences as in `drop-causes.ts`, for the same auth log. */
import type { DropCause } from '../drop-causes.ts';

const refused = (detail: string): DropCause => ({ reason: 'tls-refused', detail });
const cut = (detail: string): DropCause => ({ reason: 'tls-cut', detail });

/** What OpenSSL says of a certificate, or of a handshake, in the operator's words. */
const sentences: Readonly<Record<string, string>> = {
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE:
    'It showed no client certificate; import its bundle on the router and name it in certificate= of its /radius entry',
  UNABLE_TO_GET_ISSUER_CERT:
    'Its certificate is of another authority; issue one for this NAS under Certificates and import it on the router',
  CERT_HAS_EXPIRED: 'Its certificate has expired; issue a new one under Certificates and import it on the router',
  CERT_NOT_YET_VALID: 'Its certificate is not valid yet; set the clock of this computer',
  INVALID_PURPOSE: 'Its certificate is not one for clients; import the bundle of this NAS, not the server’s',
};

const sameAs: Readonly<Record<string, string>> = {
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'UNABLE_TO_GET_ISSUER_CERT',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'UNABLE_TO_GET_ISSUER_CERT',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'UNABLE_TO_GET_ISSUER_CERT',
  SELF_SIGNED_CERT_IN_CHAIN: 'UNABLE_TO_GET_ISSUER_CERT',
  CERT_SIGNATURE_FAILURE: 'UNABLE_TO_GET_ISSUER_CERT',
};

/** `code` is that of the TLS error or of the certificate's verification. */
export function handshakeRefused(code: string): DropCause {
  const sentence = sentences[sameAs[code] ?? code];
  return refused(
    sentence ??
      `The TLS handshake failed (${code || 'no reason given'}); see that the router uses protocol=radsec, TLS 1.2 or newer, and trusts our authority`,
  );
}

export const notRegistered = refused(
  'Its certificate is ours and selects no NAS: it was revoked, or its NAS was removed; issue a new one under Certificates',
);

export const handshakeTooSlow = refused(
  'It connected and did not finish the TLS handshake; see what cuts packets on the way, or who tries the port',
);

export const tooManyHandshakes = refused(
  'It begins more TLS connections than a router does; see its log for why it reconnects, or who tries the port',
);

export const revokedInUse = cut('Its certificate was revoked or has expired while it was connected');

export const streamLost = cut(
  'It sent octets that are no RADIUS packet, after which nothing on the connection can be read; see what else on the router uses this port',
);

export const packetTooSlow = cut(
  'It began a packet and did not finish it; see what cuts packets on the way to this computer',
);

export const doesNotRead = cut('It asks and does not read the replies, so they would fill memory');

export const idle = cut('It said nothing for a long time; a router connects again by itself when it has something');

export const replaced = cut(
  'The same certificate opened more connections than a router needs, so the oldest was closed; use each certificate on one router',
);
