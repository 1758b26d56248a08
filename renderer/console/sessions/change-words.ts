/** What a session's applied speed is worth, by its mark: ✓ read back, ▲ sent, ○ not taken yet. Pure. */
import type { LiveSession } from '../../../shared/contract/operations/sessions.ts';

export type ProofMark = 'proven' | 'sent' | 'waiting';

export interface Proof {
  readonly mark: ProofMark;
  /** For screen readers and facts. */
  readonly word: string;
  /** What it means and what follows. */
  readonly tooltip: string;
}

const proofs: Readonly<Record<ProofMark, Proof>> = {
  proven: {
    mark: 'proven',
    word: 'read back from the router',
    tooltip: '✓ Read back: the router was asked and applies this speed.',
  },
  sent: {
    mark: 'sent',
    word: 'sent, not read back yet',
    tooltip: '▲ Sent: the NAS acknowledged it or gave it at login; the router was not asked yet, or has no API access.',
  },
  waiting: {
    mark: 'waiting',
    word: 'a change waits',
    tooltip:
      '○ Waits: the last change is not in force. It is tried again each cycle, and the next login has it. See Changes.',
  },
};

export function proofOf({ change, isRateVerified }: Pick<LiveSession, 'change' | 'isRateVerified'>): Proof {
  if (change === 'pending') return proofs.waiting;
  return isRateVerified ? proofs.proven : proofs.sent;
}
