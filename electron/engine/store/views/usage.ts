/** Usage by hour and day, and the sums of the overview. */
import type { Scope } from '../commands.ts';
import type { Receipt } from '../fold-commit.ts';
import type { Period } from './paging.ts';

export interface UsageHour {
  readonly hourAt: number;
  readonly downBytes: number;
  readonly upBytes: number;
  readonly countedBytes: number;
}

export interface NetworkHour extends UsageHour {
  /** Sessions that began in this hour (F043). */
  readonly sessionsStarted: number;
}

export interface UsageDay {
  readonly day: string;
  readonly downBytes: number;
  readonly upBytes: number;
  readonly countedBytes: number;
  readonly forgivenBytes: number;
  readonly correctionBytes: number;
}

export interface TopSubscriber {
  readonly subscriberId: number;
  readonly username: string;
  readonly fullName: string;
  readonly downBytes: number;
  readonly upBytes: number;
}

export interface OverviewReads {
  /** One row per hour with traffic or a new session; hours without are absent. */
  hourly(scope: Scope, period: Period): Promise<readonly NetworkHour[]>;
  topSubscribers(scope: Scope, period: Period, limit: number): Promise<readonly TopSubscriber[]>;
  counts(scope: Scope): Promise<{
    readonly subscribers: number;
    readonly active: number;
    readonly expired: number;
    readonly online: number;
    readonly openSessions: number;
    readonly throttled: number;
    readonly openAlerts: number;
    readonly nas: number;
  }>;
}

export interface UsageReads {
  /** Quota days from `fromDay` to `toDay`, both included (`YYYY-MM-DD`). */
  daily(scope: Scope, subscriberId: number, fromDay: string, toDay: string): Promise<readonly UsageDay[]>;
  hourly(scope: Scope, subscriberId: number, period: Period): Promise<readonly UsageHour[]>;
  /** Receipts in order of time (N1). At most 20,000. */
  receipts(scope: Scope, subscriberId: number, period: Period): Promise<readonly Receipt[]>;
}
