import { isDeepStrictEqual } from 'node:util';
import {
  type CommandOptions,
  type ConnectOptions,
  connectRouter,
  type Reply,
  type RouterConnection,
  type RouterEndpoint,
  type RouterStream,
  type StreamOptions,
} from './connection.ts';
import { RouterUnreachable } from './errors.ts';
import { createLink, type RouterCost, type RouterLink, type RouterState } from './link.ts';
import { endedStream } from './run-stream.ts';
import { systemTimers, type Timers } from './timers.ts';
import type { Row } from './words.ts';

/** The engine's own key of a router, as stored. */
export type RouterId = number | string;

export interface PoolPorts {
  readonly connect?: (options: ConnectOptions) => Promise<RouterConnection>;
  readonly timers?: Timers;
  /** 0 ≤ x < 1, for jitter. */
  readonly random?: () => number;
}

/**
 * One long-lived connection per router, for reading and watching (the poller's user, Z4). A plan that writes opens its own
 * with `connectRouter` and the writer's user, and closes it.
 */
export interface RouterPool {
  /** Adds a router and dials it; an unchanged endpoint is left alone, a changed one replaces the connection at once. */
  set(routerId: RouterId, endpoint: RouterEndpoint): void;
  remove(routerId: RouterId): void;
  /**
   * Runs one command. While the router is `connecting` it waits for that within its deadline; while `down` it fails at
   * once with the error of the last attempt. The deadline (default 15 s) counts from here, waiting included.
   *
   * @throws RouterUnreachable, RouterRefused, or the signal's reason
   */
  command(routerId: RouterId, words: readonly string[], options?: CommandOptions): Promise<Reply>;
  /** Ends as `failed` at once unless the router is up; open it again when `onState` says so. */
  stream(
    routerId: RouterId,
    words: readonly string[],
    onRow: (row: Row) => void,
    options?: StreamOptions,
  ): RouterStream;
  /** Undefined for a router that was never set or was removed. */
  state(routerId: RouterId): RouterState | undefined;
  /** Calls `listener` on every change of any router; the returned function ends that. */
  onState(listener: (routerId: RouterId, state: RouterState) => void): () => void;
  cost(routerId: RouterId): RouterCost | undefined;
  /** Tries a `down` router now instead of at `retryAt`: after sleep, or because a person asked. */
  retryNow(routerId: RouterId): void;
  /** Ends everything; pending calls fail with reason `closed`. */
  close(): void;
}

export function createRouterPool(ports: PoolPorts = {}): RouterPool {
  const { connect = connectRouter, timers = systemTimers, random = Math.random } = ports;
  const links = new Map<RouterId, RouterLink>();
  const listeners = new Set<(routerId: RouterId, state: RouterState) => void>();
  const unknown = (routerId: RouterId) =>
    new RouterUnreachable(`Router ${routerId} is not watched`, { reason: 'closed' });

  return {
    set(routerId, endpoint) {
      const link = links.get(routerId);
      if (!link) {
        const onState = (state: RouterState) => {
          for (const listener of listeners) listener(routerId, state);
        };
        links.set(routerId, createLink(endpoint, { connect, timers, random, onState }));
      } else if (!isDeepStrictEqual(link.endpoint, endpoint)) {
        link.replace(endpoint);
      }
    },
    remove(routerId) {
      links.get(routerId)?.close();
      links.delete(routerId);
    },
    async command(routerId, words, options) {
      const link = links.get(routerId);
      if (!link) throw unknown(routerId);
      return link.command(words, options);
    },
    stream(routerId, words, onRow, options) {
      const link = links.get(routerId);
      return link?.stream(words, onRow, options) ?? endedStream({ kind: 'failed', error: unknown(routerId) });
    },
    state: (routerId) => links.get(routerId)?.state(),
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    cost: (routerId) => links.get(routerId)?.cost(),
    retryNow: (routerId) => links.get(routerId)?.retryNow(),
    close() {
      for (const link of links.values()) link.close();
      links.clear();
    },
  };
}
