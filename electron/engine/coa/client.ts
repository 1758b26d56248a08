/**
 * CoA-Request and Disconnect-Request (RFC 5176) from us to a NAS: the identical packet is retransmitted until the NAS
 * answers or the tries are used up, at most `perNas` requests to one NAS are on their way at a time (pain 10), and
 * every outcome is a value. A lost ACK is harmless: asking for the same rate again changes nothing.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { readAttribute } from '../radius/attributes.ts';
import { verifyReply } from '../radius/authenticator.ts';
import type { ValueOf } from '../radius/dictionary.ts';
import { encodeRequest } from '../radius/encode.ts';
import { Code, parsePacket } from '../radius/packet.ts';
import { createSecret, type SharedSecret } from '../radius/secret.ts';
import { systemTimers, type Timers } from '../routeros/timers.ts';

/** Where to send: the NAS as it knows itself, and which of our addresses it knows. */
export interface CoaTarget {
  readonly address: string;
  readonly port: number;
  readonly secret: string;
  /** Our address that this NAS sends its requests to; undefined lets the system choose (X57). */
  readonly localAddress?: string | undefined;
}

export interface CoaRequest {
  readonly code: 'CoA-Request' | 'Disconnect-Request';
  /** Encoded attributes: session identification, then what to change. */
  readonly attributes: Uint8Array;
}

export type CoaOutcome =
  | { readonly kind: 'ack'; readonly tries: number; readonly ms: number }
  | {
      readonly kind: 'nak';
      readonly tries: number;
      readonly ms: number;
      /** Error-Cause (RFC 5176 §3.5) by name where it has one; undefined when the NAS gave none. */
      readonly errorCause: ValueOf<'Error-Cause'> | undefined;
    }
  | { readonly kind: 'timeout'; readonly tries: number; readonly ms: number }
  | { readonly kind: 'not-sent'; readonly tries: number; readonly ms: number; readonly message: string };

export interface CoaClientOptions {
  /** Pause before each retransmission, ms; its length is the number of tries. RouterOS answers in a few ms or never. */
  readonly waitsMs?: readonly number[];
  readonly perNas?: number;
  readonly timers?: Pick<Timers, 'elapsed' | 'after'>;
  /** Told of each request that is over, with the octets both ways; `reply` is undefined without an answer. */
  readonly onExchange?: (
    target: CoaTarget,
    request: Uint8Array,
    reply: Uint8Array | undefined,
    outcome: CoaOutcome,
  ) => void;
}

export interface CoaClient {
  send(target: CoaTarget, request: CoaRequest): Promise<CoaOutcome>;
  /** Requests that are queued or on their way. */
  readonly pending: number;
  /** Ends every request as a timeout and closes the sockets. */
  close(): void;
}

interface Flight {
  readonly target: CoaTarget;
  readonly secret: SharedSecret;
  readonly packet: Buffer;
  readonly socket: Socket;
  readonly key: string;
  readonly began: number;
  tries: number;
  callOff: () => void;
  reply: Uint8Array | undefined;
  readonly settle: (outcome: CoaOutcome) => void;
}

interface Lane {
  inFlight: number;
  readonly waiting: (() => void)[];
}

/** RouterOS takes CoA by UDP alone, also where it speaks RadSec; a change on the way back of a TLS connection is a draft. */
const noAddress = 'it speaks RadSec and no address is registered for it; CoA goes to an address, by UDP';

const defaultWaitsMs = [2000, 2000, 2000];
/** RFC 5176 codes of the answers, by request. */
const answers = {
  'CoA-Request': { ack: Code['CoA-ACK'], nak: Code['CoA-NAK'] },
  'Disconnect-Request': { ack: Code['Disconnect-ACK'], nak: Code['Disconnect-NAK'] },
};

