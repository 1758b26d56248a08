/**
 * Reset FUP (F085–F087, X7, X54): zero the daily counters, keep what was forgiven in the day's history, re-evaluate,
 * and push the speed that then holds — which a monthly tier may still lower. One commit per slice, then the CoA.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { resetFup } from '../../../shared/domain/fup-reset.ts';
import type { Store } from '../store/client.ts';
import type { Actor, Scope } from '../store/commands.ts';
import { Invalid } from '../store/errors.ts';
import type { SubscriberFilter } from '../store/reads.ts';
import type { UsageService } from '../usage/usage-service.ts';
import type { Enforcement, PushCounts } from './enforcement.ts';

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
  readonly coa: PushCounts;
}

const perStep = 200;
/** A person waits for the answer: what a silent NAS has not taken by then is pending, and goes on by itself. */
const answerMs = 8_000;

const unhurried = (ms: number): Promise<unknown> => delay(ms, undefined, { ref: false });

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

  /** Resets whom `choice` names within `scope`. Ids outside it are as if they did not exist. @throws Invalid */
  return async function reset(scope: Scope, actor: Actor, choice: ResetChoice): Promise<ResetOutcome> {
    const ids = await chosen(scope, choice);
    const pushes: Promise<PushCounts>[] = [];
    const until = wait(answerMs);
    for (let at = 0; at < ids.length; at += perStep) {
      for (const { id, rate } of await resetSlice(actor, ids.slice(at, at + perStep))) {
        pushes.push(enforcement.apply(id, rate, 'FUP reset', until));
      }
    }
    const counts = await Promise.all(pushes);
    const sum = (name: keyof PushCounts): number => counts.reduce((total, one) => total + one[name], 0);
    const coa = {
      verified: sum('verified'),
      acknowledged: sum('acknowledged'),
      pending: sum('pending'),
      offline: sum('offline'),
    };
    return { reset: counts.length, coa };
  };

  /** One commit: counters, ledger and audit together. */
  function resetSlice(actor: Actor, ids: readonly number[]) {
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
        });
        fold.relevel(account, batch);
        fold.rerate(account, batch);
        const detail = { username, levelBefore: fupLevel, forgivenBytes: receipt.countedBytes, rate: account.rate };
        batch.audit({ tenantId, actor, action: 'fup.reset', entity: 'subscriber', entityId: id, detail, at });
        return [{ id, rate: account.rate }];
      });
    });
  }
}

export type FupReset = ReturnType<typeof createFupReset>;
