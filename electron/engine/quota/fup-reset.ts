/**
 * Reset FUP (F085–F087, X7, X54): zero the daily counters, keep what was forgiven in the day's history, re-evaluate,
 * and push the speed that then holds — which a monthly tier may still lower. One commit per slice, then the CoA.
 */
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

export function createFupReset({ store, usage, enforcement, now }: FupResetPorts) {
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
    const total: { -readonly [K in keyof PushCounts]: PushCounts[K] } = {
      verified: 0,
      acknowledged: 0,
      pending: 0,
      offline: 0,
    };
    const pushes: Promise<PushCounts>[] = [];
    let count = 0;
    for (let at = 0; at < ids.length; at += perStep) {
      const done = await resetSlice(actor, ids.slice(at, at + perStep));
      count += done.length;
      for (const { id, rate } of done) pushes.push(enforcement.apply(id, rate, 'FUP reset'));
    }
    for (const counts of await Promise.all(pushes)) {
      total.verified += counts.verified;
      total.acknowledged += counts.acknowledged;
      total.pending += counts.pending;
      total.offline += counts.offline;
    }
    return { reset: count, coa: total };
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
