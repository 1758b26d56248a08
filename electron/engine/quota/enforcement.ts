/**
 * Brings running sessions to the rate that holds: pushes at once when it changes, keeps what every session is known
 * to have, corrects what a router is seen to apply instead (X42), and sweeps what failed (X11). One push per session
 * at a time; a newer rate replaces one that waits.
 */
import { sameRateLimit } from '../../../shared/domain/rate-limit.ts';
import type { PushAudit } from './audit-fold.ts';
import type { PushOutcome, PushResult } from './rate-push.ts';

export interface EnforcedSession {
  readonly sessionKey: string;
  readonly subscriberId: number | null;
  readonly tenantId: number;
  readonly username: string;
  readonly nasId: number;
}

export interface EnforcementPorts {
  /** Open sessions of a subscriber now. */
  readonly sessionsOf: (subscriberId: number) => readonly EnforcedSession[];
  readonly isOpen: (sessionKey: string) => boolean;
  /** Climbs the ladder for one session. Never rejects for what a router does. */
  readonly push: (session: EnforcedSession, rate: string) => Promise<PushOutcome>;
  readonly audit: (row: PushAudit) => void;
  readonly now: () => number;
  /** A session's enforcement changed: views repaint its row. */
  readonly onChange: (sessionKey: string) => void;
  /** A session has the rate that is wanted, by read-back or by the NAS's word: usage is judged by it from now on (X28). */
  readonly onApplied?: (sessionKey: string, rate: string) => void;
  /** One of the listeners above failed; the ladder goes on. */
  readonly onTrouble?: (error: unknown) => void;
}

/** A session whose change is not in force yet. */
export interface WaitingChange extends RateState {
  readonly session: EnforcedSession;
  readonly reason: string;
  readonly attempts: number;
  /** The last step of the last ladder. */
  readonly says: string;
}

/** What is known of one session's rate. */
export interface RateState {
  readonly wanted: string;
  /** What the router is known to apply: read back, acknowledged, or given by the Access-Accept; undefined: unknown. */
  readonly applied: string | undefined;
  readonly result: PushResult | 'sending';
  readonly at: number;
}

interface Entry {
  session: EnforcedSession;
  wanted: string;
  reason: string;
  state: RateState;
  running: Promise<PushResult> | undefined;
  /** The wanted rate at whose time the router was looked at without being told first. */
  seenFor: string | undefined;
  /** Something beside the rate changed while a ladder was climbed: one more is. */
  isStale: boolean;
  /** Ladders climbed for `wanted`, and what the last audited one said. */
  attempts: number;
  audited: string;
  says: string;
}

export interface PushCounts {
  readonly verified: number;
  readonly acknowledged: number;
  readonly pending: number;
  readonly offline: number;
}

/** What came of many. */
export function sumPushes(counts: readonly PushCounts[]): PushCounts {
  const sum = (name: keyof PushCounts): number => counts.reduce((total, one) => total + one[name], 0);
  return {
    verified: sum('verified'),
    acknowledged: sum('acknowledged'),
    pending: sum('pending'),
    offline: sum('offline'),
  };
}

export interface Enforcement {
  /**
   * Brings `rate` to every open session of the subscriber; resolves when each ladder has ended, or with `until`: what is
   * still under way counts as pending then. Never rejects.
   */
  apply(subscriberId: number, rate: string, reason: string, until?: Promise<unknown>): Promise<PushCounts>;
  /** Climbs for one session though its rate is right already: its account changed otherwise. Never rejects. */
  renew(session: EnforcedSession, rate: string, reason: string): Promise<PushResult>;
  /** Tries again what is pending, and forgets sessions that ended; called once per cycle. Does not wait for ladders. */
  sweep(): Promise<void>;
  /** Whether nobody has looked yet if the router applies `wanted` to the session. */
  isUnverified(sessionKey: string, wanted: string): boolean;
  /** The router was seen to apply `seen` (undefined: no queue, so no limit) to a session that should have `wanted`. */
  noteSeen(session: EnforcedSession, wanted: string, seen: string | undefined): void;
  stateOf(sessionKey: string): RateState | undefined;
  readonly pendingCount: number;
  /** Sessions whose change is on its way again or waits. */
  waiting(): readonly WaitingChange[];
  /** Ladders climbed since the start, by what came of them. */
  readonly results: Readonly<Record<PushResult, number>>;
}

