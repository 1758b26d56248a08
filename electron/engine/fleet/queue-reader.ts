/**
 * Reads dynamic queues for many who ask one by one: a few are asked by name, and when so many wait that one print of
 * all is cheaper, they share that (pain 21). What anybody gets was read after they asked, so a push sees what its CoA
 * has done.
 */
import type { DynamicQueue } from '../routeros/commands/simple-queues.ts';

export interface QueueReaderPorts {
  /** One queue by its name, or all of them. @throws RouterUnreachable, RouterRefused */
  readonly read: (name?: string) => Promise<readonly DynamicQueue[]>;
}

/** The queue of a session by its name, which is the session's interface; undefined when the router has none. */
export type QueueReader = (name: string) => Promise<DynamicQueue | undefined>;

interface Waiting {
  readonly name: string;
  readonly settle: (answer: Promise<DynamicQueue | undefined>) => void;
}

/** Reads that may be under way at once. */
const underWayMax = 4;
/** A read by name costs a round trip, a row of a print about a sixteenth of it. */
const rowsPerRead = 16;

export function createQueueReader({ read }: QueueReaderPorts): QueueReader {
  let underWay = 0;
  let waiting: Waiting[] = [];
  /** Queues on the router, as of the last print of all; before the first one a print is how to find out. */
  let known = 0;

  async function run(name?: string): Promise<readonly DynamicQueue[]> {
    underWay++;
    try {
      const queues = await read(name);
      if (name === undefined) known = queues.length;
      return queues;
    } finally {
      underWay--;
      serve();
    }
  }

  function serve(): void {
    while (waiting.length > 0 && underWay < underWayMax) {
      if (waiting.length > Math.max(underWayMax, known / rowsPerRead)) {
        const all = run();
        for (const { name, settle } of waiting) settle(all.then((queues) => find(queues, name)));
        waiting = [];
        return;
      }
      const { name, settle } = waiting.shift()!;
      // The router finds a queue by name; one that is named otherwise than its interface is found among all.
      settle(run(name.startsWith('<') ? name : undefined).then((queues) => find(queues, name)));
    }
  }

  return (name) =>
    new Promise((resolve) => {
      waiting.push({ name, settle: resolve });
      // Those who ask in the same turn are served together.
      if (waiting.length === 1) queueMicrotask(serve);
    });
}

/** By its name; a static interface's queue is known by what it is for. */
const find = (queues: readonly DynamicQueue[], name: string): DynamicQueue | undefined =>
  queues.find((queue) => queue.name === name) ?? queues.find(({ targets }) => targets.includes(name));
