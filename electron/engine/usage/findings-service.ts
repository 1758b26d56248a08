/**
 * What an operator does with findings: puts them away, or decides about a delta in quarantine (N19). What is approved
 * is charged to its day, and speeds follow.
 */

import { findingAlertKey } from '../alerts/finding-alerts.ts';
import type { Store } from '../store/client.ts';
import type { Actor, Scope } from '../store/commands.ts';
import { Conflict, NotFound } from '../store/errors.ts';
import type { Reads } from '../store/reads.ts';
import type { Decided, HoldDecision } from './fold-decisions.ts';
import type { UsageService } from './usage-service.ts';

export interface FindingsPorts {
  readonly store: Pick<Store, 'command'> & { readonly reads: Pick<Reads, 'findings'> };
  readonly usage: Pick<UsageService, 'decide'>;
  readonly now: () => number;
}

export function createFindings({ store, usage, now }: FindingsPorts) {
  return {
    /** @throws NotFound outside of the scope or where nothing is held, Conflict when it is decided already. */
    async decide(scope: Scope, actor: Actor, id: number, decision: HoldDecision): Promise<Decided> {
      const finding = await store.reads.findings.byId(scope, id);
      if (finding?.kind !== 'quarantined') throw new NotFound(`There is no usage in quarantine under finding ${id}.`);
      const { sessionKey, holdId } = finding;
      const decided = finding.resolvedAt === null ? await usage.decide(sessionKey, holdId, decision, actor) : undefined;
      if (!decided) throw new Conflict(`This usage was decided already (${finding.resolution ?? 'a moment ago'}).`);
      return decided;
    },

    /** With the last one of its kind and NAS, their alert ends. @throws NotFound */
    async resolve(scope: Scope, actor: Actor, id: number): Promise<void> {
      const at = now();
      const { kind, nasId, isLastOfNas } = await store.command('finding.resolve', { scope, actor, id, at });
      if (!isLastOfNas) return;
      await store.command('alert.resolve', { tenantId: scope.tenantId, key: findingAlertKey(kind, nasId), at });
    },
  };
}

export type FindingService = ReturnType<typeof createFindings>;
