/**
 * The data plane: datagrams in, replies out, facts to the writer. No file, no SQLite, no router; it never waits.
 * `thread.ts` runs it as a worker; tests run it in their own process.
 */
import type { RemoteInfo, Socket } from 'node:dgram';
import { verifyAccountingRequest, verifyStatusServer } from '../radius/authenticator.ts';
import { encodeReply } from '../radius/encode.ts';
import { authenticatorOf, Code, codeName, parsePacket, type RadiusPacket } from '../radius/packet.ts';
import { encodeFact } from '../store/accounting-fact.ts';
import { answerAccessRequest } from './access.ts';
import type { CounterName, Counters } from './counters.ts';
import {
  bug,
  type DropCause,
  noRoomForReply,
  noSessionId,
  notAPacket,
  overload,
  unexpectedCode,
  unknownSource,
  wrongSecret,
} from './drop-causes.ts';
import { DuplicateCache, type Slot } from './duplicates.ts';
import { createDropFold, createRejectFold } from './events.ts';
import { factOf } from './fact-of.ts';
import { FactsLine } from './facts-line.ts';
import { type Nas, Policy } from './policy.ts';
import type { FromDataPlane, NasSeen } from './protocol.ts';
import { whichNas } from './which-nas.ts';

export type Service = 'auth' | 'acct';

export interface DataPlaneCore {
  readonly policy: Policy;
  readonly facts: FactsLine;
  /** One datagram of the authentication or the accounting port. Never throws. */
  receive(service: Service, data: Buffer, from: RemoteInfo, socket: Socket, localPort: number): void;
  /** What happened since the last call, for the control plane; undefined when nothing did. */
  report(): readonly Exclude<FromDataPlane, { kind: 'serving' | 'bind-failed' | 'stopped' | 'socket-fault' }>[];
  /** Drops what the duplicate cache no longer needs. */
  sweep(): void;
}

export interface CorePorts {
  readonly counters: Counters;
  readonly interimSeconds: number;
  /** UTC ms. */
  readonly now: () => number;
  /** Monotonic ms, for latencies. */
  readonly monotonic: () => number;
}

const dropCounter: Readonly<Record<string, CounterName>> = {
  'unknown-source': 'dropUnknownSource',
  'wrong-secret': 'dropWrongSecret',
  malformed: 'dropMalformed',
  'unexpected-code': 'dropUnexpectedCode',
  incomplete: 'dropIncomplete',
  overload: 'dropOverload',
  bug: 'handlerErrors',
};

const noAttributes = new Uint8Array(0);

