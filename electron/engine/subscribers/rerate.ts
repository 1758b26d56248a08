/** When a service is edited: everyone on it is evaluated again, and who now has another rate gets it (X42). */
import { accessPolicyOf, loginPolicyOf } from '../../../shared/domain/login-policy.ts';
import type { Store } from '../store/client.ts';
import type { Scope, ServiceInput } from '../store/commands.ts';
import type { SubscriberView } from '../store/reads.ts';
import { planOf } from './plan-of.ts';
import { factsOf, rateTextOf, speedOf } from './speed-of.ts';

export interface Rerated {
  readonly recomputed: number;
  /** How many have another rate than before the edit, whoever wrote it. */
  readonly changed: number;
}

/** Rates per command: the writer holds its transaction about a millisecond for these. */
const ratesPerCommand = 250;
const pageRows = 500;

export function createRerate({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly clock: { now(): number };
}) {
  /** Those on the service whose rate is not the one that `service` gives them now, page by page. */
  async function* differing(scope: Scope, serviceId: number, service: ServiceInput) {
    const plan = planOf(service);
    const policy = accessPolicyOf(loginPolicyOf(await store.reads.settings.all(scope)), service.expiredPolicy);
    const rateOf = (subscriber: SubscriberView) => rateTextOf(speedOf(plan, factsOf(subscriber), clock.now(), policy));
    let cursor: string | undefined;
    do {
      const page = await store.reads.subscribers.list(scope, { serviceId, sort: 'createdAt', limit: pageRows, cursor });
      const rates = page.items.map((subscriber) => ({
        id: subscriber.id,
        rate: rateOf(subscriber),
        was: subscriber.rate,
      }));
      yield {
        seen: rates.length,
        rates: rates.filter(({ rate, was }) => rate !== was).map(({ id, rate }) => ({ id, rate })),
      };
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  /**
   * Runs `save`, the edit that makes the service `edited`, and brings the rates after it. The usage fold does the same
   * on its own counters when it hears of the edit, and either may come first: hence the count is taken before it. What
   * the fold knows better (a level reached this second) it writes again with its next commit.
   */
  return async function rerate(
    scope: Scope,
    serviceId: number,
    edited: ServiceInput,
    save: () => Promise<unknown>,
  ): Promise<Rerated> {
    let recomputed = 0;
    let changed = 0;
    for await (const { seen, rates } of differing(scope, serviceId, edited)) {
      recomputed += seen;
      changed += rates.length;
    }
    await save();
    for await (const { rates } of differing(scope, serviceId, edited)) {
      for (let from = 0; from < rates.length; from += ratesPerCommand) {
        const part = rates.slice(from, from + ratesPerCommand);
        await store.command('subscriber.rates', { rates: part, at: clock.now() });
      }
    }
    return { recomputed, changed };
  };
}
