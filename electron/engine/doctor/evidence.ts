/**
 * What is known of one router from its packets: the doctor's evidence. Moments are UTC ms by our clock, taken from what
 * the data plane tells every second and from the answers to CoA. Bounded: names and reasons are few by construction.
 */
import type { NasSigns } from '../aaa/client.ts';

/** Something that happened once or more; one that stays away for a minute begins anew. */
export interface Spell {
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
}

export interface NasEvidence {
  /** The last packet that was believed. */
  readonly believedAt: number | null;
  readonly acceptAt: number | null;
  /** The first accept that no accounting followed. */
  readonly unaccountedAt: number | null;
  readonly accountingAt: number | null;
  /** The first Start that neither an Interim-Update nor the end of all sessions followed. */
  readonly withoutInterimAt: number | null;
  /** By reason, as `NasSigns` has them. */
  readonly drops: ReadonlyMap<string, Spell>;
  /** By `method reason`. */
  readonly rejects: ReadonlyMap<string, Spell>;
  /** Requests and repeats of the last minute, a pair a second. */
  readonly pace: readonly { readonly at: number; readonly requests: number; readonly repeats: number }[];
  readonly skewMs: number | null;
  readonly skewSince: number | null;
  /** What it calls itself (NAS-Identifier). */
  readonly identifiers: ReadonlyMap<string, Spell>;
  /** CoA without an answer, since the last answer. */
  readonly coaTimeouts: Spell | null;
}

type Open = { -readonly [K in keyof NasEvidence]: NasEvidence[K] } & {
  readonly drops: Map<string, Spell>;
  readonly rejects: Map<string, Spell>;
  readonly identifiers: Map<string, Spell>;
  openSessions: number;
};

const spellMs = 60_000;
const paceMs = 60_000;
export const skewMattersMs = 120_000;

const more = (spell: Spell | null | undefined, at: number, count = 1): Spell =>
  spell && at - spell.lastAt <= spellMs
    ? { firstAt: spell.firstAt, lastAt: Math.max(spell.lastAt, at), count: spell.count + count }
    : { firstAt: at, lastAt: at, count };

/** Of a router that was not heard of. */
export const noEvidence: NasEvidence = {
  ...{ believedAt: null, acceptAt: null, unaccountedAt: null, accountingAt: null, withoutInterimAt: null },
  ...{ skewMs: null, skewSince: null, coaTimeouts: null, pace: [] },
  ...{ drops: new Map(), rejects: new Map(), identifiers: new Map() },
};

export class EvidenceBook {
  readonly #byNas = new Map<number, Open>();

  of(nasId: number): NasEvidence | undefined {
    return this.#byNas.get(nasId);
  }

  add(signs: NasSigns): void {
    const { at } = signs;
    const known = this.#open(signs.nasId);
    if (signs.requests > 0) known.believedAt = at;
    for (const [reason, count] of Object.entries(signs.drops)) {
      known.drops.set(reason, more(known.drops.get(reason), at, count));
    }
    for (const [key, count] of Object.entries(signs.rejects)) {
      known.rejects.set(key, more(known.rejects.get(key), at, count));
    }
    for (const name of signs.identifiers) known.identifiers.set(name, more(known.identifiers.get(name), at));
    if (signs.accepts > 0) {
      known.acceptAt = at;
      known.unaccountedAt ??= at;
    }
    if (signs.starts + signs.interims + signs.stops > 0) {
      known.accountingAt = at;
      known.unaccountedAt = null;
    }
    known.openSessions = Math.max(0, known.openSessions + signs.starts - signs.stops);
    if (signs.starts > 0) known.withoutInterimAt ??= at;
    if (signs.interims > 0 || known.openSessions === 0) known.withoutInterimAt = null;
    if (signs.skewMs !== null) {
      const isWrong = Math.abs(signs.skewMs) > skewMattersMs;
      known.skewSince = isWrong ? (known.skewSince ?? at) : null;
      known.skewMs = signs.skewMs;
    }
    const { requests, repeats } = signs;
    known.pace = [...known.pace.filter((one) => at - one.at < paceMs), { at, requests, repeats }];
  }

  coa(nasId: number, isAnswered: boolean, at: number): void {
    const known = this.#open(nasId);
    const { coaTimeouts: before } = known;
    known.coaTimeouts = isAnswered
      ? null
      : { firstAt: before?.firstAt ?? at, lastAt: at, count: (before?.count ?? 0) + 1 };
  }

  #open(nasId: number): Open {
    let known = this.#byNas.get(nasId);
    if (!known) {
      known = {
        ...noEvidence,
        openSessions: 0,
        ...{ drops: new Map(), rejects: new Map(), identifiers: new Map() },
      };
      this.#byNas.set(nasId, known);
    }
    return known;
  }
}
