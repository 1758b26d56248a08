/** Certificates: issued once, revoked at most once, never changed. Keys arrive sealed. */

import type { Selectable } from 'kysely';
import type { Actor, Scope } from '../../commands.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '../../errors.ts';
import { installationTenantId } from '../../installation.ts';
import type { CertificatesTable, NasTable } from '../../schema.ts';
import type { CommandContext, Handler } from '../context.ts';
import type { SealedCertificate } from '../messages.ts';
import { rowOf, wholeTenant } from './scope.ts';

type Row = Selectable<CertificatesTable>;
type NasRow = Selectable<NasTable>;

export const certificateAdd: Handler<'certificate.add'> = (context, { scope, actor, certificates, at }) => {
  wholeTenant(scope, 'certificates');
  const ids = certificates.map((certificate) => {
    check(context, scope, certificate);
    const { lastInsertRowid } = context
      .sql(
        `INSERT INTO certificates (tenant_id, kind, nas_id, subject, names, serial, fingerprint256, not_before,
           not_after, certificate, key_sealed, issued_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        scope.tenantId,
        certificate.kind,
        certificate.nasId,
        certificate.subject,
        JSON.stringify(certificate.names),
        certificate.serial,
        certificate.fingerprint256,
        certificate.notBefore,
        certificate.notAfter,
        certificate.certificate,
        certificate.keySealed,
        at,
      );
    const id = Number(lastInsertRowid);
    context.edited(
      { tenantId: scope.tenantId, actor, at, entity: 'certificate', id, kind: 'created' },
      { after: shown(byId(context, scope, id)) },
    );
    return id;
  });
  return { ids };
};

export const certificateRevoke: Handler<'certificate.revoke'> = (context, { scope, actor, id, reason, at }) => {
  wholeTenant(scope, 'certificates');
  const row = byId(context, scope, id);
  if (row.revoked_at !== null) throw new Conflict(`Certificate ${id} is revoked already.`);
  if (row.kind === 'authority') {
    throw new Conflict('The authority cannot be revoked: every router would have to be visited.');
  }
  revoke(context, row, actor, reason, at);
  return { id };
};

/** Every certificate of a NAS that goes; part of the command that removes it. */
export function revokeOfNas(context: CommandContext, nas: NasRow, actor: Actor, reason: string, at: number): void {
  const rows = context.sql('SELECT * FROM certificates WHERE nas_id = ? AND revoked_at IS NULL').all(nas.id) as Row[];
  for (const row of rows) revoke(context, row, actor, reason, at);
}

function revoke(context: CommandContext, row: Row, actor: Actor, reason: string, at: number): void {
  context
    .sql("UPDATE certificates SET revoked_at = ?, revoke_reason = ?, key_sealed = x'' WHERE id = ?")
    .run(at, reason, row.id);
  context.edited(
    { tenantId: row.tenant_id, actor, at, entity: 'certificate', id: row.id, kind: 'removed' },
    { before: shown(row), reason },
  );
}

function check(context: CommandContext, scope: Scope, { kind, nasId }: SealedCertificate): void {
  if (kind === 'client') {
    const nas = nasId === null ? undefined : rowOf<NasRow>(context, 'nas', scope, nasId);
    if (nas?.mode !== 'radsec') {
      throw new Invalid([{ field: 'nasId', message: 'must be a NAS whose mode is RadSec' }]);
    }
    return;
  }
  if (scope.tenantId !== installationTenantId) {
    throw new Forbidden('The authority and the server certificate belong to the operator of this installation.');
  }
  if (kind === 'authority' && context.sql("SELECT 1 FROM certificates WHERE kind = 'authority'").get()) {
    throw new Conflict('This installation has its authority already.');
  }
}

function byId(context: CommandContext, scope: Scope, id: number): Row {
  const row = context.sql('SELECT * FROM certificates WHERE id = ? AND tenant_id = ?').get(id, scope.tenantId) as
    | Row
    | undefined;
  if (!row) throw new NotFound(`There is no certificate ${id}.`);
  return row;
}

/** What an audit may show: everything but the key. */
const shown = (row: Row) => ({
  kind: row.kind,
  nasId: row.nas_id,
  subject: row.subject,
  names: JSON.parse(row.names) as unknown,
  serial: row.serial,
  fingerprint256: row.fingerprint256,
  notAfter: row.not_after,
});
