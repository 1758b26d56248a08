import { done } from '../../../../shared/contract/operation.ts';
import { undoMs } from '../../../../shared/domain/fup-reset.ts';
import { describeReason } from '../../../../shared/domain/speed-reasons.ts';
import { sessionOut } from '../../live/session-out.ts';
import type { SubscriberSpeed } from '../../subscribers/service.ts';
import { rateTextOf } from '../../subscribers/service.ts';
import type { Area, HandlerPorts } from './ports.ts';
import { mapPage, subscriberOut } from './views.ts';

type Names =
  | 'subscriber.list'
  | 'subscriber.get'
  | 'subscriber.create'
  | 'subscriber.bulk'
  | 'subscriber.update'
  | 'subscriber.remove'
  | 'subscriber.clear-macs'
  | 'subscriber.usage'
  | 'subscriber.hours'
  | 'subscriber.sessions'
  | 'subscriber.receipts'
  | 'fup.list'
  | 'fup.stats'
  | 'fup.undoable';

/** Open sessions shown on a subscriber's page; more than `simultaneousUse` can be is a finding, not a list to page. */
const shownSessions = 100;

export function subscriberHandlers({ reads, clock, subscribers, settings }: HandlerPorts): Area<Names> {
  return {
    'subscriber.list': async (caller, { query }) => {
      const now = clock.now();
      return mapPage(await subscribers.list(caller.viewScope, query), (view) => subscriberOut(view, now));
    },

    'subscriber.get': async (caller, { params }) => {
      const { viewScope } = caller;
      const found = await subscribers.speed(viewScope, params.id);
      const { volumeBase } = await settings.get(viewScope);
      const open = await reads.sessions.open(viewScope, { subscriberId: params.id, limit: shownSessions });
      return {
        ...subscriberOut(found.subscriber, clock.now()),
        speed: speedOut(found, volumeBase),
        sessions: open.items.map(sessionOut),
        macBinding: macBindingOut(await subscribers.macBinding(viewScope, found.subscriber)),
      };
    },

    'subscriber.create': async (caller, { body }) => subscriberOut(await subscribers.create(caller, body), clock.now()),

    'subscriber.bulk': async (caller, { query, body }) => {
      const { ids, ...outcome } = await subscribers.bulk(caller, body.rows, query.dryRun ?? body.dryRun ?? false);
      return { ...outcome, ids: [...ids] };
    },

    'subscriber.update': async (caller, { params, body }) =>
      subscriberOut(await subscribers.update(caller, params.id, body), clock.now()),

    'subscriber.remove': async (caller, { params }) => {
      await subscribers.remove(caller, params.id);
      return done;
    },

    'subscriber.clear-macs': async (caller, { params }) => ({
      macs: [...(await subscribers.clearMacs(caller, params.id))],
    }),

    'subscriber.usage': async ({ viewScope }, { params, query }) => {
      await subscribers.byId(viewScope, params.id);
      return { items: [...(await reads.usage.daily(viewScope, params.id, query.fromDay, query.toDay))] };
    },

    'subscriber.hours': async ({ viewScope }, { params, query }) => {
      await subscribers.byId(viewScope, params.id);
      return { items: [...(await reads.usage.hourly(viewScope, params.id, query))] };
    },

    'subscriber.sessions': async ({ viewScope }, { params, query }) => {
      await subscribers.byId(viewScope, params.id);
      return { items: (await reads.sessions.ofSubscriber(viewScope, params.id, query)).map(sessionOut) };
    },

    'subscriber.receipts': async ({ viewScope }, { params, query }) => {
      await subscribers.byId(viewScope, params.id);
      return { items: [...(await reads.usage.receipts(viewScope, params.id, query))] };
    },

    'fup.list': async (caller, { query }) => {
      const now = clock.now();
      const sorted = { ...query, ...(query.sort === undefined ? ({ sort: 'fup', order: 'desc' } as const) : {}) };
      return mapPage(await subscribers.list(caller.viewScope, sorted), (view) => subscriberOut(view, now));
    },

    'fup.stats': async ({ viewScope }) => {
      const { daily, monthly, effective, ...cards } = await reads.fup.stats(viewScope);
      return { ...cards, daily: [...daily], monthly: [...monthly], effective: [...effective] };
    },

    'fup.undoable': async ({ scope }) => {
      const resets = await reads.fup.undoable(scope, clock.now() - undoMs);
      return {
        items: resets.map(({ batchId, username = null, ...reset }) => ({
          id: batchId,
          ...reset,
          username,
          untilAt: reset.at + undoMs,
        })),
      };
    },
  };
}

const macBindingOut = ({ devices, ...binding }: Awaited<ReturnType<HandlerPorts['subscribers']['macBinding']>>) => ({
  ...binding,
  devices: devices.map((device) => ({ ...device })),
});

function speedOut({ speed, service, timeZone }: SubscriberSpeed, volumeBase: 'decimal' | 'binary') {
  return {
    downKbps: speed.downKbps,
    upKbps: speed.upKbps,
    rateLimit: rateTextOf(speed),
    access: speed.access,
    dailyLevel: speed.dailyLevel,
    monthlyLevel: speed.monthlyLevel,
    dailyTierCount: service.dailyTiers.length,
    monthlyTierCount: service.monthlyTiers.length,
    because: speed.because.map((reason) => ({
      kind: reason.kind,
      rank: reason.rank,
      text: describeReason(reason, { zone: timeZone, volumeBase }),
      applies: reason.applies,
      appliesDown: reason.appliesDown,
      appliesUp: reason.appliesUp,
      outrankedBy: reason.outrankedBy,
      downKbps: reason.downKbps,
      upKbps: reason.upKbps,
    })),
  };
}
