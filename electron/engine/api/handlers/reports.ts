import { readFleet } from '../../fleet/figures.ts';
import { liveSessionOut, sessionOut } from '../../live/session-out.ts';
import { NotFound } from '../../store/errors.ts';
import { pageOfArray } from './array-page.ts';
import { causesOf } from './auth-causes.ts';
import type { Area, HandlerPorts } from './ports.ts';
import { defined, mapPage } from './views.ts';

type Names =
  | 'session.list'
  | 'session.get'
  | 'change.list'
  | 'cdr.list'
  | 'ip-history.find'
  | 'auth-log.list'
  | 'auth-log.causes'
  | 'drop.list'
  | 'overview.counts'
  | 'overview.traffic'
  | 'overview.top'
  | 'fleet.get';

/** What is counted by cause unless a period is asked for. */
const dayMs = 86_400_000;

export function reportHandlers({ reads, clock, liveOf, addressHistory, waitingChanges }: HandlerPorts): Area<Names> {
  return {
    'session.list': async ({ viewScope }, { query }) =>
      mapPage(await reads.sessions.open(viewScope, query), (view) => liveSessionOut(view, liveOf(view.sessionKey))),

    'session.get': async ({ viewScope }, { params }) => {
      const found = await reads.sessions.byId(viewScope, params.id);
      if (!found) throw new NotFound(`There is no session ${params.id}.`);
      return liveSessionOut(found, liveOf(found.sessionKey));
    },

    'change.list': async ({ viewScope }, { query }) =>
      pageOfArray(
        await waitingChanges(viewScope),
        query,
        (change) => [change.username, change.fullName ?? '', change.nasName ?? '', change.framedIpAddress],
        {
          username: (change) => change.username,
          nas: (change) => change.nasName,
          attempts: (change) => change.attempts,
          at: (change) => change.at,
        },
      ),

    'cdr.list': async ({ viewScope }, { query }) => {
      const page = await reads.sessions.cdr(viewScope, defined(query));
      return { ...mapPage(page, sessionOut), totals: page.totals };
    },

    'ip-history.find': async (caller, { query: { address, at, from, to, reason } }) => {
      const period = { from: at ?? from ?? 0, to: at ?? to ?? 0 };
      const answer = await addressHistory(caller, { address, ...period, reason });
      const items = answer.items.map(({ session, confidence, doubts }) => ({
        session: sessionOut(session),
        confidence,
        doubts: [...doubts],
      }));
      return { ...answer, items };
    },

    'auth-log.list': async ({ viewScope }, { query }) =>
      mapPage(await reads.authLog.all(viewScope, defined(query)), (entry) => ({ ...entry })),

    'auth-log.causes': async ({ viewScope }, { query }) => {
      const toAt = query.to ?? clock.now();
      const fromAt = query.from ?? toAt - dayMs;
      const counted = await reads.authLog.causes(viewScope, { from: fromAt, to: query.to });
      return { fromAt, toAt, items: causesOf(counted) };
    },

    'drop.list': async ({ viewScope }, { query }) =>
      mapPage(await reads.authLog.drops(viewScope, defined(query)), (drop) => ({ ...drop })),

    'overview.counts': async ({ viewScope }) => {
      const { timeZone, currency } = await reads.tenants.own(viewScope);
      return { at: clock.now(), timeZone, currency, ...(await reads.overview.counts(viewScope)) };
    },

    'overview.traffic': async ({ viewScope }, { query }) => ({
      items: [...(await reads.overview.hourly(viewScope, query))],
    }),

    'fleet.get': ({ viewScope }, { query }) => readFleet(reads, viewScope, query, clock.now()),

    'overview.top': async ({ viewScope }, { query }) => ({
      items: [...(await reads.overview.topSubscribers(viewScope, query, query.limit))],
    }),
  };
}
