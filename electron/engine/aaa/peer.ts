/**
 * Who sent a packet, and how the reply goes back: all that the data plane knows of a transport. A datagram has one of
 * its own; a connection keeps one for its life.
 */
import type { RemoteInfo, Socket } from 'node:dgram';

export interface Peer {
  /** As logs and accounting facts name it. */
  readonly address: string;
  /**
   * With the address: whose identifiers these are, so that a repeated request is known (RFC 5080 §2.2.2). The UDP source
   * port; for a connection its number above 65,535, which no port has.
   */
  readonly channel: number;
  readonly localPort: number;
  /** Our address that was asked. */
  readonly localAddress: string;
  /** The NAS that the transport has proven (a client certificate); undefined leaves it to the source address. */
  readonly nasId: number | undefined;
  /** Hands the reply to the transport; a peer that is gone is no error. */
  send(reply: Uint8Array): void;
}

/** A datagram's sender: its reply leaves from the socket that was asked (X57). */
export class UdpPeer implements Peer {
  readonly address: string;
  readonly channel: number;
  readonly localPort: number;
  readonly nasId: undefined;
  readonly #socket: Socket;
  readonly #onSent: (error: Error | null) => void;

  constructor(from: RemoteInfo, socket: Socket, localPort: number, onSent: (error: Error | null) => void) {
    this.address = from.address;
    this.channel = from.port;
    this.localPort = localPort;
    this.#socket = socket;
    this.#onSent = onSent;
  }

  get localAddress(): string {
    return this.#socket.address().address;
  }

  send(reply: Uint8Array): void {
    try {
      this.#socket.send(reply, this.channel, this.address, this.#onSent);
    } catch (error) {
      // The reply was a while in the making, and the socket was closed since: our address is gone, or we stop.
      this.#onSent(error as Error);
    }
  }
}
