/**
 * Live topics: who watches what, snapshots first, then deltas in order. A long snapshot goes out in parts, one for each
 * turn of the event loop; deltas wait until its last part is sent.
 *
 * A client that takes less than it is given must cost neither memory nor the others: what waits in its socket is
 * bounded. Beyond the bound its deltas are dropped, and when it has taken what waited it gets a fresh snapshot of each
 * topic it missed something of. If that does not help (still full after 10 s, or full again within a minute), it is cut
 * and may connect again.
 */

import { liveCloseCodes } from '../../../shared/contract/live-close.ts';
import type { Permission } from '../../../shared/contract/permissions.ts';
import {
  type Delta,
  LiveRequest,
  parseTopic,
  type Snapshot,
  type TopicName,
  type TopicRef,
  topics,
  topicText,
} from '../../../shared/contract/topics.ts';
import type { Caller } from '../operators/service.ts';
import type { Scope } from '../store/commands.ts';
import { problemOf, Refused } from './problems.ts';
import { snapshotParts } from './snapshot-parts.ts';

/** What may wait in one socket beside the snapshots that it was sent. */
export const waitingBytesMax = 1024 * 1024;
export const slowMsMax = 10_000;
export const relapseMs = 60_000;
const topicsPerClientMax = 64;
/** Windows and tabs of one operator (and its API keys): each may hold its share of memory and gets every delta. */
export const socketsPerOperatorMax = 16;
/** In all: 1 MB may wait for each. */
export const socketsMax = 128;
/** Deltas kept while a snapshot is being read and sent; beyond it the snapshot is read again. */
const heldBackMax = 256;

/** One client's socket, whatever carries it. */
export interface LiveSocket {
  send(text: string): void;
  /** Bytes handed over that the peer has not taken yet. */
  waitingBytes(): number;
  close(code: number, reason: string): void;
}

/** Where a topic's content comes from. `scope` is the watcher's; `id` is set where the topic has one. */
export interface TopicSource<T extends TopicName> {
  /** May throw the typed errors: the watcher is refused with the problem. */
  snapshot(scope: Scope, id: number | undefined): Snapshot<T> | Promise<Snapshot<T>>;
}

export type TopicSources = { readonly [T in TopicName]: TopicSource<T> };

export interface LiveHubPorts {
  readonly sources: TopicSources;
  readonly clock: { now(): number };
  /** The first watcher of a topic in a scope came: streams may start. */
  readonly onActive?: (topic: TopicRef, scope: Scope) => void;
  /** The last watcher went: the stream behind it stops. */
  readonly onIdle?: (topic: TopicRef, scope: Scope) => void;
  /** A source failed with something that is not a refusal. */
  readonly onFault?: (topic: TopicRef, error: unknown) => void;
  /** Lets the event loop go round once between two parts of a snapshot. */
  readonly breathe?: () => Promise<void>;
}

export interface LiveClient {
  /** One message of the client. Anything that is not a LiveRequest closes the socket. */
  receive(text: string): void;
  /** The caller as it is now: topics that it may no longer see end. */
  refresh(caller: Caller): void;
  /** The socket is gone. */
  detach(): void;
}

export interface LiveCounts {
  readonly clients: number;
  readonly watches: number;
  /** Since the start. */
  readonly dropped: number;
  readonly resynced: number;
  readonly cut: number;
  /** Sockets that were one too many. */
  readonly refused: number;
}

export interface LiveHub {
  attach(socket: LiveSocket, caller: Caller): LiveClient;
  /** Sends a change to everyone who watches `topic` in exactly this scope. Encoded once. */
  publish<T extends TopicName>(scope: Scope, topic: { readonly name: T; readonly id?: number }, delta: Delta<T>): void;
  isWatched(scope: Scope, topic: { readonly name: TopicName; readonly id?: number }): boolean;
  /** Looks after slow clients; call it every second. */
  sweep(): void;
  counts(): LiveCounts;
  /** The engine stops: every socket is closed. */
  close(): void;
}

type State = 'loading' | 'live' | 'missed';

interface Watch {
  readonly topic: TopicRef;
  readonly scope: Scope;
  readonly key: string;
  /** Counts the snapshots asked for, so that a late one of an earlier subscribe is ignored. */
  round: number;
  state: State;
  seq: number;
  held: string[];
}

