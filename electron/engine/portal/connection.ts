/** Is the subscriber connected, since when, and how fast is the line right now (F004–F009, X12). */
import type { Live } from '../../../shared/contract/portal/dashboard.ts';
import { type OnlineState, onlineState } from '../../../shared/domain/online-state.ts';
import type { LiveRates } from './live-rates.ts';
import type { OpenSession, PortalControl, RouterReach } from './ports.ts';

export interface ConnectionPorts {
  readonly control: Pick<PortalControl, 'sessionsOf' | 'router'>;
  readonly rates: LiveRates;
  readonly now: () => number;
  /** UTC ms. Time before it says nothing about a session (X56). */
  readonly engineUpSince: number;
}

/** A rate from counters is the mean of an interval; one that ended longer ago is no "now". Two polls, one missed. */
const countedRateMs = 75_000;

export type Connection = ReturnType<typeof createConnection>;

export function createConnection({ control, rates, now, engineUpSince }: ConnectionPorts) {
  const stateOf = (session: OpenSession, at: number): OnlineState['state'] =>
    onlineState({
      hasOpenSession: true,
      // A listing without it is no proof yet: the fold closes the session when a second one lacks it too (X56).
      isListed: session.listed ? true : null,
      lastUpdateAt: Math.max(session.row.updateAt, session.listed?.at ?? 0),
      engineUpSince,
      router: reachOf(control.router(session.row.nasId)),
      now: at,
    }).state;

  async function rateOf({ row, rate, listed }: OpenSession) {
    const isAsked = listed !== undefined && control.router(row.nasId)?.kind === 'up';
    const measured = isAsked ? await rates.rateOf(row.nasId, listed.interfaceName) : undefined;
    return measured ?? (rate && now() - rate.at <= countedRateMs ? rate : undefined);
  }

  return {
    /** How far the counters of these sessions reach: nothing moves while nobody is connected. */
    countedAt(subscriberId: number): number {
      const seen = control.sessionsOf(subscriberId).map(({ row, listed }) => Math.max(row.updateAt, listed?.at ?? 0));
      return seen.length === 0 ? now() : Math.min(...seen);
    },

    /** All sessions together: a line is shared by what hangs on it (F009). */
    async live(subscriberId: number): Promise<Live> {
      const known = control.sessionsOf(subscriberId).map((session) => ({ session, state: stateOf(session, now()) }));
      const online = known.filter(({ state }) => state === 'online').map(({ session }) => session);
      const isUnknown = online.length === 0 && known.some(({ state }) => state === 'unknown');
      const measured = (await Promise.all(online.map(rateOf))).filter((rate) => rate !== undefined);
      const at = now();
      const newest = online.toSorted((a, b) => b.row.startAt - a.row.startAt)[0];
      const sum = (of: (rate: { downBps: number; upBps: number }) => number): number =>
        measured.reduce((total, rate) => total + of(rate), 0);
      if (online.length === 0) {
        // Offline moves nothing (F007); of a router that is silent nobody knows.
        const bps = isUnknown ? null : 0;
        const state = isUnknown ? 'router-silent' : 'offline';
        return { at, state, onlineSinceAt: null, address: null, downBps: bps, upBps: bps, measuredAt: null };
      }
      const isMeasured = measured.length > 0;
      return {
        at,
        state: 'online',
        onlineSinceAt: Math.min(...online.map(({ row }) => row.startAt)),
        address: newest?.row.framedIpAddress || null,
        downBps: isMeasured ? sum(({ downBps }) => downBps) : null,
        upBps: isMeasured ? sum(({ upBps }) => upBps) : null,
        measuredAt: isMeasured ? Math.min(...measured.map((rate) => rate.at)) : null,
      };
    },
  };
}

/** A connection that is being made is no verdict yet: accounting decides until it is. */
function reachOf(router: RouterReach): Parameters<typeof onlineState>[0]['router'] {
  if (router?.kind === 'down') return { state: 'silent', since: router.since };
  return { state: router?.kind === 'up' ? 'answering' : 'unpolled' };
}
