/**
 * The RADIUS client of a simulated router: real datagrams from the router's own address, retransmitted as RouterOS does
 * (the identical packet, same identifier and authenticator), replies believed only when they are signed.
 */
import { createSocket, type Socket } from 'node:dgram';
import { verifyReply } from '../../radius/authenticator.ts';
import { authenticatorOf, parsePacket, type RadiusPacket, type VerifiedPacket } from '../../radius/packet.ts';
import type { SharedSecret } from '../../radius/secret.ts';
import type { Timers } from '../../routeros/timers.ts';
import type { Faults } from '../faults.ts';
import type { Random } from '../random.ts';
import type { RadiusCounters } from '../router-state.ts';

export interface RadiusServer {
  readonly address: string;
  readonly port: number;
  readonly secret: SharedSecret;
  /** The router's address that packets leave from. */
  readonly sourceAddress: string;
  readonly timeoutMs: number;
  /** Refuse an answer to an Access-Request without Message-Authenticator. */
  readonly requireMessageAuthenticator: boolean;
}

export type Answer =
  | {
      readonly kind: 'reply';
      readonly packet: VerifiedPacket;
      /** The 16 octets of the request, which hidden values of the reply need. */
      readonly requestAuthenticator: Uint8Array;
    }
  /** Nothing believable came back to any of the tries. */
  | { readonly kind: 'timeout' }
  /** The router was switched off while it waited. */
  | { readonly kind: 'abandoned' };

export interface RadiusClient {
  /** Sends what `encode` makes for an identifier. */
  exchange(server: RadiusServer, encode: (identifier: number) => Buffer): Promise<Answer>;
  /** Resolves when every answer that may be on its way is here, or has not come within `graceMs` of real time. */
  settled(graceMs: number): Promise<void>;
  /** Forgets what it waits for and closes its sockets. A later `exchange` opens new ones. */
  reset(): Promise<void>;
}

/** RouterOS sends a request three times in all (MikroTik manual, RADIUS). */
const TRIES = 3;

interface Flight {
  readonly server: RadiusServer;
  readonly packet: Buffer;
  readonly channel: Channel;
  readonly identifier: number;
  readonly firstSentMs: number;
  /** `performance.now()` of the last try. */
  sentAt: number;
  tries: number;
  stopTimer: () => void;
  readonly settle: (answer: Answer) => void;
}

/** One socket has 256 identifiers; a storm of logins needs several. */
interface Channel {
  readonly socket: Socket;
  /** False when this machine does not have the address: then nothing can be sent from it. */
  readonly isBound: Promise<boolean>;
  readonly flights: Map<number, Flight>;
  nextIdentifier: number;
}

export interface RadiusClientPorts {
  readonly timers: Timers;
  readonly faults: Faults;
  readonly counters: RadiusCounters;
  /** Decides which datagrams are lost or repeated. */
  readonly random: Random;
}

