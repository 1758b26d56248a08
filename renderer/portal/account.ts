import type { Severity } from '../ui/marks/severity.ts';

/** What the home screen shows of one customer; whatever was not measured is null and drawn as –. */
export interface Account {
  /** The provider's name, at the top. */
  readonly provider: string;
  readonly state: 'online' | 'offline' | 'router-silent';
  /** Epoch ms; null while offline. */
  readonly onlineSinceAt: number | null;
  readonly banners: readonly Banner[];
  readonly live: Live;
  readonly day: QuotaUse;
  readonly period: QuotaUse;
  readonly plan: Plan;
  readonly why: Why;
}

export interface Banner {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly text: string;
}

export interface Live {
  readonly downBps: number | null;
  readonly upBps: number | null;
  /** The last samples, oldest first, one every `stepSeconds`; null is a gap. */
  readonly down: readonly (number | null)[];
  readonly up: readonly (number | null)[];
  readonly stepSeconds: number;
  readonly limitBps: number | null;
  /** Set when something below the plan limits: the line turns red. */
  readonly isLimited: boolean;
  /** When the newest sample was taken, epoch ms. */
  readonly at: number;
}

export interface QuotaUse {
  readonly usedBytes: number;
  /** 0 is unlimited (F010). */
  readonly quotaBytes: number;
  /** Already in words: `00:05`, `2 Nov`. */
  readonly since: string;
}

export interface Plan {
  readonly name: string;
  readonly downKbps: number;
  readonly upKbps: number;
  readonly downKbpsNow: number;
  readonly upKbpsNow: number;
  readonly tier: number;
  readonly tiers: number;
  readonly daysLeft: number | null;
  readonly balance: string;
  readonly status: string;
}

/** One line of the chain from the plan to the network (N11), in the customer's words. */
export interface WhyStep {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Null where this step sets nothing. */
  readonly downBps: number | null;
  /** `set` decides the speed, `skipped` would but does not apply, `checked` was read back, `use` is what flows now. */
  readonly kind: 'plain' | 'skipped' | 'set' | 'checked' | 'use';
}

export interface Why {
  readonly steps: readonly WhyStep[];
  /** When full speed returns, as a sentence; null when it is full. */
  readonly back: string | null;
}

/** The portal's knowledge of its customer. */
export type AccountState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly title: string; readonly text: string }
  | { readonly kind: 'ready'; readonly account: Account };
