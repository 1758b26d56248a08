/**
 * The RADIUS sockets. Replies must leave from the address that was asked (X57), and node's dgram cannot choose a
 * source address: without `bind` there is one socket per local IPv4 address, and addresses that come and go are
 * followed. Port 0 takes one free port number for all addresses.
 *
 * Defaults that are not enough here: the kernel's receive buffer loses the first burst (2 MiB is asked for; a system
 * may cap it, which is reported), and dgram resolves the destination of every send (a lookup that returns the literal
 * address gives a third more packets per second, see docs/benchmarks.md).
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';

export type Datagram = (data: Buffer, from: RemoteInfo, socket: Socket) => void;

export interface SocketFault {
  readonly address: string;
  readonly port: number;
  readonly code: string;
  readonly message: string;
}

export interface SocketOptions {
  /** One address, or undefined for every local IPv4 address. */
  readonly bind: string | undefined;
  readonly port: number;
  readonly onDatagram: Datagram;
  /** An error of a socket after it was bound; the socket lives on (Windows raises ECONNRESET for unreachable peers). */
  readonly onError: (fault: SocketFault) => void;
  /** Local addresses now; injectable for tests. */
  readonly addresses?: () => readonly string[];
}

const receiveBufferBytes = 2 * 1024 * 1024;
const sendBufferBytes = 1024 * 1024;

export const localIpv4Addresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter((entry) => entry.family === 'IPv4').map((entry) => entry.address),
  );

function open(address: string, port: number, options: SocketOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({
      type: 'udp4',
      recvBufferSize: receiveBufferBytes,
      sendBufferSize: sendBufferBytes,
      lookup: (host, _options, done) => done(null, host, 4),
    });
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      socket.on('error', (error: NodeJS.ErrnoException) =>
        options.onError({ address, port: socket.address().port, code: error.code ?? '', message: error.message }),
      );
      socket.on('message', (data, from) => options.onDatagram(data, from, socket));
      resolve(socket);
    });
  });
}

/** The sockets of one service (authentication or accounting), one per local address. */
export class ServiceSockets {
  readonly #options: SocketOptions;
  readonly #sockets = new Map<string, Socket>();
  #port = 0;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  get port(): number {
    return this.#port;
  }

  get addresses(): readonly string[] {
    return [...this.#sockets.keys()];
  }

  /** The smallest receive buffer that the system granted, in bytes. */
  get receiveBufferBytes(): number {
    return Math.min(...[...this.#sockets.values()].map((socket) => socket.getRecvBufferSize()));
  }

  /** @throws the bind error (EADDRINUSE, EADDRNOTAVAIL, EACCES) with nothing left open. */
  async open(): Promise<void> {
    const wanted = this.#wanted();
    // Port 0: another address may hold the number that the first one was given, so try a few numbers.
    for (let attempt = 0; ; attempt++) {
      try {
        this.#port = this.#options.port;
        for (const address of wanted) {
          const socket = await open(address, this.#port, this.#options);
          this.#port = socket.address().port;
          this.#sockets.set(address, socket);
        }
        return;
      } catch (error) {
        await this.close();
        const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
        if (this.#options.port !== 0 || !taken || attempt >= 20) throw error;
      }
    }
  }

  /** Follows local addresses: opens sockets for new ones, closes those of addresses that are gone. */
  async follow(): Promise<void> {
    const wanted = new Set(this.#wanted());
    for (const [address, socket] of this.#sockets) {
      if (wanted.has(address)) continue;
      this.#sockets.delete(address);
      socket.close();
    }
    for (const address of wanted) {
      if (this.#sockets.has(address)) continue;
      try {
        this.#sockets.set(address, await open(address, this.#port, this.#options));
      } catch (error) {
        const { code = '', message } = error as NodeJS.ErrnoException;
        this.#options.onError({ address, port: this.#port, code, message });
      }
    }
  }

  /** Takes no more datagrams; replies can still leave. */
  pause(): void {
    for (const socket of this.#sockets.values()) socket.removeAllListeners('message');
  }

  async close(): Promise<void> {
    const closing = [...this.#sockets.values()].map(
      (socket) => new Promise<void>((resolve) => socket.close(() => resolve())),
    );
    this.#sockets.clear();
    await Promise.all(closing);
  }

  #wanted(): readonly string[] {
    const { bind, addresses = localIpv4Addresses } = this.#options;
    if (bind !== undefined && bind !== '0.0.0.0') return [bind];
    return [...new Set(addresses())];
  }
}
