/** What `observe` noticed beside the bytes: each is shown once, names its source and has a sentence. */
import { formatBytes } from './units.ts';
import type { UsageSource } from './usage-session.ts';

export type UsageFindingKind =
  /** The source's counters began anew within the session: proven by a new key or a falling uptime. */
  | 'counter-restarted'
  /** The source shows totals modulo 2^32 (FreeRADIUS 5197). */
  | 'counter-wrapped'
  /** The source shows less than before, without proof of a restart; its reading is not used. */
  | 'counter-fell'
  /** A second source shows a jump that is in quarantine. */
  | 'hold-confirmed'
  /** The source took its jump back by itself. */
  | 'hold-disproved'
  /** The Stop carries no octets; the last known total stands (FreeRADIUS 1460). */
  | 'stop-without-octets'
  /** Its down is the others' up: the NAS should be marked as swapped (pfSense 372). */
  | 'directions-swapped'
  /** It differs from the others by more than N3 and X62 tolerate, for no reason that shows. */
  | 'sources-disagree'
  /** The Stop is further below the live total than sources may differ; the live total stands. */
  | 'stop-below-live';

export interface UsageFinding {
  readonly kind: UsageFindingKind;
  readonly source: UsageSource;
  /** What the source showed, raw; null for a Stop without octets. */
  readonly shown: { readonly downBytes: number; readonly upBytes: number } | null;
  /** The session's counted total at that time. */
  readonly total: { readonly downBytes: number; readonly upBytes: number };
}

/** One English sentence for the operator. */
export function describeFinding(finding: UsageFinding): string {
  const shown = finding.shown ? volumes(finding.shown) : 'no octets';
  const total = volumes(finding.total);
  switch (finding.kind) {
    case 'counter-restarted':
      return `The ${finding.source} counters began anew within the session: they show ${shown}, counted were ${total}`;
    case 'counter-wrapped':
      return `The ${finding.source} source counts modulo 4 GiB (32 bits): it shows ${shown}, the session has ${total}`;
    case 'counter-fell':
      return `The ${finding.source} source fell to ${shown} without a restart and is ignored until it is back; counted are ${total}`;
    case 'hold-confirmed':
      return `The ${finding.source} source shows the jump in quarantine as well: ${shown}`;
    case 'hold-disproved':
      return `The ${finding.source} source took its jump back: it shows ${shown}`;
    case 'stop-without-octets':
      return `The Stop carries no octets; the last known total of ${total} stands`;
    case 'directions-swapped':
      return `The ${finding.source} source has down and up the wrong way round: it shows ${shown}; mark the NAS as swapped`;
    case 'sources-disagree':
      return `The ${finding.source} source disagrees with the others: it shows ${shown}, counted are ${total}`;
    case 'stop-below-live':
      return `The Stop says ${shown}, live sources had shown ${total}: the gap is too large to settle, the live total stands`;
  }
}

const volumes = (pair: { readonly downBytes: number; readonly upBytes: number }): string =>
  `${formatBytes(pair.downBytes)} down, ${formatBytes(pair.upBytes)} up`;
