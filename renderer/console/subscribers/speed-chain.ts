import type { Output } from '../../../shared/contract/contract.ts';
import { parseRateLimit, sameRateLimit } from '../../../shared/domain/rate-limit.ts';

type Detail = Output<'subscriber.get'>;
type Reason = Detail['speed']['because'][number];

/** The rules from the plan up to what outranks everything: the order in which a person tells it. */
const order = [
  'plan',
  'global-rule',
  'subscriber-rule',
  'daily-tier',
  'monthly-tier',
  'boost',
  'expired',
  'suspended',
] as const;

const titles: Readonly<Record<string, string>> = {
  plan: 'Plan',
  'global-rule': 'Rule',
  'subscriber-rule': 'Own rule',
  'daily-tier': 'Daily tier',
  'monthly-tier': 'Monthly tier',
  boost: 'Boost',
  expired: 'Expired',
  suspended: 'Suspended',
  bonus: 'Bonus',
};

/** One line of "why this speed", ready to draw. */
export interface ChainLine {
  readonly kind: string;
  readonly title: string;
  /** The facts, or what decided instead. */
  readonly note: string;
  readonly downKbps: number;
  readonly upKbps: number;
  /** It decides at least one direction; the others are struck. */
  readonly wins: boolean;
  /** FUP level of a tier line; 0 for everything else. */
  readonly level: number;
  /** The engine's whole sentence. */
  readonly text: string;
}

/** N11: the reasons of a speed in the order of rank, lowest first, so that the line that wins is below what it beats. */
export function chainOf({ speed, serviceName }: Pick<Detail, 'speed' | 'serviceName'>): readonly ChainLine[] {
  const place = ({ kind }: Reason) => order.indexOf(kind as (typeof order)[number]);
  return speed.because
    .toSorted((a, b) => b.rank - a.rank || place(a) - place(b))
    .map((reason) => {
      const level = Number(/^\S+ FUP tier (\d+)/.exec(reason.text)?.[1] ?? 0);
      const title = titles[reason.kind] ?? reason.kind;
      return {
        kind: reason.kind,
        title: level > 0 ? `${title} ${level}` : title,
        note: noteOf(reason, serviceName),
        downKbps: reason.downKbps,
        upKbps: reason.upKbps,
        wins: reason.applies,
        level,
        text: reason.text,
      };
    });
}

function noteOf(reason: Reason, serviceName: string): string {
  if (reason.applies && reason.appliesDown !== reason.appliesUp) {
    return reason.appliesDown ? 'download only' : 'upload only';
  }
  if (reason.kind === 'plan') return serviceName;
  if (!reason.applies && reason.outrankedBy !== null) {
    return `off: ${(titles[reason.outrankedBy] ?? reason.outrankedBy).toLowerCase()} decides`;
  }
  const name = /"([^"]*)"/.exec(reason.text)?.[1];
  if (name !== undefined) return name;
  // Of `(1.2 GB used since 2026-11-21 00:05, tier from …)` the first fact fits in the line; the rest is on hover.
  const fact = /\((\d[^,)]*)/.exec(reason.text)?.[1]?.replace(/ since .*/, '');
  return fact ?? reason.text.split(': ')[0]?.replace(/^(Expired|Timed boost|Account is) /, '') ?? '';
}

/** The pair of a Mikrotik-Rate-Limit in kbps, the subscriber's directions; null when it is not one. */
export function pairOf(rateLimit: string | null): { readonly downKbps: number; readonly upKbps: number } | null {
  const parsed = rateLimit === null ? null : parseRateLimit(rateLimit);
  return parsed?.ok ? { downKbps: parsed.value.downBps / 1000, upKbps: parsed.value.upBps / 1000 } : null;
}

export type RouterWord = 'read back' | 'sent, not read back' | 'differs, is corrected' | 'nothing known yet';

/** What the last line says of a live session: which rate its router applies, and how that is known (N2). */
export function routerWord(
  session: { readonly appliedRateLimit: string | null; readonly isRateVerified: boolean },
  rateLimit: string,
): RouterWord {
  if (session.appliedRateLimit === null) return 'nothing known yet';
  if (!samePair(session.appliedRateLimit, rateLimit)) return 'differs, is corrected';
  return session.isRateVerified ? 'read back' : 'sent, not read back';
}

/** A queue read from a router may come without the burst of the reply, so the pair alone may agree as well. */
function samePair(a: string, b: string): boolean {
  if (sameRateLimit(a, b)) return true;
  const [x, y] = [pairOf(a), pairOf(b)];
  return x !== null && y !== null && x.downKbps === y.downKbps && x.upKbps === y.upKbps;
}