const keyOf = (scope: Scope, topic: string): string => `${scope.tenantId}/${scope.resellerId ?? ''}/${topic}`;
const refOf = ({ name, id }: { readonly name: TopicName; readonly id?: number }): TopicRef => ({ name, id });

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createLiveHub(ports: LiveHubPorts): LiveHub {
  const { sources, clock, onActive, onIdle, onFault, breathe = turn } = ports;
  const clients = new Set<Client>();
  const watchers = new Map<string, Map<Client, Watch>>();
  const total = { dropped: 0, resynced: 0, cut: 0, refused: 0 };

  class Client implements LiveClient {
    readonly #socket: LiveSocket;
    readonly #watches = new Map<string, Watch>();
    #caller: Caller;
    /** Snapshots on their way may wait beyond the bound: they are large, and taking them is no sign of being slow. */
    #allowanceBytes = 0;
    #slowSince: number | undefined;
    #recoveredAt: number | undefined;
    #isGone = false;

    /** Whose bound it counts to; null is the command line. */
    get operatorId(): number | null {
      return this.#caller.operatorId;
    }

    constructor(socket: LiveSocket, caller: Caller) {
      this.#socket = socket;
      this.#caller = caller;
    }

    #scopeOf({ name }: TopicRef): Scope {
      const { isOwn = false }: { readonly isOwn?: boolean } = topics[name];
      return isOwn ? this.#caller.scope : this.#caller.viewScope;
    }

    receive(text: string): void {
      if (this.#isGone) return;
      const request = LiveRequest.safeParse(parseJson(text));
      if (!request.success) {
        this.close(liveCloseCodes.badRequest, 'send {"subscribe":"topic"} or {"unsubscribe":"topic"}');
        return;
      }
      const { data } = request;
      if ('subscribe' in data) this.#subscribe(data.subscribe);
      else this.#unsubscribe(data.unsubscribe);
    }

    refresh(caller: Caller): void {
      this.#caller = caller;
      for (const [text, { topic, key }] of this.#watches) {
        const isMoved = key !== keyOf(this.#scopeOf(topic), text);
        const refusal = isMoved
          ? new Refused('forbidden', 'What you may see has changed; subscribe again.')
          : this.#refusal(topic);
        if (refusal) this.#end(text, refusal);
      }
    }

    detach(): void {
      this.#isGone = true;
      clients.delete(this);
      for (const text of [...this.#watches.keys()]) this.#unsubscribe(text);
    }

    close(code: number, reason: string): void {
      this.detach();
      this.#socket.close(code, reason);
    }

    #subscribe(text: string): void {
      const topic = parseTopic(text);
      if (!topic) {
        this.#refuse(text, new Refused('not-found', `There is no topic "${text}".`));
        return;
      }
      const isOneMore = !this.#watches.has(text) && this.#watches.size >= topicsPerClientMax;
      const refusal = isOneMore
        ? new Refused('forbidden', `At most ${topicsPerClientMax} topics per connection.`)
        : this.#refusal(topic);
      if (refusal) {
        this.#refuse(text, refusal);
        return;
      }
      let watch = this.#watches.get(text);
      if (!watch) {
        watch = {
          topic,
          scope: this.#scopeOf(topic),
          key: keyOf(this.#scopeOf(topic), text),
          round: 0,
          state: 'loading',
          seq: 0,
          held: [],
        };
        this.#watches.set(text, watch);
        const group = watchers.get(watch.key) ?? new Map<Client, Watch>();
        watchers.set(watch.key, group);
        group.set(this, watch);
        if (group.size === 1) onActive?.(topic, watch.scope);
      }
      void this.#load(text, watch);
    }

    #refusal({ name }: TopicRef): Refused | undefined {
      const { permission }: { readonly permission: Permission } = topics[name];
      if (!this.#caller.permissions.has(permission)) {
        return new Refused('forbidden', `${this.#caller.actor.name} lacks the permission ${permission}.`);
      }
      return undefined;
    }

    #refuse(text: string, reason: unknown): void {
      this.#socket.send(JSON.stringify({ kind: 'refused', topic: text, problem: problemOf(reason) }));
    }

    #end(text: string, reason: unknown): void {
      this.#unsubscribe(text);
      this.#refuse(text, reason);
    }

    #unsubscribe(text: string): void {
      const watch = this.#watches.get(text);
      if (!watch) return;
      watch.round += 1;
      this.#watches.delete(text);
      const group = watchers.get(watch.key);
      group?.delete(this);
      if (group?.size !== 0) return;
      watchers.delete(watch.key);
      onIdle?.(watch.topic, watch.scope);
    }

    async #load(text: string, watch: Watch): Promise<void> {
      watch.round += 1;
      const { round } = watch;
      watch.state = 'loading';
      watch.held = [];
      try {
        const data = await sources[watch.topic.name].snapshot(watch.scope, watch.topic.id);
        if (this.#isGone || watch.round !== round) return;
        const [first, ...parts] = snapshotParts(watch.topic.name, data);
        this.#send('snapshot', text, watch, JSON.stringify(first), parts.length);
        for (const part of parts) {
          await breathe();
          if (this.#isGone || watch.round !== round) return;
          this.#send('part', text, watch, JSON.stringify(part));
        }
        if (watch.held.length > heldBackMax) {
          void this.#load(text, watch);
          return;
        }
        watch.state = 'live';
        for (const held of watch.held.splice(0)) this.deliver(watch, held);
      } catch (error) {
        if (this.#isGone || watch.round !== round) return;
        if (problemOf(error).kind === 'bug') onFault?.(watch.topic, error);
        this.#end(text, error);
      }
    }

    /** `json` is the encoded delta, shared by all watchers. */
    deliver(watch: Watch, json: string): void {
      if (watch.state === 'loading') {
        if (watch.held.length <= heldBackMax) watch.held.push(json);
        return;
      }
      if (watch.state === 'missed' || this.#isFull()) {
        watch.state = 'missed';
        total.dropped += 1;
        return;
      }
      this.#send('delta', topicText(watch.topic), watch, json);
    }

    #isFull(): boolean {
      const waiting = this.#socket.waitingBytes();
      if (waiting <= waitingBytesMax) this.#allowanceBytes = 0;
      if (waiting <= waitingBytesMax + this.#allowanceBytes) return false;
      this.#slowSince ??= clock.now();
      return true;
    }

    /** `parts`: how many more messages belong to this snapshot. */
    #send(kind: 'snapshot' | 'part' | 'delta', text: string, watch: Watch, json: string, parts = 0): void {
      watch.seq = kind === 'snapshot' ? 0 : watch.seq + 1;
      if (kind !== 'delta') this.#allowanceBytes += json.length;
      const head = `{"kind":"${kind}","topic":${JSON.stringify(text)},"seq":${watch.seq},"at":${clock.now()}`;
      this.#socket.send(`${head}${parts > 0 ? `,"parts":${parts}` : ''},"data":${json}}`);
    }

    /** Cuts who stays slow, catches up who is not slow any more. */
    sweep(): void {
      const now = clock.now();
      if (this.#slowSince === undefined) return;
      const isRelapse = this.#recoveredAt !== undefined && now - this.#recoveredAt < relapseMs;
      const isFull = this.#socket.waitingBytes() > waitingBytesMax;
      if (isRelapse || (isFull && now - this.#slowSince >= slowMsMax)) {
        total.cut += 1;
        this.close(liveCloseCodes.tooSlow, 'the connection takes less than it is sent; connect again');
        return;
      }
      if (isFull) return;
      this.#slowSince = undefined;
      this.#recoveredAt = now;
      for (const [text, watch] of this.#watches) {
        if (watch.state !== 'missed') continue;
        total.resynced += 1;
        void this.#load(text, watch);
      }
    }
  }

  /** Why one more socket of this operator would be too many. */
  function tooMany(operatorId: number | null): string | undefined {
    if (clients.size >= socketsMax) return `the engine has ${socketsMax} live connections; close a window`;
    let own = 0;
    for (const client of clients) if (client.operatorId === operatorId) own += 1;
    if (own < socketsPerOperatorMax) return undefined;
    return `an operator may have ${socketsPerOperatorMax} live connections; close a window`;
  }

  return {
    attach(socket, caller) {
      const client = new Client(socket, caller);
      const refusal = tooMany(caller.operatorId);
      if (refusal === undefined) clients.add(client);
      else {
        total.refused += 1;
        client.close(liveCloseCodes.tooMany, refusal);
      }
      return client;
    },

    publish(scope, topic, delta) {
      const group = watchers.get(keyOf(scope, topicText(refOf(topic))));
      if (!group) return;
      const json = JSON.stringify(delta);
      for (const [client, watch] of group) client.deliver(watch, json);
    },

    isWatched: (scope, topic) => watchers.has(keyOf(scope, topicText(refOf(topic)))),

    sweep() {
      for (const client of clients) client.sweep();
    },

    counts() {
      let watches = 0;
      for (const group of watchers.values()) watches += group.size;
      return { clients: clients.size, watches, ...total };
    },

    close() {
      for (const client of [...clients]) client.close(liveCloseCodes.goingAway, 'the engine stops');
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
