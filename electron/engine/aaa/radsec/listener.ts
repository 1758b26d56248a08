/**
 * RADIUS over TLS (RFC 6614) on the data plane's thread: TLS 1.2 or newer, a client certificate of our authority that
 * is on the list, its fingerprint selects the NAS, packets go where datagrams go. Serves while it has a configuration;
 * a new one takes effect at once, also on connections that are open.
 *
 * Deadlines are looked at by `sweep`, so that time can be given in tests. Limits, with their reasons:
 * - 1,000 connections: ten times the routers that one installation has; each costs about 50 kB..
 * - 8 for one certificate: a router uses one or two, and what a reboot left behind is closed oldest first.
 * - A handshake has 10 s, a packet 10 s from its first octet to its last.
 * - 15 minutes of silence: three Interim-Updates that did not come. TCP keepalive asks every minute meanwhile.
 */
import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createSecureContext, createServer, type Server, type TLSSocket } from 'node:tls';
import type { DropCause } from '../drop-causes.ts';
import type { Peer } from '../peer.ts';
import type { RadsecClient, RadsecConfig, RadsecState } from './config.ts';
import { Connection, type ConnectionLimits, plainAddress } from './connection.ts';
import { type Handshake, HandshakeGate, networkOf } from './gate.ts';
import * as refusals from './refusals.ts';

export interface RadsecLimits extends ConnectionLimits {
  readonly connections: number;
  readonly perClient: number;
  readonly handshakeMs: number;
  readonly retryMs: number;
}

export const radsecLimits: RadsecLimits = {
  connections: 1000,
  perClient: 8,
  handshakeMs: 10_000,
  packetMs: 10_000,
  idleMs: 15 * 60_000,
  unreadOctets: 256 * 1024,
  retryMs: 5000,
};

export interface RadsecPorts {
  /** One address, or undefined for every local one, IPv6 included where there is any. */
  readonly bind: string | undefined;
  /** 0 takes a free port once and keeps it. */
  readonly port: number;
  /** UTC ms. */
  readonly now: () => number;
  readonly onPacket: (packet: Buffer, peer: Peer) => boolean;
  readonly onState: (state: RadsecState) => void;
  /** A peer that was turned away or cut, for the auth log; `nasId` where its certificate told. */
  readonly onRefused: (cause: DropCause, at: { address: string; localPort: number }, nasId: number | null) => void;
  readonly limits?: RadsecLimits;
  readonly gate?: HandshakeGate;
}

/** No resumption: a ticket would let a revoked certificate in. No renegotiation: it is TLS's way to cost us CPU. */
const secureOptions = constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION;
/** Numbers of connections, above every UDP port (see `Peer`). */
const firstChannel = 65_536;

export class RadsecListener {
  readonly #ports: RadsecPorts;
  readonly #limits: RadsecLimits;
  readonly #gate: HandshakeGate;
  #port: number;
  #config: RadsecConfig | undefined;
  #clients = new Map<string, RadsecClient>();
  #server: Server | undefined;
  #retryAt: number | undefined;
  #channel = firstChannel;
  /** Handshakes under way, by the peer's address and port. */
  readonly #handshakes = new Map<string, Handshake & { readonly socket: Socket }>();
  readonly #connections = new Set<Connection>();
  /** One configuration after the other. */
  #applying: Promise<void> = Promise.resolve();

