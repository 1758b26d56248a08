/**
 * The routers as the control plane works with them: one API connection each, kept in step with the directory, a
 * session reader each, what they told about themselves, and how well they are.
 */

import { type RouterIpPool, readIpPools } from '../routeros/commands/ip-pools.ts';
import { type PppActive, readPppActive } from '../routeros/commands/ppp-active.ts';
import { type RadiusIncoming, readRadiusIncoming } from '../routeros/commands/radius-incoming.ts';
import { createSessionReader, type SessionReader, type SessionRound } from '../routeros/commands/session-reader.ts';
import { type DynamicQueue, readDynamicQueues } from '../routeros/commands/simple-queues.ts';
import { readClock, readIdentity, readResource, type SystemResource } from '../routeros/commands/system.ts';
import type { RouterCall, RouterEndpoint } from '../routeros/connection.ts';
import type { RouterState } from '../routeros/link.ts';
import { createRouterPool, type RouterPool } from '../routeros/pool.ts';
import type { NasSnapshot } from '../store/reads.ts';
import { createQueueReader, type QueueReader } from './queue-reader.ts';
import { sharedRead } from './shared-read.ts';

/** What a router said of itself; absent where it would not tell. */
export interface RouterIntroduction {
  readonly version?: string;
  readonly identity?: string;
  readonly coaPortSeen?: number;
  readonly coaAccepts?: boolean;
  readonly clockSkewMs?: number;
}

export interface FleetPorts {
  readonly now: () => number;
  readonly onIntroduction: (nasId: number, introduction: RouterIntroduction) => void;
  readonly onState: (nasId: number, state: RouterState) => void;
  /** It was removed, or its API access was: nothing more is known of its state. */
  readonly onGone: (nas: NasSnapshot) => void;
  readonly pool?: RouterPool;
}

interface Member {
  nas: NasSnapshot;
  reader: SessionReader;
  /** Many who ask at once cost the router one print. */
  readonly readQueue: QueueReader;
  readonly readActive: () => Promise<readonly PppActive[]>;
  resource: SystemResource | undefined;
  resourceAt: number;
  answerMs: number | undefined;
}

/** Reads for one person's question or one push; a poll may take longer. */
const questionDeadlineMs = 4_000;
const pollDeadlineMs = 20_000;

export class Fleet {
  readonly #ports: FleetPorts;
  readonly pool: RouterPool;
  readonly #members = new Map<number, Member>();

  constructor(ports: FleetPorts) {
    this.#ports = ports;
    this.pool = ports.pool ?? createRouterPool();
    this.pool.onState((id, state) => {
      const nasId = Number(id);
      if (state.kind === 'up') void this.#introduce(nasId);
      ports.onState(nasId, state);
    });
  }

  /** Adds, changes and removes connections so that they are those of `all`; routers without API access have none. */
  sync(all: readonly NasSnapshot[]): void {
    const wanted = new Map(all.filter((nas) => nas.api !== null).map((nas) => [nas.id, nas]));
    for (const [id, { nas }] of this.#members) {
      if (wanted.has(id)) continue;
      this.#members.delete(id);
      this.pool.remove(id);
      this.#ports.onGone(nas);
    }
    for (const [id, nas] of wanted) {
      const known = this.#members.get(id);
      if (!known) this.#members.set(id, this.#newMember(nas));
      else {
        if (!sameApi(known.nas, nas)) known.reader = createSessionReader();
        known.nas = nas;
      }
      this.pool.set(id, endpointOf(nas));
    }
  }

