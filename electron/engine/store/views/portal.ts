/** What the portal reads for a subscriber's login. */
import type { Scope } from '../commands.ts';

export interface PortalSessionView {
  readonly subscriberId: number;
  readonly expiresAt: number;
  /** To the hour. */
  readonly lastUsedAt: number;
}

export interface DismissalView {
  readonly key: string;
  /** UTC ms. */
  readonly until: number;
}

/** What is over is not found. */
export interface PortalReads {
  session(scope: Scope, tokenHash: string): Promise<PortalSessionView | undefined>;
  /** Notices that are hidden now (F030). */
  dismissals(scope: Scope, subscriberId: number): Promise<readonly DismissalView[]>;
}
