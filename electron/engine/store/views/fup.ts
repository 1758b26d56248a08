/** Quota levels and resets, as read. */
import type { Scope } from '../commands.ts';

/** F072–F076 and the distribution of F078/X9; index = level 0…6. */
export interface FupStats {
  readonly total: number;
  readonly activeFup: number;
  readonly dailyQuotaExceeded: number;
  readonly monthlyQuotaExceeded: number;
  readonly unlimited: number;
  readonly daily: readonly number[];
  readonly monthly: readonly number[];
  /** The higher of both levels. */
  readonly effective: readonly number[];
}

export interface FupResetView {
  readonly id: number;
  readonly subscriberId: number;
  readonly at: number;
  readonly day: string;
  readonly actorName: string;
  readonly dailyDownloadUsed: number;
  readonly dailyUploadUsed: number;
  readonly dailyQuotaUsed: number;
  readonly fupLevel: number;
  readonly undoneAt: number | null;
}

/** One row of a reset, with what its undo needs to know. */
export interface FupBatchRow extends FupResetView {
  /** It was everybody's. */
  readonly isAll: boolean;
  readonly serviceId: number;
  readonly previousResetAt: number;
  /** The subscriber was deleted since. */
  readonly isDeleted: boolean;
}

/** An operator's reset that can be undone as things are now. */
export interface UndoableReset {
  readonly batchId: string;
  /** When its first subscriber was reset. */
  readonly at: number;
  readonly actorName: string;
  readonly isAll: boolean;
  /** Those who can still be put back: neither undone, nor deleted, nor reset again that day. */
  readonly subscribers: number;
  /** The name, when it is one. */
  readonly username: string | undefined;
}

export interface FupReads {
  stats(scope: Scope): Promise<FupStats>;
  resets(scope: Scope, subscriberId: number): Promise<readonly FupResetView[]>;
  /**
   * Rows of one reset within `scope`, deleted subscribers included, by id from after `afterId`: a thousand at most, none
   * when there are no more.
   */
  batch(scope: Scope, batchId: string, afterId?: number): Promise<readonly FupBatchRow[]>;
  /** Resets whose first row is not before `since`, newest first. */
  undoable(scope: Scope, since: number): Promise<readonly UndoableReset[]>;
}