export function createCoaClient(options: CoaClientOptions = {}): CoaClient {
  const waitsMs = options.waitsMs ?? defaultWaitsMs;
  const perNas = options.perNas ?? 20;
  const timers = options.timers ?? systemTimers;
  const now = timers.elapsed;
  const sockets = new Map<string, Promise<Socket>>();
  const flights = new Map<string, Flight>();
  const lanes = new Map<string, Lane>();
  const identifiers = new Map<string, number>();
  let closed = false;

  const keyOf = (local: string, address: string, port: number, identifier: number): string =>
    `${local}|${address}|${port}|${identifier}`;

  /** `localAddress` empty: the system's choice of that family. */
  function socketFor(localAddress: string, family: 4 | 6): Promise<Socket> {
    const key = localAddress || `any IPv${family}`;
    const known = sockets.get(key);
    if (known) return known;
    const opening = new Promise<Socket>((resolve, reject) => {
      const socket = createSocket({ type: `udp${family}`, ipv6Only: family === 6 });
      socket.once('error', (error) => {
        sockets.delete(key);
        socket.close();
        reject(error);
      });
      socket.bind(0, localAddress || undefined, () => {
        socket.removeAllListeners('error');
        // Windows reports an unreachable peer as an error of the socket; the retransmission timer decides instead.
        socket.on('error', () => undefined);
        socket.on('message', (data, from) => receive(localAddress, data, from.address, from.port));
        resolve(socket);
      });
    });
    sockets.set(key, opening);
    return opening;
  }

  function receive(local: string, data: Buffer, address: string, port: number): void {
    const parsed = parsePacket(data);
    if (!parsed.ok) return;
    const reply = parsed.value;
    const flight = flights.get(keyOf(local, address, port, reply.identifier));
    if (!flight) return;
    // An answer that is not signed with the secret proves nothing: it is ignored, and the request goes on.
    if (!verifyReply(reply, flight.packet.subarray(4, 20), flight.secret).ok) return;
    const request = flight.packet[0] === Code['CoA-Request'] ? 'CoA-Request' : 'Disconnect-Request';
    const { ack, nak } = answers[request];
    const { tries, began } = flight;
    const ms = now() - began;
    flight.reply = reply.octets;
    if (reply.code === ack) flight.settle({ kind: 'ack', tries, ms });
    else if (reply.code === nak) {
      flight.settle({ kind: 'nak', tries, ms, errorCause: readAttribute(reply, 'Error-Cause') });
    }
  }

  function transmit(flight: Flight): void {
    if (flight.tries >= waitsMs.length) {
      flight.settle({ kind: 'timeout', tries: flight.tries, ms: now() - flight.began });
      return;
    }
    const waitMs = waitsMs[flight.tries]!;
    flight.tries++;
    flight.socket.send(flight.packet, flight.target.port, flight.target.address, (error) => {
      // No way to the NAS (ENETUNREACH, EHOSTUNREACH) is our network's fault, not its silence.
      if (error)
        flight.settle({ kind: 'not-sent', tries: flight.tries, ms: now() - flight.began, message: error.message });
    });
    flight.callOff = timers.after(waitMs, () => transmit(flight));
  }

  /** The next identifier that no request to this destination uses; the lane's limit keeps some free. */
  function nextIdentifier(local: string, { address, port }: CoaTarget): number {
    const destination = `${local}|${address}|${port}`;
    let identifier = identifiers.get(destination) ?? 0;
    while (flights.has(keyOf(local, address, port, identifier))) identifier = (identifier + 1) & 255;
    identifiers.set(destination, (identifier + 1) & 255);
    return identifier;
  }

  async function fly(target: CoaTarget, request: CoaRequest): Promise<CoaOutcome> {
    const began = now();
    const family = isIPv6(target.address) ? 6 : 4;
    // What was asked over one family is not known in the other.
    const known = target.localAddress ?? '';
    const local = known !== '' && isIPv6(known) === (family === 6) ? known : '';
    if (closed) return { kind: 'timeout', tries: 0, ms: 0 };
    let socket: Socket;
    try {
      socket = await socketFor(local, family);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { kind: 'not-sent', tries: 0, ms: now() - began, message };
    }
    if (closed) return { kind: 'timeout', tries: 0, ms: now() - began };
    const identifier = nextIdentifier(local, target);
    const secret = createSecret(target.secret);
    const packet = encodeRequest({
      code: Code[request.code],
      identifier,
      secret,
      messageAuthenticator: false,
      attributes: request.attributes,
    });
    const key = keyOf(local, target.address, target.port, identifier);
    return new Promise<CoaOutcome>((resolve) => {
      const flight: Flight = {
        target,
        secret,
        packet,
        socket,
        key,
        began,
        tries: 0,
        callOff: () => undefined,
        reply: undefined,
        settle: (outcome) => {
          // A send may fail after the answer has come.
          if (!flights.delete(key)) return;
          flight.callOff();
          options.onExchange?.(target, packet, flight.reply, outcome);
          resolve(outcome);
        },
      };
      flights.set(key, flight);
      transmit(flight);
    });
  }

  return {
    async send(target, request) {
      if (target.address === '') return { kind: 'not-sent', tries: 0, ms: 0, message: noAddress };
      const laneKey = target.address;
      const lane = lanes.get(laneKey) ?? { inFlight: 0, waiting: [] };
      lanes.set(laneKey, lane);
      if (lane.inFlight >= perNas) await new Promise<void>((resolve) => lane.waiting.push(resolve));
      else lane.inFlight++;
      try {
        return await fly(target, request);
      } finally {
        // The place is handed on, or given back when nobody waits.
        const next = lane.waiting.shift();
        if (next) next();
        else {
          lane.inFlight--;
          if (lane.inFlight === 0) lanes.delete(laneKey);
        }
      }
    },
    get pending() {
      let pending = 0;
      for (const lane of lanes.values()) pending += lane.inFlight + lane.waiting.length;
      return pending;
    },
    close() {
      closed = true;
      for (const flight of [...flights.values()]) {
        flight.settle({ kind: 'timeout', tries: flight.tries, ms: now() - flight.began });
      }
      for (const opening of sockets.values()) opening.then((socket) => socket.close()).catch(() => undefined);
      sockets.clear();
    },
  };
}
