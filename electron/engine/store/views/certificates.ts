/** Certificates, as read. */
import type { Scope } from '../commands.ts';

export interface CertificateView {
  readonly id: number;
  readonly tenantId: number;
  readonly kind: 'authority' | 'server' | 'client';
  readonly nasId: number | null;
  readonly nasName: string | null;
  readonly subject: string;
  readonly names: readonly string[];
  readonly serial: string;
  readonly fingerprint256: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly certificate: string;
  readonly issuedAt: number;
  readonly revokedAt: number | null;
  readonly revokeReason: string | null;
}

export interface CertificateReads {
  /** The tenant's, newest first; the default tenant's include the installation's own. A reseller has none. */
  list(scope: Scope): Promise<readonly CertificateView[]>;
  byId(scope: Scope, id: number): Promise<CertificateView | undefined>;
}
