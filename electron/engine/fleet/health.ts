/** How well a router is, in one word and one sentence: the same on the strip, in the list and in alerts. Pure. */
import type { RouterState } from '../routeros/link.ts';

export type HealthState = 'up' | 'degraded' | 'down' | 'unknown';

export interface HealthInput {
  readonly name: string;
  /** Undefined: no API access is configured. */
  readonly api: RouterState | undefined;
  /** When a RADIUS packet of it was last believed, UTC ms; null for never. */
  readonly radiusSeenAt: number | null;
  /** Since when this engine listens, UTC ms: what was sent before it could not be heard. */
  readonly listeningSince: number;
  /** Asked only of one that is silent. */
  readonly openOnIt: () => OpenOnNas;
  readonly cpuPercent: number | undefined;
  readonly answerMs: number | undefined;
  readonly coaAccepts: boolean | null;
  readonly clockSkewMs: number | null;
  readonly now: number;
}

export interface Health {
  readonly state: HealthState;
  readonly detail: string;
}

/** What the control plane hears of a NAS by RADIUS. */
export interface Hearing {
  /** Since when it listens, UTC ms. */
  readonly since: number;
  /** The last believed packet since then, UTC ms; newer than what is stored. */
  lastAt(nasId: number): number | undefined;
  openOn(nasId: number): OpenOnNas;
}

/** Sessions that accounting has open on a NAS. */
export interface OpenOnNas {
  readonly count: number;
  /** The longest interval between two records of one of them, s; 0 while none is known. */
  readonly interimSeconds: number;
}

export const openOnNas = (sessions: readonly { readonly row: { readonly interimSeconds: number } }[]): OpenOnNas => ({
  count: sessions.length,
  interimSeconds: sessions.reduce((longest, { row }) => Math.max(longest, row.interimSeconds), 0),
});

/** Where no engine listens (the command line on a stopped one) nobody is silent. */
export const notListening = (now: () => number): Hearing => ({
  get since() {
    return now();
  },
  lastAt: () => undefined,
  openOn: () => openOnNas([]),
});

/** Silent is who lets three records of a session go by; three of the interval that we ask for, at least. */
const silentRecords = 3;
const silentMsLeast = 15 * 60_000;

const busyCpuPercent = 90;
const slowAnswerMs = 2_000;
const skewMs = 60_000;

export function routerHealth(input: HealthInput): Health {
  const { name, api, radiusSeenAt } = input;
  if (!api) {
    if (radiusSeenAt === null) return { state: 'unknown', detail: `${name} has not sent a RADIUS packet yet` };
    return radiusHealth(input, radiusSeenAt);
  }
  if (api.kind === 'down') return { state: 'down', detail: api.error.message };
  if (api.kind === 'connecting') return { state: 'unknown', detail: `Connecting to ${name}` };
  const troubles: string[] = [];
  if (input.cpuPercent !== undefined && input.cpuPercent >= busyCpuPercent) troubles.push(`CPU ${input.cpuPercent} %`);
  if (input.answerMs !== undefined && input.answerMs >= slowAnswerMs) {
    troubles.push(`API answers in ${(input.answerMs / 1000).toFixed(1)} s`);
  }
  if (input.coaAccepts === false) troubles.push('does not accept CoA: /radius/incoming set accept=yes');
  if (input.clockSkewMs !== null && Math.abs(input.clockSkewMs) >= skewMs) {
    troubles.push(
      `clock is ${Math.round(Math.abs(input.clockSkewMs) / 1000)} s ${input.clockSkewMs > 0 ? 'fast' : 'slow'}`,
    );
  }
  if (troubles.length > 0) return { state: 'degraded', detail: troubles.join('; ') };
  return { state: 'up', detail: 'Healthy' };
}

/**
 * Without API access silence is all there is to judge by. While sessions are open their records must come; where nobody
 * is online a router may well be silent, and whether it is there is not known.
 */
function radiusHealth({ name, listeningSince, openOnIt, now }: HealthInput, seenAt: number): Health {
  const silentMs = now - Math.max(seenAt, listeningSince);
  const well: Health = { state: 'up', detail: 'RADIUS only; add API access to see its sessions and load' };
  if (silentMs < silentMsLeast) return well;
  const { count: openSessions, interimSeconds } = openOnIt();
  if (openSessions > 0 && silentMs < silentRecords * interimSeconds * 1000) return well;
  const silence = `silent for ${silenceText(silentMs)}`;
  if (openSessions === 0) {
    return { state: 'unknown', detail: `${name} is ${silence}, and nobody is online there: it may be down or idle` };
  }
  const sessions = `${openSessions} ${openSessions === 1 ? 'session' : 'sessions'}`;
  return {
    state: 'degraded',
    detail: `${silence} while ${sessions} should be accounted: it may be down, or its RADIUS does not reach us`,
  };
}

function silenceText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}
