/**
 * One RADIUS/TLS connection after its handshake: packets in, replies out on the same connection. What it may take is
 * bounded on both sides: one unfinished packet in, `unreadOctets` of replies out.
 */
import type { TLSSocket } from 'node:tls';
import type { DropCause } from '../drop-causes.ts';
import type { Peer } from '../peer.ts';
import type { RadsecClient } from './config.ts';
import { Framer } from './framer.ts';
import { doesNotRead, streamLost } from './refusals.ts';

export interface ConnectionLimits {
  /** From the first octet of a packet to its last. */
  readonly packetMs: number;
  /** Between two packets; Status-Server counts as one (RFC 5997). */
  readonly idleMs: number;
  /** Replies that may wait for the peer to read them. It is read from again only when they have left. */
  readonly unreadOctets: number;
}

export interface ConnectionPorts {
  readonly now: () => number;
  readonly limits: ConnectionLimits;
  /** One packet; false when it was none, after which RFC 6613 §2.6.4 wants the connection closed. */
  readonly onPacket: (packet: Buffer, peer: Peer) => boolean;
  readonly onEnd: (connection: Connection, cause: DropCause | undefined) => void;
}

export class Connection implements Peer {
  readonly address: string;
  readonly channel: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly client: RadsecClient;
  readonly #socket: TLSSocket;
  readonly #ports: ConnectionPorts;
  readonly #framer = new Framer();
  #packetAt: number;
  /** When the packet that is not whole yet began. */
  #begunAt: number | undefined;
  #isEnded = false;

  /** `channel`: above 65,535, a number of its own (see `Peer`). `address`: the peer's, IPv4 as four numbers. */
  constructor(socket: TLSSocket, client: RadsecClient, address: string, channel: number, ports: ConnectionPorts) {
    this.address = address;
    this.channel = channel;
    this.localAddress = plainAddress(socket.localAddress ?? '');
    this.localPort = socket.localPort ?? 0;
    this.client = client;
    this.#socket = socket;
    this.#ports = ports;
    this.#packetAt = ports.now();
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('drain', () => socket.resume());
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => this.#ended(undefined));
  }

  get nasId(): number {
    return this.client.nasId;
  }

  send(reply: Uint8Array): void {
    if (this.#isEnded || !this.#socket.writable) return;
    if (this.#socket.writableLength > this.#ports.limits.unreadOctets) {
      this.cut(doesNotRead);
      return;
    }
    if (!this.#socket.write(reply)) this.#socket.pause();
  }

  /** How it has missed a deadline, if it has. */
  late(): 'packet' | 'idle' | undefined {
    const now = this.#ports.now();
    const { packetMs, idleMs } = this.#ports.limits;
    if (this.#begunAt !== undefined && now - this.#begunAt > packetMs) return 'packet';
    return now - this.#packetAt > idleMs ? 'idle' : undefined;
  }

  /** Ends it at once. */
  cut(cause: DropCause | undefined): void {
    this.#socket.destroy();
    this.#ended(cause);
  }

  /** Takes no more requests; replies can still leave. */
  pause(): void {
    this.#socket.removeAllListeners('data');
    this.#socket.resume();
  }

  /** Ends it when what was written has left. */
  end(): void {
    this.#socket.end();
  }

  #receive(chunk: Buffer): void {
    const isWhole = this.#framer.push(chunk, (packet) => {
      if (this.#isEnded) return;
      this.#packetAt = this.#ports.now();
      this.#begunAt = undefined;
      if (!this.#ports.onPacket(packet, this)) this.cut(streamLost);
    });
    if (this.#isEnded) return;
    if (!isWhole) this.cut(streamLost);
    else if (this.#framer.isUnfinished) this.#begunAt ??= this.#ports.now();
  }

  #ended(cause: DropCause | undefined): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#ports.onEnd(this, cause);
  }
}

/** IPv4 behind a dual-stack listener as IPv4. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