export function createDataPlane({ counters, interimSeconds, now, monotonic }: CorePorts): DataPlaneCore {
  const policy = new Policy();
  const facts = new FactsLine();
  const duplicates = new DuplicateCache();
  const rejects = createRejectFold();
  const drops = createDropFold();
  const seen = new Map<number, { -readonly [K in keyof NasSeen]: NasSeen[K] }>();

  /** Everything about one datagram that its handlers need. */
  interface Arrival {
    readonly service: Service;
    readonly packet: RadiusPacket;
    readonly nas: Nas;
    readonly from: RemoteInfo;
    readonly socket: Socket;
    readonly localPort: number;
    readonly at: number;
    readonly began: number;
  }

  function drop(cause: DropCause, from: RemoteInfo, localPort: number, nasId: number | null): void {
    counters.add(dropCounter[cause.reason] ?? 'handlerErrors');
    drops.add({ ...cause, source: from.address, localPort, nasId, at: now() });
  }

  /** A NAS was heard from by a packet that we believe; `isSigned` when it carried a Message-Authenticator (Z5). */
  function notice({ nas, at, socket }: Arrival, isSigned: boolean): void {
    const known = seen.get(nas.id);
    if (!known) seen.set(nas.id, { id: nas.id, at, signs: isSigned, localAddress: socket.address().address });
    else {
      known.at = at;
      known.signs ||= isSigned;
    }
  }

  function send(reply: Uint8Array, { socket, from }: Arrival): void {
    socket.send(reply, from.port, from.address, (error) => {
      if (error) counters.add('sendErrors');
    });
  }

  /** True when an earlier copy of this request settles it: its reply is sent again, or is still being worked on. */
  function isDuplicate(arrival: Arrival): boolean {
    const { packet, from, at } = arrival;
    const earlier = duplicates.find(from.address, from.port, packet.identifier, authenticatorOf(packet), at);
    if (!earlier) return false;
    if (earlier.reply) {
      counters.add('duplicatesAnswered');
      send(earlier.reply, arrival);
    } else counters.add('duplicatesPending');
    return true;
  }

  function open({ packet, from, at }: Arrival): Slot {
    return duplicates.open(from.address, from.port, packet.identifier, authenticatorOf(packet), at);
  }

  function access(arrival: Arrival): void {
    const { packet, nas, from, localPort, at, began } = arrival;
    if (isDuplicate(arrival)) return;
    counters.add('accessRequests');
    const outcome = answerAccessRequest(packet, nas, policy, interimSeconds, from.address, at);
    if (outcome.kind === 'drop') {
      drop(outcome.cause, from, localPort, nas.id);
      return;
    }
    notice(arrival, outcome.isSigned);
    open(arrival).reply = outcome.reply;
    send(outcome.reply, arrival);
    counters.authLatency.record(monotonic() - began);
    if (outcome.kind === 'accept') {
      counters.add('accepts');
      for (const cause of outcome.trouble) {
        drops.add({ ...cause, source: from.address, localPort, nasId: nas.id, at });
      }
    } else {
      counters.add('rejects');
      rejects.add(outcome.reject);
    }
  }

  function accounting(arrival: Arrival): void {
    const { packet, nas, from, localPort, at, began } = arrival;
    const verified = verifyAccountingRequest(packet, nas.shared);
    if (!verified.ok) {
      drop(wrongSecret(nas, 'The accounting signature is wrong'), from, localPort, nas.id);
      return;
    }
    if (isDuplicate(arrival)) return;
    notice(arrival, false);
    counters.add('accountingRequests');
    const slot = open(arrival);
    const forget = (): void => duplicates.close(from.address, from.port, packet.identifier, slot);
    const respond = (): void => {
      const reply = encodeReply({
        code: Code['Accounting-Response'],
        request: packet,
        attributes: noAttributes,
        secret: nas.shared,
        messageAuthenticator: false,
      });
      if (!reply.ok) {
        forget();
        drop(noRoomForReply, from, localPort, nas.id);
        return;
      }
      slot.reply = reply.value;
      send(reply.value, arrival);
      counters.add('accountingResponses');
      counters.acctLatency.record(monotonic() - began);
    };
    const fact = factOf(verified.value, nas, from.address, at);
    // Tunnel and failure records are acknowledged and not kept: nothing here counts them.
    if (!fact) {
      respond();
      return;
    }
    const isSession = fact.status !== 'Accounting-On' && fact.status !== 'Accounting-Off';
    if (isSession && fact.acctSessionId === undefined && fact.loginClass === undefined) {
      forget();
      drop(noSessionId(fact.status), from, localPort, nas.id);
      return;
    }
    const onRefused = (): void => {
      forget();
      counters.add('accountingRefused');
    };
    if (!facts.offer({ text: encodeFact(fact), onCommitted: respond, onRefused })) {
      forget();
      drop(overload, from, localPort, nas.id);
    }
    counters.set('accountingWaiting', facts.waiting);
  }

  function status(arrival: Arrival): void {
    const { service, packet, nas, from, localPort } = arrival;
    const verified = verifyStatusServer(packet, nas.shared);
    if (!verified.ok) {
      drop(wrongSecret(nas, 'Status-Server is not signed with our secret'), from, localPort, nas.id);
      return;
    }
    counters.add('statusServer');
    const reply = encodeReply({
      code: service === 'auth' ? Code['Access-Accept'] : Code['Accounting-Response'],
      request: packet,
      attributes: noAttributes,
      secret: nas.shared,
      messageAuthenticator: true,
    });
    if (reply.ok) send(reply.value, arrival);
  }

  function handle(service: Service, data: Buffer, from: RemoteInfo, socket: Socket, localPort: number): void {
    const sharing = policy.nasAt(from.address);
    if (!sharing) {
      drop(unknownSource(from.address), from, localPort, null);
      return;
    }
    const parsed = parsePacket(data);
    if (!parsed.ok) {
      drop(notAPacket(parsed.fault), from, localPort, sharing[0].id);
      return;
    }
    const packet = parsed.value;
    const nas = whichNas(sharing, packet);
    const arrival: Arrival = { service, packet, nas, from, socket, localPort, at: now(), began: monotonic() };
    if (packet.code === Code['Status-Server']) status(arrival);
    else if (service === 'auth' && packet.code === Code['Access-Request']) access(arrival);
    else if (service === 'acct' && packet.code === Code['Accounting-Request']) accounting(arrival);
    else drop(unexpectedCode(codeName(packet.code), service), from, localPort, nas.id);
  }

  return {
    policy,
    facts,
    receive(service, data, from, socket, localPort) {
      try {
        handle(service, data, from, socket, localPort);
      } catch (error) {
        // A packet must never end the thread; what it hit is a bug of ours and is shown as one.
        drop(bug(error), from, localPort, null);
      }
    },
    report() {
      counters.set('accountingWaiting', facts.waiting);
      counters.set('subscribers', policy.subscriberCount);
      counters.set('nas', policy.nasCount);
      const events = { kind: 'events' as const, rejects: rejects.take(), drops: drops.take() };
      const nasSeen = {
        kind: 'nas-seen' as const,
        seen: [...seen.values()],
      };
      seen.clear();
      return [
        ...(events.rejects.length + events.drops.length > 0 ? [events] : []),
        ...(nasSeen.seen.length > 0 ? [nasSeen] : []),
      ];
    },
    sweep: () => duplicates.sweep(now()),
  };
}
