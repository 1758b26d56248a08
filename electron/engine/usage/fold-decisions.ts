/**
 * What is decided about sessions beside their counting: deltas in quarantine (N19), and whether their sources agree
 * (N3). The caller commits the batch.
 */
import { decideHold, evidenceDecision } from '../../../shared/domain/usage-holds.ts';
import { reconcile } from '../../../shared/domain/usage-reconcile.ts';
import type { Actor } from '../store/commands.ts';
import type { FoldBatch } from './fold-batch.ts';
import type { FoldCore } from './fold-core.ts';
import type { LiveSession } from './live-session.ts';

export type HoldDecision = 'approve' | 'void';

export interface Decided {
  /** What was charged, after free hours. */
  readonly countedBytes: number;
  readonly levelBefore: number;
  readonly levelAfter: number;
}

/** Sources of a session are compared this often (X62). */
const comparedEveryMs = 3_600_000;
/** Who decides what nobody did for 24 h (X28). */
const byEvidence: Actor = { kind: 'system', id: null, name: 'RADIUS evidence' };

export function createDecisionFold({ crediting, events, now }: FoldCore) {
  /** Decides a hold that waits, counting what is approved into its day; undefined when none waits under that number. */
  function decide(
    session: LiveSession,
    holdId: number,
    decision: HoldDecision,
    actor: Actor,
    batch: FoldBatch,
  ): Decided | undefined {
    const { usage, row } = session;
    const hold = usage.holds.find(({ id }) => id === holdId);
    if (hold?.decision !== 'pending') return undefined;
    batch.session(session);
    const delta = decideHold(usage, holdId, decision) ?? {
      downDelta: 0,
      upDelta: 0,
      fromAt: hold.fromAt,
      toAt: hold.at,
    };
    const account = crediting.accountOf(session);
    const levelBefore = account?.levels.daily ?? 0;
    const resolution = decision === 'approve' ? 'approved' : 'voided';
    const source = hold.source === 'radius' ? 'interim' : 'poll';
    const countedBytes = account ? crediting.charge(account, session, delta, source, resolution, batch) : 0;
    const levelAfter = account?.levels.daily ?? 0;
    const at = now();
    batch.end({ sessionKey: row.sessionKey, kind: 'quarantined', holdId, resolution, by: actor.name, at });
    batch.audit({
      ...{ tenantId: row.tenantId, actor, action: `quarantine.${decision}`, entity: 'subscriber', at },
      entityId: row.subscriberId,
      detail: {
        ...{ username: row.username, acctSessionId: row.acctSessionId, downBytes: hold.downBytes },
        ...{ upBytes: hold.upBytes, countedBytes, levelBefore, levelAfter },
      },
    });
    events.holdDecided(session);
    return { countedBytes, levelBefore, levelAfter };
  }

  /** X28: decides by what RADIUS says since, where it says something. */
  function decideByEvidence(session: LiveSession, holdId: number, batch: FoldBatch): void {
    const hold = session.usage.holds.find(({ id }) => id === holdId);
    if (!hold) {
      // It made room for younger ones: nothing is left to approve.
      const { sessionKey } = session.row;
      batch.end({
        ...{ sessionKey, kind: 'quarantined', holdId, resolution: 'voided', by: byEvidence.name, at: now() },
      });
      return;
    }
    const decision = evidenceDecision(session.usage, hold, now());
    if (decision) decide(session, holdId, decision, byEvidence, batch);
  }

  /** Once an hour: do the sources of an open session agree? At its Stop the record's fold asks. */
  function compare(session: LiveSession, batch: FoldBatch): void {
    const at = now();
    if (at - session.comparedAt < comparedEveryMs) return;
    session.comparedAt = at;
    const odd = reconcile(session.usage);
    if (odd) crediting.notice(session, { findings: [odd], quarantined: null }, batch);
  }

  return { decide, decideByEvidence, compare };
}
