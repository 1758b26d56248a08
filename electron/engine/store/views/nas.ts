/** Routers and their figures by minute and hour, as read. */
import type { MessageAuthenticatorPolicy } from '../../../../shared/domain/message-authenticator.ts';
import type { ChangeReason } from '../../../../shared/domain/session-change.ts';
import type { NasFigures, NasMode, NasVendor, Scope } from '../commands.ts';

export interface NasView {
  readonly id: number;
  readonly tenantId: number;
  readonly name: string;
  readonly address: string;
  readonly mode: NasMode;
  readonly vendor: NasVendor;
  /** Of RadSec: the certificate that ends last of those that still let it in. */
  readonly certificate: { readonly fingerprint256: string; readonly expiresAt: number } | null;
  readonly secretSet: boolean;
  readonly swapDirections: boolean;
  readonly messageAuthenticator: MessageAuthenticatorPolicy;
  readonly coaPort: number | null;
  readonly disconnectFor: readonly ChangeReason[];
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly passwordSet: boolean;
    readonly tls: { readonly fingerprint256: string } | boolean;
  } | null;
  readonly seen: {
    readonly lastSeenAt: number | null;
    readonly coaPortSeen: number | null;
    readonly coaAccepts: boolean | null;
    readonly version: string | null;
    readonly identity: string | null;
    readonly clockSkewMs: number | null;
    readonly messageAuthenticatorSeenAt: number | null;
  };
  readonly openSessions: number;
  readonly createdAt: number;
}

/** F066: counts of one NAS (0: all of the tenant) in a minute or an hour that begins at `at`. */
export type NasFiguresRow = Omit<NasFigures, 'tenantId'> & {
  readonly at: number;
  /** How many minutes it holds: the others of its hour nobody watched. */
  readonly minutes: number;
};

export interface NasFiguresReads {
  ofNas(
    scope: Scope,
    nasId: number,
    by: 'minutes' | 'hours',
    period: { readonly from: number; readonly to: number },
  ): Promise<readonly NasFiguresRow[]>;
  /** Of every NAS, by hours. */
  ofAll(scope: Scope, period: { readonly from: number; readonly to: number }): Promise<readonly NasFiguresRow[]>;
}

export interface NasReads {
  list(scope: Scope): Promise<readonly NasView[]>;
  byId(scope: Scope, id: number): Promise<NasView | undefined>;
}
