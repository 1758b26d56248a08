/**
 * The data plane: packets in, replies out, facts to the writer. No file, no SQLite, no router; it never waits. It knows
 * no transport: whoever sent a packet is a `Peer`.
 * `thread.ts` runs it as a worker; tests run it in their own process.
 */
import { read } from '../radius/attributes.ts';
import { verifyAccountingRequest, verifyStatusServer } from '../radius/authenticator.ts';
import { attributes } from '../radius/dictionary.ts';
import { encodeReply } from '../radius/encode.ts';
import { keepOctets } from '../radius/kept-octets.ts';
import { authenticatorOf, Code, codeName, parsePacket } from '../radius/packet.ts';
import { type AccountingFact, encodeFact } from '../store/accounting-fact.ts';
import { type AccessOutcome, answerAccessRequest } from './access.ts';
import { type Arrival, exchangeOf, type Kept, type Service } from './arrival.ts';
import { type Attempt, Backoff } from './backoff.ts';
import type { Counters } from './counters.ts';
import {
  bug,
  type DropCause,
  dropCounters,
  noRoomForReply,
  noSessionId,
  notAPacket,
  notStored,
  overload,
  unexpectedCode,
  unknownSource,
  wrongSecret,
} from './drop-causes.ts';
import { DuplicateCache, type Slot } from './duplicates.ts';
import { createDropFold, createRejectFold } from './events.ts';
import type { Exchange, TraceQuery } from './exchange.ts';
import { factOf } from './fact-of.ts';
import { FactsLine } from './facts-line.ts';
import { macLogin } from './mac-login.ts';
import { NasTallies } from './nas-tally.ts';
import { onAccounting } from './on-accounting.ts';
import type { Peer } from './peer.ts';
import { type Nas, Policy } from './policy.ts';
import { previewFor } from './pools/lease-for.ts';
import type {
  FromDataPlane,
  LeasePreview,
  LeasePreviewQuery,
  NasSeen,
  RejectEvent,
  UnknownSource,
} from './protocol.ts';
import { Signs } from './signs.ts';
import { Strangers } from './strangers.ts';
import { TraceBook } from './trace-book.ts';
import { whichNas } from './which-nas.ts';

/** What answers a question; nobody is told it unasked. */
type Answer = 'trace' | 'unknown-sources' | 'lease-preview';

export interface DataPlaneCore {
  readonly policy: Policy;
  readonly facts: FactsLine;
  /** One packet for authentication or accounting; false when it was none. Never throws. */
  receive(service: Service, data: Buffer, peer: Peer): boolean;
  /** A peer that its transport turned away, for the log of drops. */
  refused(cause: DropCause, at: Pick<Peer, 'address' | 'localPort'>, nasId: number | null): void;
  /** What happened since the last call, for the control plane; undefined when nothing did. */
  report(): readonly Exclude<
    FromDataPlane,
    { kind: 'serving' | 'bind-failed' | 'stopped' | 'socket-fault' | 'radsec-state' | Answer }
  >[];
  /** The last exchanges of a NAS or a subscriber, oldest first. */
  trace(query: TraceQuery): Exchange[];
  /** Who sent something and is registered nowhere, newest first. */
  unknownSources(): UnknownSource[];
  /** What a login would be given from pools, without giving it; nothing where the NAS is unknown. */
  previewLeases(query: LeasePreviewQuery): LeasePreview;
  /** Drops what the duplicate cache and the presence table no longer need. */
  sweep(): void;
}

export interface CorePorts {
  readonly counters: Counters;
  readonly interimSeconds: number;
  /** UTC ms. */
  readonly now: () => number;
  /** Monotonic ms, for latencies. */
  readonly monotonic: () => number;
  /** Runs something later; rejects of guessers wait here (X65). */
  readonly later: (run: () => void, ms: number) => void;
}

const noAttributes = new Uint8Array(0);

/** The reasons that a guesser gets (X65). */
const guessed: ReadonlySet<string> = new Set(['unknown-user', 'wrong-password']);

const attemptOf = (
  { id: nasId, tenantId }: Nas,
  { username, callingStationId }: Pick<Attempt, 'username' | 'callingStationId'>,
): Attempt => ({ tenantId, username, nasId, callingStationId });

/** A router whose replies get lost repeats everything: the trace shows some of it, the doctor counts all. */
const repeatEveryMs = 100;

