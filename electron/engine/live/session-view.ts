/** An open session as it is now: the fold's memory, the names of the directory, and what its router is known to apply. */
import type { LiveSession } from '../../../shared/contract/operations/sessions.ts';
import type { FreshRate } from './fresh-rate.ts';
import type { LiveAccounts, LiveDirectory, LiveEnforcement, OpenSession } from './ports.ts';
import { liveSessionOut, type SessionLive } from './session-out.ts';

export interface SessionViewPorts {
  readonly directory: Pick<LiveDirectory, 'subscriber' | 'service' | 'nas'>;
  readonly accounts: Pick<LiveAccounts, 'get'>;
  readonly enforcement: LiveEnforcement;
  readonly freshRate: FreshRate;
  readonly now: () => number;
}

/** What only the database knows of an open session. */
export interface StoredPart {
  readonly id: number;
  readonly fullName: string | null;
}

/** Fields of the row that a later record may correct; counters and times are not among them. */
const rowFields = [
  'acctSessionId',
  'subscriberId',
  'username',
  'nasIpAddress',
  'nasPortId',
  'framedIpAddress',
  'framedIpv6Prefix',
  'delegatedIpv6Prefix',
  'callingStationId',
  'calledStationId',
] as const;

export type SessionViews = ReturnType<typeof createSessionViews>;

export function createSessionViews({ directory, accounts, enforcement, freshRate, now }: SessionViewPorts) {
  const serviceIdOf = ({ row }: OpenSession): number | null =>
    (row.subscriberId === null ? undefined : directory.subscriber(row.subscriberId)?.serviceId) ?? null;
  const serviceName = (id: number | null): string | null =>
    id === null ? null : (directory.service(id)?.name ?? null);
  const levelsOf = ({ row }: OpenSession) =>
    row.subscriberId === null ? undefined : accounts.get(row.subscriberId)?.levels;

  function live(session: OpenSession): SessionLive {
    const state = enforcement.stateOf(session.row.sessionKey);
    const rate = freshRate(session, now());
    return {
      rate: rate ? { downBps: rate.downBps, upBps: rate.upBps, at: rate.at } : null,
      appliedRateLimit: state?.applied ?? null,
      change: state?.result ?? null,
      isRateVerified: state?.result === 'verified',
    };
  }

  return {
    live,

    view(session: OpenSession, { id, fullName }: StoredPart): LiveSession {
      const serviceId = serviceIdOf(session);
      const levels = levelsOf(session);
      return liveSessionOut(
        {
          ...session.row,
          downBytes: session.usage.totalDown,
          upBytes: session.usage.totalUp,
          id,
          fullName,
          serviceId,
          serviceName: serviceName(serviceId),
          nasName: directory.nas(session.row.nasId)?.name ?? null,
          fupLevel: levels?.daily ?? null,
          monthlyFupLevel: levels?.monthly ?? null,
        },
        live(session),
      );
    },

    /** Whether `shown` still says what the session is, but for what ticks carry. Asked for every session every second. */
    isCurrent(shown: LiveSession, session: OpenSession, { fullName }: StoredPart): boolean {
      const { row } = session;
      for (const field of rowFields) if (row[field] !== shown[field]) return false;
      const levels = levelsOf(session);
      if (shown.fupLevel !== (levels?.daily ?? null) || shown.monthlyFupLevel !== (levels?.monthly ?? null))
        return false;
      const serviceId = serviceIdOf(session);
      if (shown.serviceId !== serviceId || shown.serviceName !== serviceName(serviceId)) return false;
      if (shown.fullName !== fullName || shown.nasName !== (directory.nas(row.nasId)?.name ?? null)) return false;
      const state = enforcement.stateOf(row.sessionKey);
      return shown.appliedRateLimit === (state?.applied ?? null) && shown.change === (state?.result ?? null);
    },
  };
}