export function createRadiusClient({ timers, faults, counters, random }: RadiusClientPorts): RadiusClient {
  let channels = new Map<string, Channel[]>();
  let inFlight = new Set<Flight>();
  /** Of those, the ones whose answer may be on its way: what the simulation itself has lost is not waited for. */
  const awaited = new Set<Flight>();
  /** Those who wait until there is none. */
  const waiting: (() => void)[] = [];

  function channelFor(address: string): Channel {
    const ofAddress = channels.get(address) ?? [];
    channels.set(address, ofAddress);
    const free = ofAddress.find(({ flights }) => flights.size < 256);
    if (free) return free;
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20, lookup: noLookup });
    const flights = new Map<number, Flight>();
    // An unreachable peer may show as an error of the socket (Windows): the time-out decides.
    socket.on('error', () => {}).on('message', (datagram, from) => receive(flights, datagram, from.address, from.port));
    const isBound = new Promise<boolean>((resolve) => {
      socket.once('error', () => resolve(false));
      socket.bind(0, address, () => resolve(true));
    });
    const channel: Channel = { socket, isBound, flights, nextIdentifier: 0 };
    ofAddress.push(channel);
    return channel;
  }

  function exchange(server: RadiusServer, encode: (identifier: number) => Buffer): Promise<Answer> {
    const channel = channelFor(server.sourceAddress);
    while (channel.flights.has(channel.nextIdentifier)) channel.nextIdentifier = (channel.nextIdentifier + 1) & 255;
    const identifier = channel.nextIdentifier;
    channel.nextIdentifier = (identifier + 1) & 255;
    return new Promise((resolve) => {
      const flight: Flight = {
        server,
        packet: encode(identifier),
        channel,
        identifier,
        firstSentMs: performance.now(),
        sentAt: performance.now(),
        tries: 0,
        stopTimer: () => {},
        settle: (answer) => {
          flight.stopTimer();
          if (channel.flights.get(identifier) === flight) channel.flights.delete(identifier);
          inFlight.delete(flight);
          counters.pending = inFlight.size;
          resolve(answer);
          stopAwaiting(flight);
        },
      };
      channel.flights.set(identifier, flight);
      inFlight.add(flight);
      awaited.add(flight);
      counters.pending = inFlight.size;
      counters.requests += 1;
      channel.isBound.then((canSend) => transmit(flight, canSend));
    });
  }

  function transmit(flight: Flight, canSend: boolean) {
    if (!inFlight.has(flight)) return;
    if (flight.tries >= TRIES) {
      counters.timeouts += 1;
      flight.settle({ kind: 'timeout' });
      return;
    }
    if (flight.tries > 0) counters.resends += 1;
    flight.tries += 1;
    flight.stopTimer = timers.after(flight.server.timeoutMs, () => transmit(flight, canSend));
    if (!canSend || isLost()) return stopAwaiting(flight);
    flight.sentAt = performance.now();
    awaited.add(flight);
    const copies = random.chance(faults.repeatShare) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) send(flight);
  }

  function stopAwaiting(flight: Flight): void {
    awaited.delete(flight);
    if (awaited.size === 0) for (const wake of waiting.splice(0)) wake();
  }

  function send({ channel, packet, server }: Flight): void {
    channel.socket.send(packet, server.port, server.address, () => {});
  }

  const isLost = () => faults.isUnreachable || (faults.lossShare > 0 && random.chance(faults.lossShare));

  function receive(flights: Map<number, Flight>, datagram: Buffer, address: string, port: number): void {
    const parsed = parsePacket(datagram);
    const flight = parsed.ok ? flights.get(parsed.value.identifier) : undefined;
    if (isLost()) {
      if (flight) stopAwaiting(flight);
      return;
    }
    if (!parsed.ok || !flight || flight.server.address !== address || flight.server.port !== port) {
      counters.badReplies += 1;
      return;
    }
    const request = parsePacket(flight.packet);
    if (!request.ok) throw new Error('our own request does not parse');
    const requestAuthenticator = authenticatorOf(request.value);
    const verified = verifyReply(parsed.value, requestAuthenticator, flight.server.secret, {
      requireMessageAuthenticator: needsSignature(flight.server, request.value),
    });
    if (!verified.ok) {
      counters.badReplies += 1;
      return;
    }
    counters.lastRttMs = performance.now() - flight.firstSentMs;
    flight.settle({ kind: 'reply', packet: verified.value, requestAuthenticator });
  }

  return {
    exchange,
    async settled(graceMs) {
      for (;;) {
        // What an answer sets off (an Accept is followed by a Start) is under way after one turn of the loop.
        await new Promise<void>((resolve) => setImmediate(resolve));
        let youngest = Number.NEGATIVE_INFINITY;
        for (const { sentAt } of awaited) youngest = Math.max(youngest, sentAt);
        const waitMs = youngest + graceMs - performance.now();
        if (waitMs <= 0) return;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          waiting.push(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
    },
    async reset() {
      const closing = [...channels.values()].flat();
      channels = new Map();
      const abandoned = inFlight;
      inFlight = new Set();
      for (const flight of abandoned) flight.settle({ kind: 'abandoned' });
      await Promise.all(closing.map(closeChannel));
    },
  };
}

const ACCESS_REQUEST = 1;
const needsSignature = (server: RadiusServer, request: RadiusPacket) =>
  server.requireMessageAuthenticator && request.code === ACCESS_REQUEST;

async function closeChannel({ socket, isBound }: Channel): Promise<void> {
  await isBound;
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}

/** Addresses are literal: dgram would look each up before every send. */
const noLookup = (
  host: string,
  _options: unknown,
  done: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
) => done(null, host, 4);
