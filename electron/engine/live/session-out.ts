/**
 * A session as the faces are shown it: lists of the API and live topics say the same. Renaming only: no rule, and
 * nothing secret to begin with.
 */
import type { LiveSession, Session } from '../../../shared/contract/operations/sessions.ts';
import type { SessionView } from '../store/reads.ts';

/** What is known of an open session beyond its accounting records. */
export interface SessionLive {
  /** Bit/s and when they were measured, UTC ms; null: not measured, or too long ago to be "now". */
  readonly rate: { readonly downBps: number; readonly upBps: number; readonly at: number } | null;
  /** Mikrotik-Rate-Limit that the router was last known to apply; null: not known. */
  readonly appliedRateLimit: string | null;
  /** What became of the last change; null: none yet. */
  readonly change: LiveSession['change'];
  /** It was read back from the router, not only acknowledged (N2). */
  readonly isRateVerified: boolean;
}

export const sessionOut = (view: SessionView): Session => ({
  id: view.id,
  acctSessionId: view.acctSessionId,
  subscriberId: view.subscriberId,
  username: view.username,
  fullName: view.fullName,
  serviceId: view.serviceId,
  serviceName: view.serviceName,
  nasId: view.nasId,
  nasName: view.nasName,
  nasIpAddress: view.nasIpAddress,
  nasPortId: view.nasPortId,
  framedIpAddress: view.framedIpAddress,
  framedIpv6Prefix: view.framedIpv6Prefix,
  delegatedIpv6Prefix: view.delegatedIpv6Prefix,
  callingStationId: view.callingStationId,
  calledStationId: view.calledStationId,
  startAt: view.startAt,
  updateAt: view.updateAt,
  stopAt: view.stopAt,
  sessionSeconds: view.sessionSeconds,
  downBytes: view.downBytes,
  upBytes: view.upBytes,
  terminateCause: view.terminateCause,
  closedBy: view.closedBy,
});

export const liveSessionOut = (view: SessionView, live: SessionLive | undefined): LiveSession => ({
  ...sessionOut(view),
  fupLevel: view.fupLevel,
  monthlyFupLevel: view.monthlyFupLevel,
  rate: live?.rate ?? null,
  appliedRateLimit: live?.appliedRateLimit ?? null,
  change: live?.change ?? null,
  isRateVerified: live?.isRateVerified ?? false,
});
