/** How running sessions come to what their accounts have: CoA, the ladder around it, and the checks that start it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ChangeReason } from '../../shared/domain/session-change.ts';
import { TraceBook } from './aaa/trace-book.ts';
import type { Background } from './background.ts';
import { type CoaClient, createCoaClient } from './coa/client.ts';
import { createCoaCounters } from './coa/counters.ts';
import { sentExchange } from './coa/sent.ts';
import type { Directory } from './directory/directory.ts';
import type { Doctor } from './doctor/service.ts';
import type { Fleet } from './fleet/fleet.ts';
import { sessionSecondsLeft } from './login-check.ts';
import { createAccessCheck } from './quota/access-check.ts';
import { createAuditFold } from './quota/audit-fold.ts';
import type { ClockWatch } from './quota/clock-watch.ts';
import { createDisconnectBudget } from './quota/disconnect-budget.ts';
import { createEnforcement, type Enforcement } from './quota/enforcement.ts';
import { createRateCheck } from './quota/rate-check.ts';
import { createSessionNeeds } from './quota/session-needs.ts';
import { createSessionPush, listedSessions } from './quota/session-push.ts';
import { systemTimers } from './routeros/timers.ts';
import type { PresenceFeed } from './sessions/presence-feed.ts';
import type { Store } from './store/client.ts';
import type { UsageService } from './usage/usage-service.ts';

interface Ports {
  readonly store: Store;
  readonly directory: Directory;
  readonly usage: UsageService;
  readonly fleet: Fleet;
  readonly presence: PresenceFeed;
  readonly clock: ClockWatch;
  readonly doctor: Pick<Doctor, 'noteCoa'>;
  readonly localAddressOf: (nasId: number) => string | undefined;
  readonly background: Background;
  readonly now: () => number;
  readonly log: Logger;
}

export type SessionChanges = ReturnType<typeof changeSessions>;

export function changeSessions(ports: Ports) {
  const { store, directory, usage, fleet, presence, clock, doctor, localAddressOf, background, now, log } = ports;
  /** CoA and Disconnect as they went; what came in is kept by the data plane. */
  const sentTrace = new TraceBook();
  const coa = createCoaClient({
    onExchange(target, request, reply, outcome) {
      const nas = directory.allNas.find(
        ({ address, secret }) => address === target.address && secret === target.secret,
      );
      const exchange = nas && sentExchange(target, nas.id, request, reply, outcome, now());
      if (!nas || !exchange) return;
      doctor.noteCoa(nas.id, outcome.kind !== 'timeout');
      sentTrace.add(exchange, nas.tenantId, directory.subscriberByName(nas.tenantId, exchange.username)?.id);
    },
  });
  const coaCounters = createCoaCounters();
  const counted: Pick<CoaClient, 'send'> = {
    async send(target, request) {
      const outcome = await coa.send(target, request);
      coaCounters.note(request.code, outcome);
      return outcome;
    },
  };
  const auditFold = createAuditFold({
    append: (rows) => background('an audit row could not be kept', store.command('audit.append', { rows })),
    timers: systemTimers,
  });

  const needs = createSessionNeeds({
    account: (subscriberId) => usage.accounts.get(subscriberId),
    isRemoved: (subscriberId) => directory.subscriber(subscriberId) === undefined,
    secondsOf: (session) => sessionSecondsLeft({ directory, usage, presence, clock }, session, now()),
    now: () => clock.at(),
  });
  const mayEnd = (nasId: number, reason: ChangeReason): boolean =>
    directory.nas(nasId)?.disconnectFor.includes(reason) ?? false;
  const { push, kick } = createSessionPush({
    ...{ book: usage.book, directory, fleet, coa: counted, localAddressOf, store, background, needs, mayEnd },
    budget: createDisconnectBudget(() => performance.now()),
  });
  const enforcement: Enforcement = createEnforcement({
    sessionsOf: (subscriberId) =>
      usage.book.ofSubscriber(subscriberId).map(({ row }) => ({
        sessionKey: row.sessionKey,
        subscriberId,
        tenantId: row.tenantId,
        username: row.username,
        nasId: row.nasId,
      })),
    isOpen: (sessionKey) => usage.book.byKey(sessionKey)?.row.stopAt === null,
    push,
    audit: (row) => auditFold.add(row),
    now,
    onChange: () => undefined,
    onApplied: (sessionKey) => usage.rateApplied(sessionKey),
    onTrouble: (error) => log.error({ err: error }, 'a push broke off'),
  });

  return {
    sentTrace,
    coaCounters,
    enforcement,
    /** Ends one open session for an operator. */
    kick,
    /** Open sessions against what their accounts have now (expiry, suspension and their end). */
    checkAccess: createAccessCheck({
      ...{ needs, enforcement, mayEnd, now },
      rateOf: (subscriberId) => usage.accounts.get(subscriberId)?.rate,
      breathe: () => nextTurn(),
    }),
    /** A router's queues against the rates that should hold (X42). */
    checkRates: createRateCheck({
      listedOn: (nasId) => listedSessions(usage, nasId),
      enforcement,
      readQueues: (nasId, names) => fleet.readQueues(nasId, names),
    }),
    /** What the last ladders said: once `close` has ended them. */
    flush: () => auditFold.flush(),
    close: () => coa.close(),
  };
}