  get members(): readonly NasSnapshot[] {
    return [...this.#members.values()].map(({ nas }) => nas);
  }

  state(nasId: number): RouterState | undefined {
    return this.pool.state(nasId);
  }

  resource(
    nasId: number,
  ): { readonly resource: SystemResource; readonly at: number; readonly answerMs: number | undefined } | undefined {
    const member = this.#members.get(nasId);
    if (!member?.resource) return undefined;
    return { resource: member.resource, at: member.resourceAt, answerMs: member.answerMs };
  }

  /**
   * One round over a router's sessions and counters, and its load beside it.
   * @throws RouterUnreachable, RouterRefused
   */
  async readSessions(nasId: number): Promise<SessionRound & { readonly routerUptimeSeconds: number | undefined }> {
    const member = this.#member(nasId);
    const call = this.#call(nasId);
    const options = { deadlineMs: pollDeadlineMs };
    const began = performance.now();
    const [round, resource] = await Promise.all([
      member.reader.read(call, options),
      // A user who may not see the load can see sessions all the same; a router that is gone fails the round anyway.
      readResource(call, options)
        .then((read) => {
          member.answerMs = performance.now() - began;
          return read;
        })
        .catch(() => undefined),
    ]);
    if (resource) {
      member.resource = resource;
      member.resourceAt = this.#ports.now();
    }
    return { ...round, routerUptimeSeconds: resource?.uptimeSeconds };
  }

  /** A session's dynamic queue, named like its interface; null when there is none, undefined when the router cannot be asked. */
  async readQueue(nasId: number, name: string): Promise<DynamicQueue | null | undefined> {
    const member = this.#members.get(nasId);
    if (!member || this.state(nasId)?.kind !== 'up') return undefined;
    // The push says "acknowledged" instead of "verified"; the check after the next listing asks again.
    return member.readQueue(name).then(
      (queue) => queue ?? null,
      () => undefined,
    );
  }

  /** The queues of these names that the router has. @throws RouterUnreachable, RouterRefused */
  async readQueues(nasId: number, names: readonly string[]): Promise<ReadonlyMap<string, DynamicQueue>> {
    const { readQueue } = this.#member(nasId);
    const queues = await Promise.all(names.map(async (name) => [name, await readQueue(name)] as const));
    return new Map(queues.flatMap(([name, queue]) => (queue ? [[name, queue]] : [])));
  }

  /** Acct-Session-Ids (lower case) of a user's sessions on the router; undefined when it cannot be asked. */
  async findSessionIds(nasId: number, username: string): Promise<readonly string[] | undefined> {
    const member = this.#members.get(nasId);
    if (!member || this.state(nasId)?.kind !== 'up') return undefined;
    try {
      const rows = await member.readActive();
      return rows.flatMap(({ user, acctSessionId }) => (user === username && acctSessionId ? [acctSessionId] : []));
    } catch {
      return undefined;
    }
  }

  /** Where the router takes CoA now; undefined when it cannot be asked. */
  async readIncoming(nasId: number): Promise<RadiusIncoming | undefined> {
    if (this.state(nasId)?.kind !== 'up') return undefined;
    return readRadiusIncoming(this.#call(nasId), { deadlineMs: questionDeadlineMs }).catch(() => undefined);
  }

  /** The pools that a router has of its own. @throws RouterUnreachable, RouterRefused */
  async readIpPools(nasId: number): Promise<readonly RouterIpPool[]> {
    this.#member(nasId);
    return (await readIpPools(this.#call(nasId), { deadlineMs: questionDeadlineMs })).rows;
  }

  /** How far each router that is up and tells its time is ahead of us now, ms (X46). */
  async readClockSkews(): Promise<readonly number[]> {
    const asked = [...this.#members.keys()].filter((nasId) => this.state(nasId)?.kind === 'up');
    const skews = await Promise.all(asked.map((nasId) => this.#clockSkew(nasId).catch(() => undefined)));
    return skews.filter((skew) => skew !== undefined);
  }

  async #clockSkew(nasId: number): Promise<number | undefined> {
    const began = this.#ports.now();
    const clock = await readClock(this.#call(nasId), { deadlineMs: questionDeadlineMs });
    return clock && Math.round(clock.atMs - (began + this.#ports.now()) / 2);
  }

  close(): void {
    this.pool.close();
  }

  #member(nasId: number): Member {
    const member = this.#members.get(nasId);
    if (!member) throw new Error(`router ${nasId} is not in the fleet`);
    return member;
  }

  #newMember(nas: NasSnapshot): Member {
    const call = this.#call(nas.id);
    return {
      nas,
      reader: createSessionReader(),
      readQueue: createQueueReader({
        read: async (name) => {
          const { rows } = await (name === undefined
            ? readDynamicQueues(call, { deadlineMs: pollDeadlineMs })
            : readDynamicQueues(call, { deadlineMs: questionDeadlineMs, name }));
          return rows;
        },
      }),
      readActive: sharedRead(async () => (await readPppActive(call, { deadlineMs: questionDeadlineMs })).rows),
      resource: undefined,
      resourceAt: 0,
      answerMs: undefined,
    };
  }

  #call(nasId: number): RouterCall {
    return (words, options) => this.pool.command(nasId, words, options);
  }

  /** Asks a router that just came up who it is; each question may be refused without harm to the others. */
  async #introduce(nasId: number): Promise<void> {
    const call = this.#call(nasId);
    const options = { deadlineMs: questionDeadlineMs };
    const quietly = <T>(asked: Promise<T>): Promise<T | undefined> => asked.catch(() => undefined);
    const asked = this.#ports.now();
    const [resource, identity, incoming, clock] = await Promise.all([
      quietly(readResource(call, options)),
      quietly(readIdentity(call, options)),
      quietly(readRadiusIncoming(call, options)),
      quietly(readClock(call, options)),
    ]);
    const member = this.#members.get(nasId);
    if (!member) return;
    const middle = (asked + this.#ports.now()) / 2;
    if (resource) {
      member.resource = resource;
      member.resourceAt = this.#ports.now();
    }
    this.#ports.onIntroduction(nasId, {
      ...(resource && { version: resource.version }),
      ...(identity !== undefined && { identity }),
      ...(incoming && { coaPortSeen: incoming.port, coaAccepts: incoming.isAccepting }),
      ...(clock && { clockSkewMs: Math.round(clock.atMs - middle) }),
    });
  }
}

function endpointOf({ api }: NasSnapshot): RouterEndpoint {
  if (!api) throw new Error('a router without API access has no endpoint');
  const { host, port, username: user, password, tls } = api;
  const endpoint = { host, port, user, password };
  if (tls === false) return endpoint;
  // Without a pin nothing can be trusted: the attempt fails and tells the fingerprint that the router presented.
  return { ...endpoint, tls: { sha256: tls === true ? '' : tls.fingerprint256 } };
}

const sameApi = (a: NasSnapshot, b: NasSnapshot): boolean => JSON.stringify(a.api) === JSON.stringify(b.api);