export function createEnforcement(ports: EnforcementPorts): Enforcement {
  const entries = new Map<string, Entry>();
  const results: Record<PushResult, number> = { verified: 0, acknowledged: 0, pending: 0, gone: 0, ended: 0 };

  /** Whoever listens cannot break a ladder. */
  function tell(work: () => void): void {
    try {
      work();
    } catch (error) {
      ports.onTrouble?.(error);
    }
  }

  function entryOf(session: EnforcedSession, wanted: string): Entry {
    const { sessionKey } = session;
    let entry = entries.get(sessionKey);
    if (!entry) {
      const state: RateState = { wanted, applied: undefined, result: 'pending', at: ports.now() };
      const never = {
        reason: '',
        running: undefined,
        seenFor: undefined,
        isStale: false,
        attempts: 0,
        audited: '',
        says: '',
      };
      entry = { session, wanted, state, ...never };
      entries.set(sessionKey, entry);
    }
    if (entry.wanted !== wanted) Object.assign(entry, { wanted, attempts: 0, audited: '' });
    return entry;
  }

  function setState(entry: Entry, applied: string | undefined, result: RateState['result']): void {
    entry.state = { wanted: entry.wanted, applied, result, at: ports.now() };
    tell(() => ports.onChange(entry.session.sessionKey));
  }

  async function climb(entry: Entry, rate: string): Promise<PushOutcome> {
    try {
      return await ports.push(entry.session, rate);
    } catch (error) {
      const what = `Failed: ${error instanceof Error ? error.message : String(error)}`;
      return { result: 'pending', appliedRate: undefined, steps: [{ what, ms: 0 }] };
    }
  }

  async function run(entry: Entry): Promise<PushResult> {
    const { sessionKey } = entry.session;
    for (;;) {
      const rate = entry.wanted;
      entry.isStale = false;
      entry.attempts++;
      setState(entry, entry.state.applied, 'sending');
      const outcome = await climb(entry, rate);
      const isOver = !ports.isOpen(sessionKey);
      // Its Stop may come before the ladder has looked: what we ended did not go by itself.
      const result = isOver && outcome.result !== 'ended' ? 'gone' : outcome.result;
      results[result]++;
      entry.says = outcome.steps.at(-1)?.what ?? '';
      audit(entry, rate, { ...outcome, result });
      // A newer rate or another change came meanwhile: what was just pushed is old.
      if ((entry.wanted !== rate || entry.isStale) && !isOver) continue;
      setState(entry, outcome.appliedRate ?? entry.state.applied, result);
      if (result === 'verified' || result === 'acknowledged') tell(() => ports.onApplied?.(sessionKey, rate));
      if (isOver) entries.delete(sessionKey);
      return result;
    }
  }

  function start(session: EnforcedSession, rate: string, reason: string, isForced = false): Promise<PushResult> {
    const entry = entryOf(session, rate);
    entry.session = session;
    if (isForced && entry.running) entry.isStale = true;
    if (!isForced && !entry.running && entry.state.result === 'verified' && isSame(entry.state.applied, rate)) {
      return Promise.resolve('verified');
    }
    entry.reason = reason;
    entry.running ??= run(entry).finally(() => {
      entry.running = undefined;
    });
    return entry.running;
  }

  /** One row per attempt, but not for the same failure every 30 s: only what is new is worth a row. */
  function audit(entry: Entry, rate: string, { result, steps }: PushOutcome): void {
    const said = [rate, result, ...steps.map(({ what }) => what)].join('\n');
    if (said === entry.audited) return;
    entry.audited = said;
    const { session, reason, attempts } = entry;
    const { username, nasId, sessionKey, tenantId, subscriberId } = session;
    const row: PushAudit = {
      tenantId,
      actor: { kind: 'system', id: null, name: 'quota' },
      action: 'coa.rate',
      entity: 'subscriber',
      entityId: subscriberId,
      detail: { username, nasId, sessionKey, rate, reason, result, attempts, steps },
      at: ports.now(),
    };
    tell(() => ports.audit(row));
  }

  return {
    async apply(subscriberId, rate, reason, until) {
      const sessions = ports.sessionsOf(subscriberId);
      const late = until?.then((): PushResult => 'pending');
      const results = await Promise.all(
        sessions.map((session) => {
          const ladder = start(session, rate, reason);
          return late ? Promise.race([ladder, late]) : ladder;
        }),
      );
      const count = (result: PushResult): number => results.filter((one) => one === result).length;
      return {
        verified: count('verified'),
        acknowledged: count('acknowledged'),
        pending: count('pending'),
        offline: sessions.length === count('gone') + count('ended') ? 1 : 0,
      };
    },

    renew: (session, rate, reason) => start(session, rate, reason, true),

    async sweep() {
      for (const [key, entry] of entries) {
        if (entry.running) continue;
        if (!ports.isOpen(key)) entries.delete(key);
        else if (entry.state.result === 'pending') void start(entry.session, entry.wanted, entry.reason);
      }
    },

    isUnverified(sessionKey, wanted) {
      const entry = entries.get(sessionKey);
      if (!entry) return true;
      if (entry.running) return false;
      if (entry.wanted !== wanted) return true;
      return entry.state.result !== 'verified' && entry.seenFor !== wanted;
    },

    noteSeen(session, wanted, seen) {
      const entry = entryOf(session, wanted);
      if (entry.running) return;
      entry.seenFor = wanted;
      if (isSame(seen, wanted)) {
        setState(entry, seen, 'verified');
        tell(() => ports.onApplied?.(session.sessionKey, wanted));
        return;
      }
      entry.state = { ...entry.state, applied: seen };
      void start(session, wanted, `the router had ${seen ?? 'no queue'}`);
    },

    stateOf: (sessionKey) => entries.get(sessionKey)?.state,

    results,

    waiting: () =>
      [...entries.values()].flatMap(({ session, state, reason, attempts, says }) =>
        // What is on its way for the first time is no news yet.
        state.result === 'pending' || (state.result === 'sending' && attempts > 1)
          ? [{ ...state, session, reason, attempts, says }]
          : [],
      ),

    get pendingCount() {
      let pending = 0;
      for (const { state } of entries.values()) if (state.result === 'pending') pending++;
      return pending;
    },
  };
}

const isSame = (applied: string | undefined, wanted: string): boolean =>
  applied !== undefined && sameRateLimit(applied, wanted);
