/**
 * Where the portal listens. It is for the subscribers' network and never for the Internet unasked (Z2): without a bind
 * address there is one listener per local address that is not public, and addresses that come and go are followed.
 * With one, that address is the operator's own decision, whatever it is; 0.0.0.0 is every IPv4 address, :: every one.
 *
 * Fastify binds one address, so each address has an HTTP server of its own here, and all share one handler.
 */
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isPrivateAddress } from '../../../shared/domain/ip.ts';

export interface PortalSocketOptions {
  readonly handler: RequestListener;
  readonly server: ServerOptions;
  /** One address, or undefined for every local one that is not public. */
  readonly bind: string | undefined;
  readonly port: number;
  /** Of all addresses together; beyond it a connection is closed unheard. */
  readonly connectionsMax: number;
  /** An address that could not be opened, once until it can; the others serve. */
  readonly onFault: (address: string, error: NodeJS.ErrnoException) => void;
  /** Called with all public addresses that are left out, when there are such, and again when one is new. */
  readonly onLeftOut: (addresses: readonly string[]) => void;
  /** Local addresses now; injectable for tests. */
  readonly addresses?: () => readonly string[];
}

/** IPv6 link-local ones are not among them: no browser opens `http://[fe80::1%eth0]`. */
export const localAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter(({ address }) => !/^fe[89ab]/i.test(address)).map(({ address }) => address),
  );

/** Port 0 takes one free number for all addresses; another address may hold it, so a few are tried. */
const freePortAttempts = 20;

export class PortalSockets {
  readonly #options: PortalSocketOptions;
  readonly #servers = new Map<string, Server>();
  readonly #connections = new Set<Socket>();
  readonly #told = new Set<string>();
  /** Addresses whose fault was told; they are tried again, silently. */
  readonly #faulty = new Set<string>();
  #port = 0;

  constructor(options: PortalSocketOptions) {
    this.#options = options;
  }

  get port(): number {
    return this.#port;
  }

  get addresses(): readonly string[] {
    return [...this.#servers.keys()];
  }

  /**
   * @throws the bind error of the address that was asked for, or EADDRINUSE with `address` of any other, with nothing
   *   left open. What else is wrong with one of several addresses is a fault, and the others serve.
   */
  async open(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      this.#port = this.#options.port;
      try {
        for (const address of this.#wanted()) await this.#add(address, true);
        return;
      } catch (error) {
        await this.close();
        const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
        if (this.#options.port !== 0 || !isTaken || attempt === freePortAttempts) throw error;
      }
    }
  }

  /** Opens what is new and closes what is gone, with the connections to it. */
  async follow(): Promise<void> {
    const wanted = new Set(this.#wanted());
    for (const [address, server] of this.#servers) {
      if (wanted.has(address)) continue;
      this.#servers.delete(address);
      server.close();
      server.closeAllConnections();
    }
    for (const address of this.#faulty) if (!wanted.has(address)) this.#faulty.delete(address);
    for (const address of wanted) if (!this.#servers.has(address)) await this.#add(address, false);
  }

  /** Takes no new connection; requests that run are finished. */
  async close(): Promise<void> {
    const closing = [...this.#servers.values()].map((server) => new Promise((closed) => server.close(closed)));
    for (const server of this.#servers.values()) server.closeIdleConnections();
    this.#servers.clear();
    await Promise.all(closing);
  }

  async #add(address: string, isStart: boolean): Promise<void> {
    try {
      const server = await this.#listen(address);
      this.#servers.set(address, server);
      this.#faulty.delete(address);
      const bound = server.address();
      if (typeof bound === 'object' && bound) this.#port = bound.port;
    } catch (error) {
      const fault = error as NodeJS.ErrnoException;
      if (isStart && (this.#options.bind !== undefined || fault.code === 'EADDRINUSE')) throw fault;
      if (!this.#faulty.has(address)) this.#options.onFault(address, fault);
      this.#faulty.add(address);
    }
  }

  #listen(address: string): Promise<Server> {
    const { server: settings, handler, connectionsMax, onFault } = this.#options;
    const server = createServer(settings, handler);
    server.on('connection', (socket) => {
      if (this.#connections.size >= connectionsMax) {
        socket.destroy();
        return;
      }
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address, port: this.#port, ipv6Only: address !== '::' }, () => {
        server.off('error', reject);
        server.on('error', (error) => onFault(address, error));
        resolve(server);
      });
    });
  }

  #wanted(): readonly string[] {
    const { bind, addresses = localAddresses, onLeftOut } = this.#options;
    if (bind !== undefined) return [bind];
    const all = [...new Set(addresses())];
    const left = all.filter((address) => !isPrivateAddress(address));
    if (left.some((address) => !this.#told.has(address))) {
      for (const address of left) this.#told.add(address);
      onLeftOut(left);
    }
    return all.filter(isPrivateAddress);
  }
}
