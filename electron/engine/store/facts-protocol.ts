/**
 * The data plane's direct line to the writer (a MessagePort): batches of accounting facts out, commits back.
 *
 * One batch is in flight; what arrives meanwhile becomes the next one. That is the group commit: the slower the disk,
 * the larger the batch, and each costs one sync. Accounting goes before any control command.
 */

/** Data plane → writer. `facts` are `encodeFact` texts in order of arrival. */
export interface FactsBatch {
  readonly kind: 'facts';
  readonly batch: number;
  readonly facts: readonly string[];
}

/** Writer → data plane, after COMMIT and sync. Facts of the batch hold `lastSeq - facts.length + 1 … lastSeq`. */
export interface FactsCommitted {
  readonly kind: 'committed';
  readonly batch: number;
  readonly lastSeq: number;
}

/** Writer → data plane: nothing of the batch was stored; no response may be sent. The data plane forgets the batch. */
export interface FactsRefused {
  readonly kind: 'refused';
  readonly batch: number;
  readonly reason: string;
}

export type FactsReply = FactsCommitted | FactsRefused;
