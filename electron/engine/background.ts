import type { Logger } from 'pino';

/** Runs a write that nobody waits for: its failure is told as `what`, and does not end anything. */
export type Background = (what: string, work: Promise<unknown>) => void;

export const inBackground =
  (log: Pick<Logger, 'error'>): Background =>
  (what, work) => {
    work.catch((error: unknown) => log.error({ err: error }, what));
  };
