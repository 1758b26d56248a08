/**
 * Totals of closed sessions from `cdr_hourly`, so that a list over years of sessions does not read them all: whole
 * hours come from the roll-up, the broken hours at both ends from the sessions.
 */
import type { Scope } from '../commands.ts';
import type { OpenPeriod, SessionFilter, SessionTotals } from '../reads.ts';
import { hourMs } from '../receipt-pack.ts';
import type { ReadContext } from './context.ts';

type CdrQuery = SessionFilter & OpenPeriod & { readonly cause?: string | undefined };

/** Undefined when the filter asks for more than tenant, NAS and period: then the sessions must be summed. */
export function cdrTotals(context: ReadContext, scope: Scope, query: CdrQuery): SessionTotals | undefined {
  const { nasId, from = 0, to = Number.MAX_SAFE_INTEGER } = query;
  const isPlain =
    scope.resellerId === undefined &&
    query.subscriberId === undefined &&
    query.serviceId === undefined &&
    query.orphan === undefined &&
    !query.cause &&
    !query.q?.trim();
  if (!isPlain) return undefined;
  const firstHour = Math.ceil(from / hourMs) * hourMs;
  const lastHour = Math.floor(to / hourMs) * hourMs;
  const nas = nasId ?? null;
  if (firstHour >= lastHour) return sessionSum(context, scope, nas, from, to);
  return plus(
    hourSum(context, scope, nas, firstHour, lastHour),
    sessionSum(context, scope, nas, from, firstHour),
    sessionSum(context, scope, nas, lastHour, to),
  );
}

function hourSum(
  { sql }: ReadContext,
  { tenantId }: Scope,
  nas: number | null,
  from: number,
  to: number,
): SessionTotals {
  return sql(
    `SELECT coalesce(sum(sessions), 0) AS sessions, coalesce(sum(down_bytes), 0) AS downBytes,
       coalesce(sum(up_bytes), 0) AS upBytes, coalesce(sum(session_seconds), 0) AS sessionSeconds
     FROM cdr_hourly WHERE tenant_id = ? AND hour_at >= ? AND hour_at < ? AND (? IS NULL OR nas_id = ?)`,
  ).get(tenantId, from, to, nas, nas) as SessionTotals;
}

function sessionSum(
  { sql }: ReadContext,
  { tenantId }: Scope,
  nas: number | null,
  from: number,
  to: number,
): SessionTotals {
  return sql(
    `SELECT count(*) AS sessions, coalesce(sum(down_bytes), 0) AS downBytes, coalesce(sum(up_bytes), 0) AS upBytes,
       coalesce(sum(acctsessiontime), 0) AS sessionSeconds
     FROM radacct WHERE tenant_id = ? AND stop_at IS NOT NULL AND stop_at >= ? AND stop_at < ? AND (? IS NULL OR nas_id = ?)`,
  ).get(tenantId, from, to, nas, nas) as SessionTotals;
}

const plus = (...parts: readonly SessionTotals[]): SessionTotals => ({
  sessions: parts.reduce((sum, part) => sum + part.sessions, 0),
  downBytes: parts.reduce((sum, part) => sum + part.downBytes, 0),
  upBytes: parts.reduce((sum, part) => sum + part.upBytes, 0),
  sessionSeconds: parts.reduce((sum, part) => sum + part.sessionSeconds, 0),
});
