/**
 * The RADIUS sockets. Replies must leave from the address that was asked (X57), and node's dgram cannot choose a
 * source address: without `bind` there is one socket per local address, IPv4 and IPv6, and addresses that come and go
 * are followed. Port 0 takes one free port number for all addresses.
 *
 * Link-local IPv6 addresses are left out: they mean nothing without an interface, so no NAS can be registered by one.
 * IPv6 sockets take IPv6 only, so that no packet ever seems to come from `::ffff:10.0.0.1`.
 *
 * Defaults that are not enough here: the kernel's receive buffer loses the first burst (2 MiB is asked for; a system
 * may cap it, which is reported), and dgram resolves the destination of every send (a lookup that returns the literal
 * address gives a third more packets per second, see docs/benchmarks.md).
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

export type Datagram = (data: Buffer, from: RemoteInfo, socket: Socket) => void;

export interface SocketFault {
  readonly address: string;
  readonly port: number;
  readonly code: string;
  readonly message: string;
}

export interface SocketOptions {
  /** One address, or undefined for every local address. */
  readonly bind: string | undefined;
  readonly port: number;
  readonly onDatagram: Datagram;
  /** An error of a socket after it was bound, or an address that cannot be bound (told once); the others go on. */
  readonly onError: (fault: SocketFault) => void;
  /** A router that is gone: Windows raises ECONNRESET when a reply met a closed port. No fault of the socket. */
  readonly onPeerGone?: () => void;
  /** Local addresses now; injectable for tests. */
  readonly addresses?: () => readonly string[];
}

const receiveBufferBytes = 2 * 1024 * 1024;
const sendBufferBytes = 1024 * 1024;

/** What the system says of a destination that does not listen, by way of the socket that sent there. */
const peerGone = new Set(['ECONNRESET', 'ECONNREFUSED', 'ENETRESET', 'EHOSTUNREACH', 'ENETUNREACH']);

/** fe80::/10 (RFC 4291 §2.5.6). */
const isLinkLocal = (address: string): boolean => /^fe[89ab]/i.test(address);

export const localAddresses = (interfaces = networkInterfaces()): string[] =>
  Object.values(interfaces).flatMap((list) =>
    (list ?? []).map(({ address }) => address).filter((address) => !isLinkLocal(address)),
  );

function open(address: string, port: number, options: SocketOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const family = isIPv6(address) ? 6 : 4;
    const socket = createSocket({
      type: `udp${family}`,
      ipv6Only: family === 6,
      recvBufferSize: receiveBufferBytes,
      sendBufferSize: sendBufferBytes,
      lookup: (host, _options, done) => done(null, host, family),
    });
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      // An error closes nothing: dgram goes on receiving.
      socket.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
        if (peerGone.has(code)) options.onPeerGone?.();
        else options.onError({ address, port: socket.address().port, code, message });
      });
      socket.on('message', (data, from) => options.onDatagram(data, from, socket));
      resolve(socket);
    });
  });
}

const noAddress = (tried: readonly string[]): Error =>
  Object.assign(new Error(`none of ${tried.join(', ') || 'no address at all'} can be bound`), {
    code: 'EADDRNOTAVAIL',
  });

/** The sockets of one service (authentication or accounting), one per local address. */
export class ServiceSockets {
  readonly #options: SocketOptions;
  readonly #sockets = new Map<string, Socket>();
  /** Addresses that could not be bound, told once each. */
  readonly #failed = new Set<string>();
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
        for (const address of wanted) await this.#openAt(address);
        if (this.#sockets.size === 0) throw noAddress(wanted);
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
    for (const address of this.#failed) if (!wanted.has(address)) this.#failed.delete(address);
    for (const address of wanted) {
      if (this.#sockets.has(address)) continue;
      try {
        await this.#openAt(address);
      } catch (error) {
        this.#tellOnce(address, error as NodeJS.ErrnoException);
      }
    }
  }

  /**
   * An address that the system lists and does not let us have yet (IPv6 while it looks for duplicates, RFC 4862 §5.4) is
   * tried again by `follow`. One that was asked for by name, and any other error, is the caller's.
   */
  async #openAt(address: string): Promise<void> {
    try {
      const socket = await open(address, this.#port, this.#options);
      this.#port = socket.address().port;
      this.#sockets.set(address, socket);
      this.#failed.delete(address);
    } catch (error) {
      const fault = error as NodeJS.ErrnoException;
      if (fault.code !== 'EADDRNOTAVAIL' || this.#options.bind !== undefined) throw fault;
      this.#tellOnce(address, fault);
    }
  }

  #tellOnce(address: string, { code = '', message }: NodeJS.ErrnoException): void {
    if (this.#failed.has(address)) return;
    this.#failed.add(address);
    this.#options.onError({ address, port: this.#port, code, message });
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
    const { bind, addresses = localAddresses } = this.#options;
    if (bind !== undefined) return [bind];
    return [...new Set(addresses())];
  }
}
