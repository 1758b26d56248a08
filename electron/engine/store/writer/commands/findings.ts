/** Findings of usage, clocks and the quarantine: one row per case while it is open. */
import { NotFound } from '../../errors.ts';
import type { FindingEnd, FindingInput } from '../../findings.ts';
import type { CommandContext, Handler } from '../context.ts';

/** Seen again while open: the same row, counted, with the newest evidence. */
export function noteFinding(context: CommandContext, found: FindingInput): void {
  context
    .sql(
      `INSERT INTO findings (tenant_id, kind, source, nas_id, subscriber_id, username, session_key, hold_id, evidence,
         first_at, last_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (session_key, kind, source, hold_id, nas_id) WHERE resolved_at IS NULL DO UPDATE SET
         evidence = excluded.evidence, subscriber_id = coalesce(excluded.subscriber_id, subscriber_id),
         last_at = max(last_at, excluded.last_at), count = count + 1`,
    )
    .run(
      found.tenantId,
      found.kind,
      found.source,
      found.nasId,
      found.subscriberId,
      found.username,
      found.sessionKey,
      found.holdId,
      JSON.stringify(found.evidence),
      found.at,
      found.at,
    );
}

export function endFinding(context: CommandContext, end: FindingEnd): void {
  context
    .sql(
      `UPDATE findings SET resolved_at = ?, resolution = ?, resolved_by = ?
       WHERE session_key = ? AND kind = ? AND hold_id = ? AND resolved_at IS NULL`,
    )
    .run(end.at, end.resolution, end.by, end.sessionKey, end.kind, end.holdId);
}

export const findingNote: Handler<'finding.note'> = (context, found) => {
  noteFinding(context, found);
  return { noted: 1 };
};

export const findingOver: Handler<'finding.over'> = (context, { tenantId, nasId, kind, at }) => {
  const { changes } = context
    .sql(
      `UPDATE findings SET resolved_at = ?, resolution = 'over'
       WHERE session_key = '' AND kind = ? AND nas_id = ? AND tenant_id = ? AND resolved_at IS NULL`,
    )
    .run(at, kind, nasId, tenantId);
  return { ended: changes };
};

/** @throws NotFound within the scope, also for one that is resolved already or waits for a decision. */
export const findingResolve: Handler<'finding.resolve'> = (context, { scope, actor, id, at }) => {
  const reseller = scope.resellerId ?? null;
  const row = context
    .sql(
      `UPDATE findings SET resolved_at = ?, resolution = 'done', resolved_by = ?
       WHERE id = ? AND tenant_id = ? AND resolved_at IS NULL AND kind <> 'quarantined'
         AND (? IS NULL OR subscriber_id IN (SELECT id FROM subscribers WHERE tenant_id = ? AND reseller_id = ?))
       RETURNING kind, nas_id AS nasId, subscriber_id AS subscriberId, username`,
    )
    .get(at, actor.name, id, scope.tenantId, reseller, scope.tenantId, reseller) as
    | { kind: string; nasId: number; subscriberId: number | null; username: string }
    | undefined;
  if (!row) throw new NotFound(`There is no open finding ${id}.`);
  context.audit({
    ...{ tenantId: scope.tenantId, actor, action: 'finding.resolve', at },
    ...(row.subscriberId === null
      ? { entity: 'nas', entityId: row.nasId }
      : { entity: 'subscriber', entityId: row.subscriberId }),
    detail: { finding: row.kind, username: row.username },
  });
  const more = context
    .sql('SELECT 1 FROM findings WHERE kind = ? AND nas_id = ? AND resolved_at IS NULL LIMIT 1')
    .get(row.kind, row.nasId);
  return { kind: row.kind, nasId: row.nasId, isLastOfNas: more === undefined };
};
