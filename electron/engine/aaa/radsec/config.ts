/** What the data plane is told of RADIUS over TLS, and what it says back. Plain data: it crosses threads. */

export interface RadsecClient {
  /** SHA-256 over the certificate, 64 lower-case hex digits: what selects the NAS. */
  readonly fingerprint256: string;
  readonly nasId: number;
  /** UTC ms; TLS asks once, at the handshake, and a connection may outlive its certificate. */
  readonly expiresAt: number;
}

/** Everything that is needed to serve; without it the listener is off. */
export interface RadsecConfig {
  /** PEM: the authority that signed every client certificate. */
  readonly authority: string;
  /** PEM: our certificate, and its private key. */
  readonly certificate: string;
  readonly key: string;
  /** Whoever is not in it is refused, also in the middle of a connection: that is how revoking works. */
  readonly clients: readonly RadsecClient[];
}

export type RadsecState =
  | { readonly kind: 'off' }
  | { readonly kind: 'serving'; readonly port: number }
  /** Tried again every few seconds. `code` is the system's (EADDRINUSE, EACCES). */
  | { readonly kind: 'failed'; readonly port: number; readonly code: string; readonly message: string };
