/** The live hub on WebSockets: handshake, heartbeat, and a look every half minute whether the login still holds. */
import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { liveCloseCodes } from '../../../shared/contract/live-close.ts';
import { livePath } from '../../../shared/contract/paths.ts';
import type { Identify } from './credentials.ts';
import type { createGuards } from './guards.ts';
import { consoleOnly } from './listener-kind.ts';
import type { LiveHub } from './live-hub.ts';
import { Refused } from './problems.ts';
import { checkPermission } from './routes.ts';

export interface LiveSocketPorts {
  readonly hub: LiveHub;
  readonly identify: Identify;
  readonly guards: ReturnType<typeof createGuards>;
  /** Calls `run` every `ms` until the returned function is called. */
  readonly every: (ms: number, run: () => void) => () => void;
}

/** A subscribe message is some 40 octets. */
const messageBytesMax = 4096;
const sweepMs = 1000;
/** A dead peer is noticed after two of these; a login that ended after one. */
const heartbeatMs = 30_000;

export function registerLiveSocket(app: FastifyInstance, { hub, identify, guards, every }: LiveSocketPorts): void {
  consoleOnly(app);
  app.register(websocket, { options: { maxPayload: messageBytesMax, perMessageDeflate: false } });
  const stopSweep = every(sweepMs, () => hub.sweep());
  app.addHook('preClose', async () => {
    stopSweep();
    hub.close();
  });

  app.register(async (scope) => {
    scope.route({
      method: 'GET',
      url: livePath,
      schema: { hide: true },
      onRequest: async (request) => {
        guards.checkOrigin(request);
        request.caller = await identify(request);
        checkPermission(request.caller, { permission: 'self' });
      },
      handler: async () => {
        throw new Refused('malformed', `${livePath} is a WebSocket: ask for an upgrade.`);
      },
      wsHandler: (socket, request) => watch(socket, request),
    });
  });

  function watch(socket: WebSocket, request: FastifyRequest): void {
    const { caller } = request;
    if (!caller) throw new Error('a live socket without a caller');
    const client = hub.attach(
      {
        send: (text) => socket.send(text),
        waitingBytes: () => socket.bufferedAmount,
        close: (code, reason) => socket.close(code, reason),
      },
      caller,
    );
    let isAlive = true;
    const stopHeartbeat = every(heartbeatMs, () => {
      if (!isAlive) {
        socket.terminate();
        return;
      }
      isAlive = false;
      socket.ping();
      identify(request).then(
        (known) => (known ? client.refresh(known) : socket.close(liveCloseCodes.loggedOut, 'log in again')),
        () => socket.close(liveCloseCodes.loggedOut, 'the session has ended; log in again'),
      );
    });
    socket.on('pong', () => {
      isAlive = true;
    });
    socket.on('message', (data, isBinary) => client.receive(isBinary ? '' : data.toString()));
    socket.on('error', () => socket.terminate()); // a broken frame; `close` follows
    socket.on('close', () => {
      stopHeartbeat();
      client.detach();
    });
  }
}
