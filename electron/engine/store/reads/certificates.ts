/** Certificates for the faces (no key ever) and for the engine (with keys). */
import type { Selectable } from 'kysely';
import type { CertificateReads, CertificateSnapshot, CertificateView } from '../reads.ts';
import type { CertificatesTable } from '../schema.ts';
import type { ReadContext } from './context.ts';

type Row = Selectable<CertificatesTable>;

export function createCertificateReads({ kysely }: ReadContext): CertificateReads {
  const of = (tenantId: number) =>
    kysely
      .selectFrom('certificates')
      .leftJoin('nas', 'nas.id', 'certificates.nas_id')
      .selectAll('certificates')
      .select('nas.shortname as nas_name')
      .where('certificates.tenant_id', '=', tenantId);
  const view = (row: Row & { readonly nas_name: string | null }): CertificateView => ({
    ...commonOf(row),
    nasName: row.nas_name,
  });
  return {
    async list(scope) {
      if (scope.resellerId !== undefined) return [];
      return (await of(scope.tenantId).orderBy('certificates.id', 'desc').execute()).map(view);
    },
    async byId(scope, id) {
      if (scope.resellerId !== undefined) return undefined;
      const row = await of(scope.tenantId).where('certificates.id', '=', id).executeTakeFirst();
      return row && view(row);
    },
  };
}

export async function livingCertificates({ kysely, sealer }: ReadContext): Promise<CertificateSnapshot[]> {
  const rows = await kysely.selectFrom('certificates').selectAll().where('revoked_at', 'is', null).execute();
  return rows.map((row) => ({ ...commonOf(row), key: sealer.unseal('certificates.key', row.key_sealed) }));
}

const commonOf = (row: Row) => ({
  id: row.id,
  tenantId: row.tenant_id,
  kind: row.kind as CertificateView['kind'],
  nasId: row.nas_id,
  subject: row.subject,
  names: JSON.parse(row.names) as string[],
  serial: row.serial,
  fingerprint256: row.fingerprint256,
  notBefore: row.not_before,
  notAfter: row.not_after,
  certificate: row.certificate,
  issuedAt: row.issued_at,
  revokedAt: row.revoked_at,
  revokeReason: row.revoke_reason,
});
