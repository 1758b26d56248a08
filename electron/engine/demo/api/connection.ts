/** The router's side of one API connection: commands by tag, any number at once. */
import type { Socket } from 'node:net';
import { createSentenceDecoder, encodeSentence } from '../../routeros/sentence.ts';
import type { Timers } from '../../routeros/timers.ts';
import { parseRequest, type RouterRequest, replyWords } from '../../routeros/words.ts';
import type { Faults } from '../faults.ts';
import type { ApiMeter, ApiUser } from '../router-state.ts';
import type { ApiCall, Commands } from './call.ts';
import { misbehave } from './misbehave.ts';

export interface ConnectionPorts {
  readonly commands: Commands;
  readonly faults: Faults;
  readonly timers: Timers;
  readonly meter: ApiMeter;
  /** Whether this version says `!empty`. */
  readonly hasEmptyReply: boolean;
  /** The user, or undefined to refuse. */
  readonly logIn: (name: string, password: string) => ApiUser | undefined;
}

interface Running {
  readonly tag: string | undefined;
  interrupt(): void;
  stop: () => void;
}

/** Collected before a write: a bulk print is thousands of sentences. */
const FLUSH_BYTES = 64 * 1024;

/** Serves `socket` until it closes. `isMuted` says that something was swallowed: the connection is of no use any more. */
export function serveConnection(socket: Socket, ports: ConnectionPorts): { readonly isMuted: () => boolean } {
  const { commands, faults, timers, meter } = ports;
  const decoder = createSentenceDecoder();
  const running = new Set<Running>();
  let user: ApiUser | undefined;
  let outbox: Buffer[] = [];
  let outboxBytes = 0;
  let isMuted = false;
  meter.connections += 1;

  function write(octets: Buffer): void {
    if (faults.isUnreachable) {
      isMuted = true;
      return;
    }
    if (outbox.length === 0) queueMicrotask(flush);
    outbox.push(octets);
    outboxBytes += octets.length;
    if (outboxBytes >= FLUSH_BYTES) flush();
  }

  function flush(): void {
    if (outbox.length === 0) return;
    meter.sentBytes += outboxBytes;
    if (socket.writable) socket.write(outbox.length === 1 ? outbox[0]! : Buffer.concat(outbox));
    outbox = [];
    outboxBytes = 0;
  }

  function receive(request: RouterRequest): void {
    const act = () => {
      if (socket.destroyed) return;
      const fault = faults.takeApiFault(request.command);
      if (!fault) return execute(request, write);
      flush();
      misbehave(fault, { socket, request, write, execute: (into) => execute(request, into) });
    };
    if (faults.slowMs > 0) timers.after(faults.slowMs, act);
    else act();
  }

  function execute(request: RouterRequest, into: (octets: Buffer) => void) {
    if (request.command === '/cancel') return cancel(request, into);
    const call = createCall(request, into);
    if (request.command === '/login') return logIn(call);
    if (!user) {
      into(encodeSentence(['!fatal', 'not logged in']));
      flush();
      socket.end();
      return;
    }
    meter.commands[request.command] = (meter.commands[request.command] ?? 0) + 1;
    const command = Object.hasOwn(commands, request.command) ? commands[request.command] : undefined;
    if (!command) return call.trap('no such command prefix', 0);
    if (!user.policies.includes(command.policy)) return call.trap('not enough permissions (9)');
    command.run(call);
  }

  function logIn(call: ApiCall): void {
    const { name = '', password = '' } = call.request.attributes;
    user = ports.logIn(name, password);
    if (user) call.done();
    else call.trap('invalid user name or password (6)');
  }

  /** The commands with that tag, or all of them; each ends with its own `!done`. */
  function cancel(request: RouterRequest, into: (octets: Buffer) => void): void {
    const { tag } = request.attributes;
    const chosen = [...running].filter((command) => tag === undefined || command.tag === tag);
    for (const command of chosen) command.interrupt();
    const call = createCall(request, into);
    if (tag !== undefined && chosen.length === 0) call.trap('no such item', 0);
    else call.done();
  }

  function createCall(request: RouterRequest, into: (octets: Buffer) => void): ApiCall {
    const { tag } = request;
    const tagWords = tag === undefined ? [] : [`.tag=${tag}`];
    let isOver = false;
    let own: Running | undefined;
    const end = (octets: Buffer) => {
      if (isOver) return;
      isOver = true;
      into(octets);
      if (own) {
        running.delete(own);
        own.stop();
      }
    };
    const trap = (message: string, category?: number) => {
      if (isOver) return;
      const attributes = category === undefined ? { message } : { category: `${category}`, message };
      into(encodeSentence(replyWords('!trap', attributes, tag)));
      end(encodeSentence(replyWords('!done', {}, tag)));
    };
    return {
      request,
      row: (words) => {
        if (!isOver) into(encodeSentence(['!re', ...words, ...tagWords]));
      },
      empty: () => {
        if (ports.hasEmptyReply && !isOver) into(encodeSentence(['!empty', ...tagWords]));
      },
      done: (attributes) => end(encodeSentence(replyWords('!done', attributes, tag))),
      trap,
      keepRunning(stop) {
        own = { tag, stop, interrupt: () => trap('interrupted', 2) };
        running.add(own);
      },
    };
  }

  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    if (faults.isUnreachable) {
      isMuted = true;
      return;
    }
    const { sentences, fault } = decoder.push(chunk);
    for (const { words } of sentences) receive(parseRequest(words));
    if (fault) socket.destroy();
  });
  socket.on('close', () => {
    for (const command of running) command.stop();
    running.clear();
  });
  return { isMuted: () => isMuted };
}
