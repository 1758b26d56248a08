/**
 * Reset FUP (F085–F087, X7, X54): zero the daily counters, keep what was forgiven in the day's history, re-evaluate,
 * and push the speed that then holds — which a monthly tier may still lower. One commit per slice, then the CoA.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { resetFup, undoMs } from '../../../shared/domain/fup-reset.ts';
import type { Store } from '../store/client.ts';
import type { Actor, Scope } from '../store/commands.ts';
import { Invalid } from '../store/errors.ts';
import type { SubscriberFilter } from '../store/reads.ts';
import type { UsageService } from '../usage/usage-service.ts';
import { type Enforcement, type PushCounts, sumPushes } from './enforcement.ts';

export interface FupResetPorts {
  readonly store: Pick<Store, 'reads'>;
  readonly usage: UsageService;
  readonly enforcement: Pick<Enforcement, 'apply'>;
  readonly now: () => number;
  readonly wait?: (ms: number) => Promise<unknown>;
}

export type ResetChoice =
  | { readonly ids: readonly number[] }
  | { readonly filter: SubscriberFilter }
  /** `confirm` must be the number of subscribers in scope: somebody typed it (X10). */
  | { readonly all: true; readonly confirm: number };

export interface ResetOutcome {
  readonly reset: number;
  /** Names this reset for its undo; null when nobody was reset. */
  readonly undo: { readonly id: string; readonly untilAt: number } | null;
  readonly coa: PushCounts;
}

interface ResetAct {
  readonly actor: Actor;
  readonly batchId: string;
  readonly isAll: boolean;
}

/** Subscribers per commit. */
export const perStep = 200;
/** A person waits for the answer: what a silent NAS has not taken by then is pending, and goes on by itself. */
export const answerMs = 8_000;

export const unhurried = (ms: number): Promise<unknown> => delay(ms, undefined, { ref: false });

export function createFupReset({ store, usage, enforcement, now, wait = unhurried }: FupResetPorts) {
  async function chosen(scope: Scope, choice: ResetChoice): Promise<readonly number[]> {
    if ('ids' in choice) return store.reads.subscribers.ids(scope, { ids: choice.ids });
    if ('filter' in choice) return store.reads.subscribers.ids(scope, choice.filter);
    const ids = await store.reads.subscribers.ids(scope, {});
    if (ids.length !== choice.confirm) {
      const message = `${ids.length} subscribers would be reset, ${choice.confirm} were confirmed; look again and confirm that number`;
      throw new Invalid([{ field: 'confirm', message }]);
    }
    return ids;
  }

  /**
   * Resets whom `choice` names within `scope`. Ids outside it are as if they did not exist. `isAll` where it means
   * everybody, by whatever name: its undo then needs that permission too. @throws Invalid
   */
  return async function reset(
    scope: Scope,
    actor: Actor,
    choice: ResetChoice,
    isAll = 'all' in choice,
  ): Promise<ResetOutcome> {
    const ids = await chosen(scope, choice);
    const act = { actor, batchId: randomUUID(), isAll };
    let firstAt: number | undefined;
    const pushes: Promise<PushCounts>[] = [];
    const until = wait(answerMs);
    for (let at = 0; at < ids.length; at += perStep) {
      for (const { id, rate, at: resetAt } of await resetSlice(act, ids.slice(at, at + perStep))) {
        firstAt ??= resetAt;
        pushes.push(enforcement.apply(id, rate, 'FUP reset', until));
      }
    }
    const counts = await Promise.all(pushes);
    const undo = firstAt === undefined ? null : { id: act.batchId, untilAt: firstAt + undoMs };
    return { reset: counts.length, undo, coa: sumPushes(counts) };
  };

  /** One commit: counters, ledger and audit together. */
  function resetSlice({ actor, batchId, isAll }: ResetAct, ids: readonly number[]) {
    return usage.change(({ fold, batch }) => {
      const at = now();
      return ids.flatMap((id) => {
        const account = usage.accounts.get(id);
        if (!account) return [];
        const { tenantId, username } = account.profile;
        const fupLevel = account.levels.daily;
        const { usage: cleared, receipt, closings } = resetFup(account.usage, at, account.terms);
        batch.account(account);
        account.usage = cleared;
        batch.days(id, { closedDays: closings.closedDays, corrections: [] });
        batch.reset({
          tenantId,
          subscriberId: id,
          at,
          day: receipt.day,
          actorName: actor.name,
          dailyDownloadUsed: receipt.rawDownBytes,
          dailyUploadUsed: receipt.rawUpBytes,
          dailyQuotaUsed: receipt.countedBytes,
          fupLevel,
          batchId,
          isAll,
          serviceId: account.profile.serviceId,
          previousResetAt: receipt.previousResetAt,
        });
        fold.relevel(account, batch);
        fold.rerate(account, batch);
        const detail = { username, levelBefore: fupLevel, forgivenBytes: receipt.countedBytes, rate: account.rate };
        batch.audit({ tenantId, actor, action: 'fup.reset', entity: 'subscriber', entityId: id, detail, at });
        return [{ id, rate: account.rate, at }];
      });
    });
  }
}

export type FupReset = ReturnType<typeof createFupReset>;
