import { liveCloseCodes } from '../../../shared/contract/live-close.ts';
import { type Problem, problem } from '../../../shared/contract/problem.ts';
import { readMessage } from './read-message.ts';

/** Where a topic's messages go: one store for each topic. What it cannot read it throws back. */
export interface TopicSink {
  /** Everything that is known: replaces what was there. It is whole when `parts` more messages have come. */
  readonly snapshot: (data: unknown, parts: number) => void;
  /** More of the snapshot; only of a topic that the contract says may come in parts. */
  readonly part?: (data: unknown) => void;
  /** A change of it. */
  readonly delta: (data: unknown) => void;
  /** The engine does not give this topic, and says why. */
  readonly refused: (why: Problem) => void;
}

/** The part of a WebSocket that is used; its callbacks are called by the platform. */
export interface Socket {
  readonly send: (text: string) => void;
  readonly close: () => void;
}

export interface SocketEvents {
  readonly opened: () => void;
  readonly message: (text: string) => void;
  /** Once, also when it never opened. */
  readonly closed: (code: number) => void;
}

export type LinkState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** Down; the next attempt comes at `retryAt`, epoch ms. */
  | { readonly kind: 'waiting'; readonly retryAt: number };

export interface ConnectionPorts {
  readonly connect: (events: SocketEvents) => Socket;
  readonly now: () => number;
  /** Runs `task` once after `ms`; the returned function calls it off. */
  readonly after: (ms: number, task: () => void) => () => void;
  /** 0…1, so that the pages of an ISP do not come back all at once. */
  readonly random: () => number;
  readonly onState: (state: LinkState) => void;
  /** A message of the engine was taken. */
  readonly onHeard: (at: number) => void;
  /** The login behind the socket ended. */
  readonly onLoggedOut: () => void;
}

export interface LiveConnection {
  /** Watches a topic, by use count: the first asks for it, the last lets it go. `sink` is the same for one topic. */
  readonly watch: (topic: string, sink: TopicSink) => () => void;
  /** Connects now instead of at `retryAt`: the network is back, the page is seen again. */
  readonly hurry: () => void;
  /** Lets everything go at once, for another operator may sign in next. */
  readonly close: () => void;
}

/** Another view may want the same in a moment, and a snapshot of all sessions is large. */
const LINGER_MS = 3000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
/** `status` speaks every second: a socket that says nothing for this long is dead, whatever the platform believes. */
const SILENT_MS = 15_000;

interface Watch {
  readonly sink: TopicSink;
  users: number;
  /** Of the last message on this socket; null while its snapshot has not come. */
  seq: number | null;
  letGo: (() => void) | undefined;
}

/** The page's one live socket: subscriptions by use count, back-off, a fresh snapshot after every break. */
export function createConnection(ports: ConnectionPorts): LiveConnection {
  const watches = new Map<string, Watch>();
  let socket: Socket | undefined;
  let isOpen = false;
  let isWaiting = false;
  let attempts = 0;
  let heardAt = 0;
  let stopTimer = (): void => undefined;

  const ask = (request: { readonly subscribe: string } | { readonly unsubscribe: string }): void => {
    if (isOpen) socket?.send(JSON.stringify(request));
  };

  function connect(): void {
    stopTimer();
    isWaiting = false;
    attempts += 1;
    ports.onState({ kind: 'connecting' });
    let isOver = false;
    const own: Socket = ports.connect({
      opened: () => {
        if (isOver || socket !== own) return;
        isOpen = true;
        heardAt = ports.now();
        ports.onState({ kind: 'open' });
        for (const [topic, watch] of watches) {
          watch.seq = null;
          ask({ subscribe: topic });
        }
        listen();
      },
      message: (text) => {
        if (!isOver && socket === own) take(text);
      },
      closed: (code) => {
        if (isOver || socket !== own) return;
        isOver = true;
        lost(code);
      },
    });
    socket = own;
  }

  /** Looks now and then whether the engine still speaks. */
  function listen(): void {
    stopTimer = ports.after(SILENT_MS, () => {
      if (!watches.has('status') || ports.now() - heardAt < SILENT_MS) {
        listen();
        return;
      }
      const silent = socket;
      lost(1006);
      silent?.close();
    });
  }

  function lost(code: number): void {
    stopTimer();
    socket = undefined;
    isOpen = false;
    if (code === liveCloseCodes.loggedOut) {
      ports.onState({ kind: 'idle' });
      ports.onLoggedOut();
      return;
    }
    if (watches.size === 0) {
      ports.onState({ kind: 'idle' });
      return;
    }
    const most = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(10, attempts - 1));
    const wait = most * (0.75 + 0.25 * ports.random());
    isWaiting = true;
    ports.onState({ kind: 'waiting', retryAt: ports.now() + wait });
    stopTimer = ports.after(wait, connect);
  }

  function take(text: string): void {
    const message = readMessage(text);
    heardAt = ports.now();
    attempts = 0;
    ports.onHeard(heardAt);
    const watch = message && watches.get(message.topic);
    if (!watch) return; // let go a moment ago
    const { sink } = watch;
    try {
      if (message.kind === 'refused') sink.refused(message.problem);
      else if (message.kind === 'snapshot') {
        sink.snapshot(message.data, message.parts ?? 0);
        watch.seq = message.seq;
      } else if (watch.seq !== null) {
        if (message.seq === watch.seq + 1) {
          watch.seq = message.seq;
          if (message.kind === 'delta') sink.delta(message.data);
          else if (sink.part) sink.part(message.data);
          else throw new TypeError(`${message.topic} has no parts`);
        } else again(message.topic, watch);
      }
    } catch {
      watch.seq = null;
      sink.refused(
        problem('bug', `This page does not understand what the engine says about ${message.topic}. Load it again.`),
      );
    }
  }

  /** A message is missing: what is shown may be wrong, so everything is asked for again. */
  function again(topic: string, watch: Watch): void {
    watch.seq = null;
    ask({ unsubscribe: topic });
    ask({ subscribe: topic });
  }

  function release(topic: string, watch: Watch): void {
    watch.users -= 1;
    if (watch.users > 0 || watches.get(topic) !== watch) return;
    watch.letGo = ports.after(LINGER_MS, () => {
      watches.delete(topic);
      ask({ unsubscribe: topic });
    });
  }

  return {
    watch(topic, sink) {
      const known = watches.get(topic);
      const watch: Watch = known ?? { sink, users: 0, seq: null, letGo: undefined };
      watch.users += 1;
      watch.letGo?.();
      watch.letGo = undefined;
      if (!known) {
        watches.set(topic, watch);
        if (socket) ask({ subscribe: topic });
        else if (!isWaiting) connect();
      }
      let isUsed = true;
      return () => {
        if (isUsed) release(topic, watch);
        isUsed = false;
      };
    },
    hurry() {
      if (!socket && watches.size > 0) connect();
    },
    close() {
      stopTimer();
      for (const watch of watches.values()) watch.letGo?.();
      watches.clear();
      const left = socket;
      socket = undefined;
      isOpen = false;
      isWaiting = false;
      attempts = 0;
      ports.onState({ kind: 'idle' });
      left?.close();
    },
  };
}
