/** `/ip/service api`: the TCP side of the simulated API. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type ConnectionPorts, serveConnection } from './connection.ts';

export interface ApiServer {
  /** The bound port, also while closed, so that it opens on the same one again. */
  readonly port: number;
  /** @throws the bind error */
  open(): Promise<void>;
  /** Refuses from now on and resets what is open. */
  close(): Promise<void>;
  /** Resets connections that something was swallowed on. */
  resetMuted(): void;
}

export function createApiServer(
  address: string,
  wantedPort: number,
  maxSessions: () => number,
  ports: ConnectionPorts,
): ApiServer {
  const connections = new Map<Socket, { readonly isMuted: () => boolean }>();
  let port = wantedPort;
  let server: Server | undefined;

  function accept(socket: Socket): void {
    if (connections.size >= maxSessions()) {
      socket.on('error', () => {});
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    connections.set(socket, serveConnection(socket, ports));
    socket.on('close', () => connections.delete(socket));
  }

  return {
    get port() {
      return port;
    },
    open() {
      if (server) return Promise.resolve();
      const opening = createServer(accept);
      server = opening;
      return new Promise((resolve, reject) => {
        opening.once('error', reject);
        opening.listen(port, address, () => {
          port = (opening.address() as AddressInfo).port;
          resolve();
        });
      });
    },
    async close() {
      const closing = server;
      server = undefined;
      for (const socket of connections.keys()) socket.resetAndDestroy();
      if (closing?.listening) await new Promise<void>((resolve) => closing.close(() => resolve()));
    },
    resetMuted() {
      for (const [socket, { isMuted }] of connections) if (isMuted()) socket.resetAndDestroy();
    },
  };
}
