/**
 * Brings running sessions to the rate that holds: pushes at once when it changes, keeps what every session is known
 * to have, and sweeps what failed (X11). One push per session at a time; a newer rate replaces one that waits.
 */
import type { AuditInput } from '../store/commands.ts';
import type { PushOutcome, PushResult, PushStep } from './rate-push.ts';

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
  readonly audit: (rows: readonly AuditInput[]) => void;
  readonly now: () => number;
  /** A session's enforcement changed: views repaint its row. */
  readonly onChange: (sessionKey: string) => void;
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
}

export interface PushCounts {
  readonly verified: number;
  readonly acknowledged: number;
  readonly pending: number;
  readonly offline: number;
}

export interface Enforcement {
  /** Pushes `rate` to every open session of the subscriber; resolves when each ladder has ended. */
  apply(subscriberId: number, rate: string, reason: string): Promise<PushCounts>;
  /** Tries again what is pending; called once per cycle. */
  sweep(): Promise<void>;
  stateOf(sessionKey: string): RateState | undefined;
  readonly pendingCount: number;
}

export function createEnforcement(ports: EnforcementPorts): Enforcement {
  const entries = new Map<string, Entry>();

  async function run(entry: Entry): Promise<PushResult> {
    for (;;) {
      const rate = entry.wanted;
      entry.state = { wanted: rate, applied: entry.state.applied, result: 'sending', at: ports.now() };
      ports.onChange(entry.session.sessionKey);
      const outcome = await ports.push(entry.session, rate);
      const applied = outcome.appliedRate ?? entry.state.applied;
      entry.state = { wanted: rate, applied, result: outcome.result, at: ports.now() };
      ports.audit([auditRow(entry, rate, outcome.result, outcome.steps, ports.now())]);
      ports.onChange(entry.session.sessionKey);
      // A newer rate came meanwhile: what was just pushed is old.
      if (entry.wanted === rate) return outcome.result;
    }
  }

  function start(session: EnforcedSession, rate: string, reason: string): Promise<PushResult> {
    let entry = entries.get(session.sessionKey);
    if (!entry) {
      const state: RateState = { wanted: rate, applied: undefined, result: 'pending', at: ports.now() };
      entry = { session, wanted: rate, reason, state, running: undefined };
      entries.set(session.sessionKey, entry);
    }
    entry.session = session;
    entry.wanted = rate;
    entry.reason = reason;
    const running = entry;
    running.running ??= run(running).finally(() => {
      running.running = undefined;
    });
    return running.running;
  }

  return {
    async apply(subscriberId, rate, reason) {
      const sessions = ports.sessionsOf(subscriberId);
      const results = await Promise.all(sessions.map((session) => start(session, rate, reason)));
      const count = (result: PushResult): number => results.filter((one) => one === result).length;
      return {
        verified: count('verified'),
        acknowledged: count('acknowledged'),
        pending: count('pending'),
        offline: sessions.length === 0 || count('gone') === sessions.length ? 1 : 0,
      };
    },

    async sweep() {
      const due: Promise<PushResult>[] = [];
      for (const [key, entry] of entries) {
        if (!ports.isOpen(key)) entries.delete(key);
        else if (entry.state.result === 'pending' && !entry.running) {
          due.push(start(entry.session, entry.wanted, `${entry.reason}, tried again`));
        }
      }
      await Promise.all(due);
    },

    stateOf: (sessionKey) => entries.get(sessionKey)?.state,

    get pendingCount() {
      let pending = 0;
      for (const { state } of entries.values()) if (state.result === 'pending') pending++;
      return pending;
    },
  };
}

function auditRow(
  { session, reason }: Entry,
  rate: string,
  result: PushResult,
  steps: readonly PushStep[],
  at: number,
): AuditInput {
  return {
    tenantId: session.tenantId,
    actor: { kind: 'system', id: null, name: 'quota' },
    action: 'coa.rate',
    entity: 'subscriber',
    entityId: session.subscriberId,
    detail: {
      username: session.username,
      nasId: session.nasId,
      sessionKey: session.sessionKey,
      rate,
      reason,
      result,
      steps,
    },
    at,
  };
}