const readNameEvery = 16;

const stationIn = ({ username = '', callingStationId = '' }: AccountingFact) => ({ username, callingStationId });

/** Rejects that are held back at a time; beyond, they are answered at once: the answer comes first (X65). */
const heldBackMax = 1024;

export function createDataPlane({ counters, interimSeconds, now, monotonic, later }: CorePorts): DataPlaneCore {
  const policy = new Policy(interimSeconds);
  const facts = new FactsLine();
  // One each: a NAS may use one source port for both, and its identifiers there have nothing to do with each other.
  const duplicates = { auth: new DuplicateCache(), acct: new DuplicateCache() };
  const backoff = new Backoff();
  let heldBack = 0;
  const tallies = new NasTallies();
  let lastRepeatAt = 0;
  const rejects = createRejectFold();
  const drops = createDropFold();
  const trace = new TraceBook();
  const signs = new Signs();
  const strangers = new Strangers();
  const seen = new Map<number, { -readonly [K in keyof NasSeen]: NasSeen[K] }>();

  function drop(cause: DropCause, at: Pick<Peer, 'address' | 'localPort'>, nasId: number | null): void {
    counters.add(dropCounters[cause.reason]);
    if (nasId !== null) tallies.dropped(nasId);
    drops.add({ ...cause, source: at.address, localPort: at.localPort, nasId, at: now() });
  }

  /** Keeps an exchange for the trace, if it takes one more now. Every packet comes here: nothing is copied before that. */
  function keep(arrival: Arrival, came: Kept): Exchange | undefined {
    if (!trace.admits(arrival.at)) return undefined;
    const exchange = exchangeOf(arrival, came);
    trace.add(exchange, arrival.nas.tenantId, came.subscriberId, came.isInterim);
    return exchange;
  }

  /** A packet of a registered NAS that gets no answer: counted, told to the doctor, and kept as it is. */
  function dropFrom(arrival: Arrival, cause: DropCause): void {
    const { service, packet, nas, peer, at } = arrival;
    drop(cause, peer, nas.id);
    signs.dropped(nas.id, cause.reason, service, at);
    const username = read(packet, attributes['User-Name']) ?? '';
    keep(arrival, { result: 'drop', username, reason: cause.reason, detail: cause.detail });
  }

  /** A NAS was heard from by a packet that we believe; `isSigned` when it carried a Message-Authenticator (Z5). */
  function notice({ nas, at, peer, packet }: Arrival, isSigned: boolean): void {
    const sign = signs.of(nas.id, at);
    sign.requests++;
    // Not from every packet: routers that share an address show within a few seconds all the same.
    if (sign.requests % readNameEvery === 1) signs.named(nas.id, read(packet, attributes['NAS-Identifier']) ?? '', at);
    const known = seen.get(nas.id);
    if (!known) seen.set(nas.id, { id: nas.id, at, signs: isSigned, localAddress: peer.localAddress });
    else {
      known.at = at;
      known.signs ||= isSigned;
    }
  }

  /** True when an earlier copy of this request settles it: its reply is sent again, or is still being worked on. */
  function isDuplicate(arrival: Arrival): boolean {
    const { service, packet, peer, at } = arrival;
    const earlier = duplicates[service].find(
      peer.address,
      peer.channel,
      packet.identifier,
      authenticatorOf(packet),
      at,
    );
    if (!earlier) return false;
    signs.of(arrival.nas.id, at).repeats++;
    const { reply } = earlier;
    const username = read(packet, attributes['User-Name']) ?? '';
    if (at - lastRepeatAt >= repeatEveryMs) {
      lastRepeatAt = at;
      keep(arrival, { result: 'repeat', username, reply });
    }
    if (earlier.reply) {
      counters.add('duplicatesAnswered');
      peer.send(earlier.reply);
    } else counters.add('duplicatesPending');
    return true;
  }

  function open({ service, packet, peer, at }: Arrival): Slot {
    return duplicates[service].open(peer.address, peer.channel, packet.identifier, authenticatorOf(packet), at);
  }

  /** Sends a reply, and keeps it for retransmissions of its request. */
  function answer({ service, packet, peer }: Arrival, slot: Slot, reply: Uint8Array): void {
    duplicates[service].answer(peer.address, peer.channel, packet.identifier, slot, reply);
    peer.send(reply);
  }

  function access(arrival: Arrival): void {
    const { packet, nas, peer, at, began } = arrival;
    if (isDuplicate(arrival)) return;
    counters.add('accessRequests');
    const outcome = answerAccessRequest(packet, nas, policy, interimSeconds, peer.address, at);
    if (outcome.kind === 'drop') {
      dropFrom(arrival, outcome.cause);
      return;
    }
    if (outcome.isSigned) policy.lock(nas);
    notice(arrival, outcome.isSigned);
    const ms = monotonic() - began;
    counters.authLatency.record(ms);
    tallies.answered(nas.id, outcome.kind === 'accept' ? 'accepts' : 'rejects', ms);
    const { reply, subscriberId } = outcome;
    const slot = open(arrival);
    if (outcome.kind === 'accept') {
      answer(arrival, slot, outcome.reply);
      counters.add('accepts');
      signs.of(nas.id, at).accepts++;
      keep(arrival, { result: 'accept', username: outcome.request.username, subscriberId, reply, ms });
      if (backoff.size > 0) backoff.succeeded(attemptOf(nas, outcome.request));
      for (const cause of outcome.trouble) {
        drops.add({ ...cause, source: peer.address, localPort: peer.localPort, nasId: nas.id, at });
      }
    } else {
      counters.add('rejects');
      const told = refuse(outcome, slot, arrival);
      rejects.add(told);
      const { username, reason, detail, method } = told;
      signs.rejected(nas.id, method, reason, at);
      keep(arrival, { result: 'reject', username, subscriberId, reply, ms, reason, detail });
    }
  }

  /** Sends a reject, at once or held back (X65); returns it as the auth log shows it. */
  function refuse(
    { reject, reply }: Extract<AccessOutcome, { kind: 'reject' }>,
    slot: Slot,
    arrival: Arrival,
  ): Omit<RejectEvent, 'count'> {
    const { nas, at } = arrival;
    const verdict = guessed.has(reject.reason) ? backoff.failed(attemptOf(nas, reject), at) : undefined;
    if (!verdict || verdict.delayMs === 0 || heldBack >= heldBackMax) {
      answer(arrival, slot, reply);
      return reject;
    }
    heldBack++;
    counters.add('rejectsHeldBack');
    // A repetition meanwhile finds the slot without a reply: the one that is on its way answers it.
    later(() => {
      heldBack--;
      answer(arrival, slot, reply);
    }, verdict.delayMs);
    return { ...reject, detail: `${reject.detail}. Slowed: ${verdict.failures} failures in a row` };
  }

  function accounting(arrival: Arrival): void {
    const { packet, nas, peer, at, began } = arrival;
    const verified = verifyAccountingRequest(packet, nas.shared);
    if (!verified.ok) {
      dropFrom(arrival, wrongSecret(nas, 'The accounting signature is wrong'));
      return;
    }
    if (isDuplicate(arrival)) return;
    notice(arrival, false);
    counters.add('accountingRequests');
    const slot = open(arrival);
    const forget = (): void => duplicates.acct.close(peer.address, peer.channel, packet.identifier, slot);
    let exchange: Exchange | undefined;
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
        dropFrom(arrival, noRoomForReply);
        return;
      }
      answer(arrival, slot, reply.value);
      counters.add('accountingResponses');
      const ms = monotonic() - began;
      counters.acctLatency.record(ms);
      tallies.answered(nas.id, 'accounting', ms);
      if (!exchange) return;
      exchange.reply = keepOctets(reply.value);
      exchange.result = 'response';
      exchange.ms = ms;
    };
    const told = factOf(verified.value, nas, peer.address, at);
    const username = told?.username ?? '';
    const byName = policy.find(nas.tenantId, username).subscriber;
    // The NAS accounts a device by the name it logged in with, its MAC; whose it is has to be in the record.
    const byMac = told && !byName ? macLogin(policy, nas, stationIn(told)) : undefined;
    const fact = byMac ? { ...told!, subscriberId: byMac.subscriber.id } : told;
    const subscriberId = (byMac?.subscriber ?? byName)?.id;
    const waiting = {
      result: 'waiting',
      username,
      subscriberId,
      isInterim: fact?.status === 'Interim-Update',
    } as const;
    // Tunnel and failure records are acknowledged and not kept: nothing here counts them.
    if (!fact) {
      exchange = keep(arrival, waiting);
      respond();
      return;
    }
    onAccounting(policy, signs, fact, subscriberId);
    const isSession = fact.status !== 'Accounting-On' && fact.status !== 'Accounting-Off';
    if (isSession && fact.acctSessionId === undefined && fact.loginClass === undefined) {
      forget();
      dropFrom(arrival, noSessionId(fact.status));
      return;
    }
    const kept = keep(arrival, waiting);
    exchange = kept;
    const refused = (cause: DropCause): void => {
      forget();
      counters.add('accountingRefused');
      drop(cause, peer, nas.id);
      if (!kept) return;
      kept.result = 'drop';
      kept.reason = cause.reason;
      kept.detail = cause.detail;
    };
    const onRefused = (reason: string | undefined): void => refused(notStored(reason));
    if (!facts.offer({ text: encodeFact(fact), onCommitted: respond, onRefused })) refused(overload);
    counters.set('accountingWaiting', facts.waiting);
  }

  function status(arrival: Arrival): void {
    const { service, packet, nas, peer } = arrival;
    const verified = verifyStatusServer(packet, nas.shared);
    if (!verified.ok) {
      dropFrom(arrival, wrongSecret(nas, 'Status-Server is not signed with our secret'));
      return;
    }
    const reply = encodeReply({
      code: service === 'auth' ? Code['Access-Accept'] : Code['Accounting-Response'],
      request: packet,
      attributes: noAttributes,
      secret: nas.shared,
      messageAuthenticator: true,
    });
    if (!reply.ok) {
      dropFrom(arrival, noRoomForReply);
      return;
    }
    counters.add('statusServer');
    keep(arrival, { result: 'response', username: '', reply: reply.value, ms: 0 });
    peer.send(reply.value);
  }

  function handle(service: Service, data: Buffer, peer: Peer): boolean {
    const sharing = peer.nasId === undefined ? policy.nasAt(peer.address) : policy.nasById(peer.nasId);
    if (!sharing) {
      drop(unknownSource(peer.address), peer, null);
      strangers.saw(peer.address, peer.localPort, data, now());
      return true;
    }
    const parsed = parsePacket(data);
    if (!parsed.ok) {
      drop(notAPacket(parsed.fault), peer, sharing[0].id);
      signs.dropped(sharing[0].id, 'malformed', service, now());
      return false;
    }
    const packet = parsed.value;
    const nas = whichNas(sharing, packet);
    const arrival: Arrival = { service, packet, nas, peer, at: now(), began: monotonic() };
    policy.pools.followClock(arrival.at, arrival.began);
    if (packet.code === Code['Status-Server']) status(arrival);
    else if (service === 'auth' && packet.code === Code['Access-Request']) access(arrival);
    else if (service === 'acct' && packet.code === Code['Accounting-Request']) accounting(arrival);
    else dropFrom(arrival, unexpectedCode(codeName(packet.code), service));
    return true;
  }

  return {
    policy,
    facts,
    receive(service, data, peer) {
      try {
        return handle(service, data, peer);
      } catch (error) {
        // A packet must never end the thread; what it hit is a bug of ours and is shown as one.
        drop(bug(error), peer, null);
        return true;
      }
    },
    refused: drop,
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
      const devices = policy.devices.take();
      const minute = tallies.take(now());
      const signed = signs.take();
      policy.pools.followClock(now(), monotonic());
      policy.pools.sweep(now());
      const leases = policy.pools.take();
      return [
        ...(events.rejects.length + events.drops.length > 0 ? [events] : []),
        ...(nasSeen.seen.length > 0 ? [nasSeen] : []),
        ...(devices.length > 0 ? [{ kind: 'macs-seen' as const, seen: devices }] : []),
        ...(minute ? [{ kind: 'nas-minute' as const, ...minute }] : []),
        ...(signed.length > 0 ? [{ kind: 'signs' as const, signs: signed }] : []),
        ...(leases ? [{ kind: 'leases' as const, ...leases }] : []),
      ];
    },
    trace: (query) => trace.find(query),
    previewLeases({ uses, nasId, subscriber }) {
      const [nas] = policy.nasById(nasId) ?? [];
      return nas ? previewFor(uses, policy.pools, nas, subscriber) : [];
    },
    unknownSources: () => strangers.list((address) => policy.nasAt(address) !== undefined),
    sweep() {
      duplicates.auth.sweep(now());
      duplicates.acct.sweep(now());
      policy.presence.sweep(now());
    },
  };
}
