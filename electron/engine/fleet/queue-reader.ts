/**
 * Reads dynamic queues for many who ask one by one: a few are asked by name, and as soon as more wait they are answered
 * by one print of all (pain 21). What anybody gets was read after they asked, so a push sees what its CoA has done.
 */
import type { DynamicQueue } from '../routeros/commands/simple-queues.ts';

export interface QueueReaderPorts {
  /** One queue by its name, or all of them. @throws RouterUnreachable, RouterRefused */
  readonly read: (name?: string) => Promise<readonly DynamicQueue[]>;
}

/** The queue of a session by its name, which is the session's interface; undefined when the router has none. */
export type QueueReader = (name: string) => Promise<DynamicQueue | undefined>;

/** Reads by name that may be under way at once; a print of all costs about as much as this many. */
const singlesMax = 4;

export function createQueueReader({ read }: QueueReaderPorts): QueueReader {
  let underWay = 0;
  let waiting: { readonly name: string; readonly settle: (answer: Promise<DynamicQueue | undefined>) => void }[] = [];

  async function run<T>(work: Promise<T>): Promise<T> {
    underWay++;
    try {
      return await work;
    } finally {
      underWay--;
      serve();
    }
  }

  /** Whoever waited is served by reads that begin now. */
  function serve(): void {
    if (waiting.length === 0 || underWay >= singlesMax) return;
    const served = waiting;
    waiting = [];
    if (served.length > singlesMax) {
      const all = run(read());
      for (const { name, settle } of served) settle(all.then((queues) => find(queues, name)));
      return;
    }
    for (const { name, settle } of served) settle(one(name));
  }

  /** The router finds a queue by name; one that is named otherwise than its interface is found among all. */
  const one = (name: string): Promise<DynamicQueue | undefined> =>
    run(read(name.startsWith('<') ? name : undefined)).then((queues) => find(queues, name));

  return (name) => {
    if (underWay < singlesMax && waiting.length === 0) return one(name);
    return new Promise((resolve) => waiting.push({ name, settle: resolve }));
  };
}

/** By its name; a static interface's queue is known by what it is for. */
const find = (queues: readonly DynamicQueue[], name: string): DynamicQueue | undefined =>
  queues.find((queue) => queue.name === name) ?? queues.find(({ targets }) => targets.includes(name));
