/**
 * What has to be tidied while the engine runs: folded facts, rows past their retention, the space they leave. Small steps, one after the
 * other, so that accounting never waits for them; trouble is logged and tried again with the next round.
 */
import type { Logger } from 'pino';
import { fixedKeepDays } from '../../../shared/domain/retention.ts';
import type { Store } from '../store/client.ts';

export interface ChorePorts {
  readonly store: Pick<Store, 'command'>;
  /** The time by which things are deleted, UTC ms. */
  readonly deletableAt: () => Promise<number>;
  /** UTC ms of the wall clock, which stamps the journal. */
  readonly now: () => number;
  readonly log: Logger;
}

/** Folded facts stay this long: the journal in which an accounting question of the last hour can be looked up. */
const factsKeptMs = fixedKeepDays.journal * 86_400_000;
const factsPerStep = 1_000;
const roundMs = 60_000;
/** Between two steps of a round, so that a large backlog never takes the writer for itself. */
const breathMs = 20;

/** Starts the rounds; the returned function ends them and resolves when the running step is over. */
export function startChores({ store, deletableAt, now, log }: ChorePorts): () => Promise<void> {
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, breathMs));

  async function round(): Promise<void> {
    try {
      const at = await deletableAt();
      for (let removed = factsPerStep; removed === factsPerStep && !isStopped; await breathe()) {
        ({ removed } = await store.command('facts.prune', {
          before: at - factsKeptMs,
          now: now(),
          limit: factsPerStep,
        }));
      }
      for (let more = true; more && !isStopped; await breathe()) {
        ({ more } = await store.command('retention.sweep', { at }));
      }
      for (let more = true; more && !isStopped; await breathe()) {
        ({ more } = await store.command('space.give-back', {}));
      }
    } catch (error) {
      log.warn({ err: error }, 'tidying up failed; it is tried again in a minute');
    }
  }

  const timer = setInterval(() => {
    running = running.then(round);
  }, roundMs);
  return async () => {
    isStopped = true;
    clearInterval(timer);
    await running;
  };
}
