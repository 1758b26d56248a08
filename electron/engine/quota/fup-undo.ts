/**
 * Undo of a FUP reset (X10, X54): what it forgave is added back into the quota day it belonged to, levels and rates
 * are judged anew, and the speed that then holds is pushed. One commit per slice, then the CoA. The ledger's mark is in
 * the same commit as the counters, so a row is undone once, whoever asks and however often.
 */
import { canUndo, undoFupReset } from '../../../shared/domain/fup-reset.ts';
import type { Actor, Scope } from '../store/commands.ts';
import { Conflict, Forbidden, NotFound } from '../store/errors.ts';
import type { FupBatchRow } from '../store/reads.ts';
import { type PushCounts, sumPushes } from './enforcement.ts';
import { answerMs, type FupResetPorts, perStep, unhurried } from './fup-reset.ts';

export interface FupUndoOutcome {
  /** Subscribers who have back what was forgiven. */
  readonly undone: number;
  /** Of those: whose quota day has closed since, so that its history has it and not today's counters. */
  readonly inClosedDay: number;
  /** Of those: whose service is another one since; their level is judged by the one they have. */
  readonly onOtherService: number;
  /** Who stays as they are, and why. */
  readonly left: { readonly resetAgain: number; readonly deleted: number };
  readonly coa: PushCounts;
}

type Step =
  | { readonly kind: 'resetAgain' | 'deleted' }
  | {
      readonly kind: 'undone';
      readonly id: number;
      readonly rate: string;
      readonly isClosed: boolean;
      readonly isOther: boolean;
    };

export function createFupUndo({ store, usage, enforcement, now, wait = unhurried }: FupResetPorts) {
  /** Resets that are being undone: who asks beside it is told, instead of finding half of it done. */
  const running = new Set<string>();

  /** Whether this caller may undo it now. @throws NotFound, Forbidden, Conflict */
  function mustBeUndoable(first: FupBatchRow | undefined, mayResetAll: boolean): void {
    if (!first) throw new NotFound('There is no such reset.');
    if (first.isAll && !mayResetAll) {
      throw new Forbidden('Everybody was reset: undoing it needs the permission fup.reset_all, as the reset did.');
    }
    if (!canUndo(first.at, now())) {
      throw new Conflict('This reset is more than 10 minutes old and cannot be undone any more.');
    }
  }

  /**
   * Undoes the reset `batchId` for those within `scope`. What an earlier undo had to leave may be asked for again; a
   * reset of which nothing is left to undo is a Conflict. @throws NotFound, Forbidden, Conflict
   */
  return async function undo(
    scope: Scope,
    actor: Actor,
    batchId: string,
    mayResetAll: boolean,
  ): Promise<FupUndoOutcome> {
    if (running.has(batchId)) throw new Conflict('This reset is being undone already.');
    running.add(batchId);
    try {
      const steps: Step[] = [];
      const pushes: Promise<PushCounts>[] = [];
      const until = wait(answerMs);
      let rows = await store.reads.fup.batch(scope, batchId);
      mustBeUndoable(rows[0], mayResetAll);
      for (; rows.length > 0; rows = await store.reads.fup.batch(scope, batchId, rows.at(-1)?.id)) {
        const open = rows.filter(({ undoneAt }) => undoneAt === null);
        for (let at = 0; at < open.length; at += perStep) {
          for (const step of await undoSlice(actor, open.slice(at, at + perStep))) {
            steps.push(step);
            if (step.kind === 'undone') pushes.push(enforcement.apply(step.id, step.rate, 'FUP reset undone', until));
          }
        }
      }
      if (steps.length === 0) throw new Conflict('This reset was undone already.');
      return outcomeOf(steps, await Promise.all(pushes));
    } finally {
      running.delete(batchId);
    }
  };

  /** One commit: counters, the day's history, the ledger's mark and audit together. */
  function undoSlice(actor: Actor, rows: readonly FupBatchRow[]): Promise<readonly Step[]> {
    return usage.change(({ fold, batch }) => {
      const at = now();
      return rows.map((row): Step => {
        const account = row.isDeleted ? undefined : usage.accounts.get(row.subscriberId);
        if (!account) return { kind: 'deleted' };
        const receipt = {
          at: row.at,
          day: row.day,
          rawDownBytes: row.dailyDownloadUsed,
          rawUpBytes: row.dailyUploadUsed,
          countedBytes: row.dailyQuotaUsed,
          previousResetAt: row.previousResetAt,
        };
        const result = undoFupReset(account.usage, receipt, at, account.terms);
        if (!result.ok) return { kind: 'resetAgain' };
        const { usage: restored, isDayClosed, addedBackBytes, corrections, closings } = result.value;
        const levelBefore = account.levels.daily;
        batch.account(account);
        account.usage = restored;
        batch.days(account.id, { closedDays: closings.closedDays, corrections });
        batch.undo(row.id);
        fold.relevel(account, batch);
        fold.rerate(account, batch);
        const { tenantId, username, serviceId } = account.profile;
        batch.audit({
          tenantId,
          actor,
          action: 'fup.undo',
          entity: 'subscriber',
          entityId: account.id,
          detail: {
            ...{ username, levelBefore, levelAfter: account.levels.daily, addedBackBytes, day: row.day, isDayClosed },
            ...{ resetAt: row.at, resetBy: row.actorName, rate: account.rate },
          },
          at,
        });
        const isOther = serviceId !== row.serviceId;
        return { kind: 'undone', id: account.id, rate: account.rate, isClosed: isDayClosed, isOther };
      });
    });
  }
}

function outcomeOf(steps: readonly Step[], pushed: readonly PushCounts[]): FupUndoOutcome {
  const undone = steps.filter((step) => step.kind === 'undone');
  const left = (kind: Step['kind']): number => steps.filter((step) => step.kind === kind).length;
  return {
    undone: undone.length,
    inClosedDay: undone.filter(({ isClosed }) => isClosed).length,
    onOtherService: undone.filter(({ isOther }) => isOther).length,
    left: { resetAgain: left('resetAgain'), deleted: left('deleted') },
    coa: sumPushes(pushed),
  };
}

export type FupUndo = ReturnType<typeof createFupUndo>;