  constructor(ports: RadsecPorts) {
    this.#ports = ports;
    this.#limits = ports.limits ?? radsecLimits;
    this.#gate = ports.gate ?? new HandshakeGate();
    this.#port = ports.port;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** The port that is served; undefined while none is. */
  get servingPort(): number | undefined {
    return this.#server ? this.#port : undefined;
  }

  /** Starts, changes or (undefined) stops serving. Resolves when it is so; a port that is taken is a state. */
  apply(config: RadsecConfig | undefined): Promise<void> {
    this.#applying = this.#applying.then(() => this.#apply(config));
    return this.#applying;
  }

  /** Cuts what has missed a deadline and tries a port again that was taken; call it every second. */
  sweep(): void {
    const now = this.#ports.now();
    for (const [key, { socket, since }] of this.#handshakes) {
      if (now - since <= this.#limits.handshakeMs) continue;
      this.#handshakes.delete(key);
      this.#refuse(refusals.handshakeTooSlow, socket);
    }
    for (const connection of this.#connections) {
      const late = connection.late();
      if (late) connection.cut(late === 'packet' ? refusals.packetTooSlow : refusals.idle);
      else if (!this.#isWelcome(connection.client)) connection.cut(refusals.revokedInUse);
    }
    this.#gate.sweep(now);
    if (this.#retryAt !== undefined && now >= this.#retryAt) void this.apply(this.#config);
  }

  /** Takes no new connections and no more requests; replies can still leave. */
  pause(): void {
    this.#server?.close();
    for (const { socket } of this.#handshakes.values()) socket.destroy();
    for (const connection of this.#connections) connection.pause();
  }

  close(): void {
    this.#retryAt = undefined;
    this.#server?.close();
    this.#server = undefined;
    for (const { socket } of this.#handshakes.values()) socket.destroy();
    for (const connection of this.#connections) connection.end();
  }

  async #apply(config: RadsecConfig | undefined): Promise<void> {
    const before = this.#config;
    this.#config = config;
    this.#retryAt = undefined;
    this.#clients = new Map(config?.clients.map((client) => [client.fingerprint256, client]));
    for (const connection of this.#connections) {
      if (!this.#isWelcome(connection.client)) connection.cut(refusals.revokedInUse);
    }
    if (!config) {
      if (!this.#server) return;
      this.close();
      this.#ports.onState({ kind: 'off' });
      return;
    }
    try {
      if (!this.#server) await this.#listen(config);
      else if (before && !hasSameIdentity(before, config)) this.#server.setSecureContext(identityOf(config));
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      this.#retryAt = this.#ports.now() + this.#limits.retryMs;
      this.#ports.onState({ kind: 'failed', port: this.#port, code, message });
    }
  }

  #listen(config: RadsecConfig): Promise<void> {
    createSecureContext(identityOf(config)); // throws here, where it is told, if OpenSSL cannot read it
    // The certificate is judged below, where the reason of a refusal is known and can be told.
    const server = createServer({ ...identityOf(config), requestCert: true, rejectUnauthorized: false });
    server.on('connection', (socket) => this.#connected(socket));
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      if (!this.#finished(socket)) return; // its deadline has told it already
      this.#refuse(refusals.handshakeRefused(error.code ?? ''), socket);
    });
    server.on('secureConnection', (socket) => this.#secured(socket));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: this.#port, ...(this.#ports.bind ? { host: this.#ports.bind } : {}) }, () => {
        server.removeListener('error', reject);
        server.on('error', () => undefined); // an accept that failed (no descriptor left): the next one may work
        const address = server.address();
        if (address && typeof address === 'object') this.#port = address.port;
        this.#server = server;
        this.#ports.onState({ kind: 'serving', port: this.#port });
        resolve();
      });
    });
  }

  #connected(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? '');
    socket.on('error', () => undefined); // TLS tells it, or nobody needs to know
    const network = networkOf(address);
    const underWay = [...this.#handshakes.values()];
    const ofNetwork = underWay.filter((handshake) => handshake.network === network).length;
    const isFull = this.#connections.size + underWay.length >= this.#limits.connections;
    if (isFull || !this.#gate.admits(network, ofNetwork, this.#ports.now())) {
      this.#refuse(refusals.tooManyHandshakes, socket);
      return;
    }
    const giving = this.#gate.makesRoom(underWay);
    if (giving) {
      this.#handshakes.delete(keyOf(giving.socket));
      this.#refuse(refusals.handshakeTooSlow, giving.socket);
    }
    const key = keyOf(socket);
    const isSilent = (): boolean => socket.bytesRead === 0;
    this.#handshakes.set(key, { socket, network, since: this.#ports.now(), isSilent });
    socket.once('close', () => this.#handshakes.delete(key));
  }

  /** Takes the handshake off the list; false when it was not on it. */
  #finished(socket: Socket): boolean {
    return this.#handshakes.delete(keyOf(socket));
  }

  #secured(socket: TLSSocket): void {
    socket.on('error', () => undefined);
    if (!this.#finished(socket)) {
      socket.destroy();
      return;
    }
    const fingerprint = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase();
    if (fingerprint === undefined || !socket.authorized) {
      // Node types it as an Error and gives OpenSSL's code as text.
      const why = fingerprint === undefined ? 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE' : socket.authorizationError;
      this.#refuse(refusals.handshakeRefused(String(why ?? '')), socket);
      return;
    }
    const client = this.#clients.get(fingerprint);
    if (!client || !this.#isWelcome(client)) {
      this.#refuse(refusals.notRegistered, socket);
      return;
    }
    const ofClient = [...this.#connections].filter((other) => other.client.fingerprint256 === fingerprint);
    if (ofClient.length >= this.#limits.perClient) ofClient[0]?.cut(refusals.replaced);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    const connection = new Connection(socket, client, plainAddress(socket.remoteAddress ?? ''), this.#channel++, {
      now: this.#ports.now,
      limits: this.#limits,
      onPacket: this.#ports.onPacket,
      onEnd: (ended, cause) => {
        this.#connections.delete(ended);
        if (cause) this.#ports.onRefused(cause, ended, ended.nasId);
      },
    });
    this.#connections.add(connection);
  }

  /** On the list as the same NAS, and not expired. */
  #isWelcome({ fingerprint256, nasId, expiresAt }: RadsecClient): boolean {
    return this.#clients.get(fingerprint256)?.nasId === nasId && this.#ports.now() < expiresAt;
  }

  #refuse(cause: DropCause, socket: Socket): void {
    const at = { address: plainAddress(socket.remoteAddress ?? ''), localPort: this.#port };
    socket.destroy();
    this.#ports.onRefused(cause, at, null);
  }
}

const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

const identityOf = ({ authority, certificate, key }: RadsecConfig) => ({
  ca: authority,
  cert: certificate,
  key,
  minVersion: 'TLSv1.2' as const,
  secureOptions,
});

const hasSameIdentity = (a: RadsecConfig, b: RadsecConfig): boolean =>
  a.authority === b.authority && a.certificate === b.certificate && a.key === b.key;
