/** Tenants, resellers and settings, as read. */
import type { Scope } from '../commands.ts';

export interface SettingReads {
  /** Stored values only; defaults belong to whoever owns the setting. */
  all(scope: Scope): Promise<Readonly<Record<string, unknown>>>;
}

export interface TenantView {
  readonly id: number;
  readonly name: string;
  readonly timeZone: string;
  readonly dailyResetTime: string;
  readonly currency: string;
  readonly state: string;
  readonly createdAt: number;
}

export interface ResellerView {
  readonly id: number;
  readonly name: string;
  readonly subscribers: number;
}

export interface TenantReads {
  own(scope: Scope): Promise<TenantView>;
  resellers(scope: Scope): Promise<readonly ResellerView[]>;
}
