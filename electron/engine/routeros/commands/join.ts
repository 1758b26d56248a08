import type { InterfaceCounters } from './interface-counters.ts';
import type { PppActive } from './ppp-active.ts';
import type { PppoeBinding } from './pppoe-server.ts';

/** One open PPPoE session with its usage so far, from the subscriber's side. */
export interface SessionReading {
  readonly user: string;
  /** Upper case, colons. */
  readonly mac: string;
  readonly address: string | undefined;
  readonly acctSessionId: string;
  readonly uptimeSeconds: number;
  readonly isRadius: boolean;
  readonly interfaceName: string;
  readonly downBytes: number;
  readonly upBytes: number;
}

/** Sessions without a reading this round, by what was missing. The prints are not atomic, so a few are normal. */
export interface SkippedSessions {
  /** Not PPPoE: their interfaces are not in the menu that names the user. */
  readonly otherService: number;
  readonly noSessionId: number;
  /** No interface of that user and MAC with about the same uptime. */
  readonly noBinding: number;
  readonly noCounters: number;
}

/** A session and the interface that carries it. */
export interface PairedSession {
  readonly session: PppActive & { readonly acctSessionId: string };
  readonly interfaceName: string;
}

/**
 * How far the two uptimes of one session may lie apart: they start at different moments of the dial-in and are printed
 * one after the other. A pair further apart is two sessions, one of which began or ended between the prints.
 */
const UPTIME_TOLERANCE_SECONDS = 30;

/**
 * Finds the interface of each PPPoE session: same user and MAC, ties broken by uptime (X44).
 *
 * Several sessions of one user and MAC are a redial and its ghost. They pair in the order of their uptimes; when one
 * side has more of them, only those pair that can be nothing else.
 */
export function pairSessions(
  active: readonly PppActive[],
  bindings: readonly PppoeBinding[],
): { readonly pairs: PairedSession[]; readonly skipped: Omit<SkippedSessions, 'noCounters'> } {
  const skipped = { otherService: 0, noSessionId: 0, noBinding: 0 };
  const sessionsByLine = new Map<string, PairedSession['session'][]>();
  for (const session of active) {
    const { acctSessionId } = session;
    if (session.service !== 'pppoe') skipped.otherService += 1;
    else if (acctSessionId === undefined) skipped.noSessionId += 1;
    else push(sessionsByLine, lineKey(session.user, session.callerId), { ...session, acctSessionId });
  }
  const bindingsByLine = new Map<string, PppoeBinding[]>();
  for (const binding of bindings)
    if (binding.remoteAddress !== undefined)
      push(bindingsByLine, lineKey(binding.user, binding.remoteAddress), binding);

  const pairs: PairedSession[] = [];
  for (const [line, sessions] of sessionsByLine) {
    const paired = pairOneLine(sessions, bindingsByLine.get(line) ?? []);
    pairs.push(...paired);
    skipped.noBinding += sessions.length - paired.length;
  }
  return { pairs, skipped };
}

/** Sessions and interfaces of one user and MAC: one of each, but for ghosts. */
function pairOneLine(
  sessions: readonly PairedSession['session'][],
  bindings: readonly PppoeBinding[],
): PairedSession[] {
  if (sessions.length === bindings.length) {
    // Equal uptimes fall back to ids and names, so that every round decides alike.
    const sessionsYoungestFirst = sessions.toSorted(
      (a, b) => a.uptimeSeconds - b.uptimeSeconds || compare(a.acctSessionId, b.acctSessionId),
    );
    const bindingsYoungestFirst = bindings.toSorted(
      (a, b) => (a.uptimeSeconds ?? 0) - (b.uptimeSeconds ?? 0) || compare(a.interfaceName, b.interfaceName),
    );
    return sessionsYoungestFirst.flatMap((session, index) => pairIfSame(session, bindingsYoungestFirst[index]!));
  }
  return sessions.flatMap((session) => {
    const near = bindings.filter((binding) => isSame(session, binding));
    const isSure = near.length === 1 && sessions.filter((other) => isSame(other, near[0]!)).length === 1;
    return isSure ? pairIfSame(session, near[0]!) : [];
  });
}

function isSame(session: PppActive, { uptimeSeconds }: PppoeBinding): boolean {
  return uptimeSeconds === undefined || Math.abs(session.uptimeSeconds - uptimeSeconds) <= UPTIME_TOLERANCE_SECONDS;
}

function pairIfSame(session: PairedSession['session'], binding: PppoeBinding): PairedSession[] {
  return isSame(session, binding) ? [{ session, interfaceName: binding.interfaceName }] : [];
}

/** Adds the byte counters of its interface to each session; without counters it has no reading this round. */
export function attachCounters(
  pairs: readonly PairedSession[],
  counters: readonly InterfaceCounters[],
): { readonly readings: SessionReading[]; readonly withoutCounters: PairedSession[] } {
  const byInterface = new Map(counters.map((counter) => [counter.interfaceName, counter]));
  const readings: SessionReading[] = [];
  const withoutCounters: PairedSession[] = [];
  for (const pair of pairs) {
    const { session, interfaceName } = pair;
    const counter = byInterface.get(interfaceName);
    if (!counter) {
      withoutCounters.push(pair);
      continue;
    }
    readings.push({
      user: session.user,
      mac: session.callerId,
      address: session.address,
      acctSessionId: session.acctSessionId,
      uptimeSeconds: session.uptimeSeconds,
      isRadius: session.isRadius,
      interfaceName,
      downBytes: counter.downBytes,
      upBytes: counter.upBytes,
    });
  }
  return { readings, withoutCounters };
}

/** The three prints of one round as sessions with usage: `pairSessions`, then `attachCounters`. */
export function joinSessions(
  active: readonly PppActive[],
  bindings: readonly PppoeBinding[],
  counters: readonly InterfaceCounters[],
): { readonly readings: SessionReading[]; readonly skipped: SkippedSessions } {
  const { pairs, skipped } = pairSessions(active, bindings);
  const { readings, withoutCounters } = attachCounters(pairs, counters);
  return { readings, skipped: { ...skipped, noCounters: withoutCounters.length } };
}

const lineKey = (user: string, mac: string) => `${mac} ${user}`;

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function push<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}
