/**
 * How sure it is that a session had its address at a moment (W4). An answer to an authority names a person, so every
 * reason to doubt it is said beside it.
 */

/** The part of a session that tells when it had its address. Times are UTC ms by our clock (X46). */
export interface Holding {
  readonly startAt: number;
  /** When accounting or the router last spoke of it. */
  readonly updateAt: number;
  readonly stopAt: number | null;
  readonly closedBy: '' | 'stop' | 'sweeper' | 'poll' | 'nas-reboot';
}

export const doubtKinds = ['shared', 'own-clock', 'end-unseen', 'silent', 'edge', 'nas-clock'] as const;
export type DoubtKind = (typeof doubtKinds)[number];
export const confidences = ['certain', 'likely', 'doubtful'] as const;
export type Confidence = (typeof confidences)[number];

export interface Doubt {
  readonly kind: DoubtKind;
  /** For the operator, one sentence. */
  readonly says: string;
}

export interface HoldingJudgement {
  readonly confidence: Confidence;
  readonly doubts: readonly Doubt[];
}

/** Whoever asks reads another clock than ours: this close to an end it may be the neighbour's session. */
export const edgeMs = 60_000;
/** An open session that was heard of this recently is simply open. */
const silentMs = 15 * 60_000;

const weights: Readonly<Record<DoubtKind, Confidence>> = {
  shared: 'doubtful',
  'own-clock': 'doubtful',
  'end-unseen': 'doubtful',
  silent: 'likely',
  edge: 'likely',
  'nas-clock': 'likely',
};

const minutes = (ms: number): string => {
  const whole = Math.round(ms / 60_000);
  return whole < 1 ? 'less than a minute' : whole === 1 ? 'a minute' : `${whole} minutes`;
};

const endSaid = {
  sweeper: 'nothing more was heard of it',
  poll: 'the router no longer listed it',
  'nas-reboot': 'the router restarted',
} as const;

export interface HoldingCircumstances {
  /** How many sessions had the address at that moment, this one included. */
  readonly claims: number;
  /** The clock of this computer was not believed during the session. */
  readonly wasOwnClockWrong: boolean;
  /** The clock of its NAS was wrong during the session. */
  readonly wasNasClockWrong: boolean;
}

/** What is asked about: a moment (`from` and `to` are one), or a period. It touches the session. */
export interface Asked {
  readonly from: number;
  readonly to: number;
}

export function judgeHolding(
  held: Holding,
  { from, to }: Asked,
  circumstances: HoldingCircumstances,
): HoldingJudgement {
  const doubts: Doubt[] = [];
  const doubt = (kind: DoubtKind, says: string): void => {
    doubts.push({ kind, says });
  };
  if (circumstances.claims > 1) {
    doubt('shared', `${circumstances.claims} sessions are on record with this address at that time`);
  }
  if (circumstances.wasOwnClockWrong) {
    doubt('own-clock', 'The clock of the server was wrong during this session, so its times may be wrong');
  }
  const sinceHeardMs = Math.min(to, held.stopAt ?? to) - held.updateAt;
  if (held.closedBy in endSaid && sinceHeardMs > 0) {
    const why = endSaid[held.closedBy as keyof typeof endSaid];
    doubt(
      'end-unseen',
      `Its end was never reported: ${why}. It was last heard of ${minutes(sinceHeardMs)} before the time asked for`,
    );
  }
  if (held.stopAt === null && sinceHeardMs > silentMs) {
    doubt('silent', `It is still open, but was last heard of ${minutes(sinceHeardMs)} before the time asked for`);
  }
  const begun = from - held.startAt;
  const left = held.stopAt === null ? Number.POSITIVE_INFINITY : held.stopAt - to;
  const isMoment = from === to; // a period has the neighbours in its answer
  if (isMoment && begun < edgeMs)
    doubt('edge', `It had begun ${minutes(begun)} before: compare the clock of whoever asks`);
  else if (isMoment && left < edgeMs)
    doubt('edge', `It ended ${minutes(left)} after: compare the clock of whoever asks`);
  if (circumstances.wasNasClockWrong) {
    doubt('nas-clock', 'The clock of its router was wrong: the times are those at which its records arrived');
  }
  const worst = Math.max(0, ...doubts.map(({ kind }) => confidences.indexOf(weights[kind])));
  return { confidence: confidences[worst]!, doubts };
}
