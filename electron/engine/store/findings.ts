/** Rows of `findings` as they cross the store: what was found about a session or a NAS, and how it ended. */

/** One sighting; the same case seen again is the same row, counted. Times are UTC ms. */
export interface FindingInput {
  readonly tenantId: number;
  /** A `UsageFindingKind`, `quarantined` or `clock`. */
  readonly kind: string;
  /** The usage source that it is about; empty where none is. */
  readonly source: string;
  readonly nasId: number;
  readonly subscriberId: number | null;
  readonly username: string;
  /** Empty: it is about the NAS. */
  readonly sessionKey: string;
  /** The hold of the session that waits in quarantine; 0 for everything else. */
  readonly holdId: number;
  /** Kept as JSON; the newest sighting's. */
  readonly evidence: unknown;
  readonly at: number;
}

/** How an open finding of a session ends: an operator is done with it, or a hold is decided. */
export interface FindingEnd {
  readonly sessionKey: string;
  readonly kind: string;
  readonly holdId: number;
  readonly resolution: FindingResolution;
  readonly by: string;
  readonly at: number;
}

/** `over`: its cause is gone, and nobody had to do anything. */
export type FindingResolution = 'done' | 'approved' | 'voided' | 'over';

export interface FindingView {
  readonly id: number;
  readonly tenantId: number;
  readonly kind: string;
  readonly source: string;
  readonly nasId: number;
  readonly nasName: string | null;
  readonly subscriberId: number | null;
  readonly username: string;
  readonly sessionKey: string;
  readonly holdId: number;
  readonly evidence: unknown;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
  readonly resolvedAt: number | null;
  readonly resolution: FindingResolution | null;
  readonly resolvedBy: string | null;
}
