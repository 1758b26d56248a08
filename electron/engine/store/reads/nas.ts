/** NAS for the faces (no secret ever) and for the engine (with secrets). */
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { MessageAuthenticatorPolicy } from '../../../../shared/domain/message-authenticator.ts';
import type { ChangeReason } from '../../../../shared/domain/session-change.ts';
import type { Scope } from '../commands.ts';
import type { NasReads, NasSnapshot, NasView } from '../reads.ts';
import type { NasTable } from '../schema.ts';
import { type ReadContext, rowsOf } from './context.ts';

type NasRow = Selectable<NasTable>;

export function createNasReads(context: ReadContext): NasReads {
  const find = async (scope: Scope, condition: RawBuilder<unknown>): Promise<NasView[]> => {
    // Counted in one pass: NAS are few, open sessions many.
    const rows = await rowsOf(
      context,
      sql<NasRow & { open_sessions: number; fingerprint256: string | null; not_after: number | null }>`
        SELECT n.*, coalesce(a.open_sessions, 0) AS open_sessions, c.fingerprint256, c.not_after FROM nas n LEFT JOIN
          (SELECT nas_id, count(*) AS open_sessions FROM radacct INDEXED BY radacct_open
           WHERE stop_at IS NULL ${ownSessions(scope)} GROUP BY nas_id) a ON a.nas_id = n.id
        LEFT JOIN (SELECT nas_id, fingerprint256, max(not_after) AS not_after FROM certificates
           WHERE nas_id IS NOT NULL AND revoked_at IS NULL GROUP BY nas_id) c ON c.nas_id = n.id
        WHERE n.tenant_id = ${scope.tenantId} AND n.deleted_at IS NULL AND ${condition}
        ORDER BY n.shortname COLLATE NOCASE`,
    );
    return rows.map((row) => ({
      ...commonOf(row),
      ...faceOf(row),
      openSessions: row.open_sessions,
      certificate:
        row.fingerprint256 === null ? null : { fingerprint256: row.fingerprint256, expiresAt: row.not_after! },
    }));
  };
  return {
    list: (scope) => find(scope, sql`1`),
    byId: async (scope, id) => (await find(scope, sql`n.id = ${id}`))[0],
  };
}

const ownSessions = (scope: Scope): RawBuilder<unknown> =>
  scope.resellerId === undefined
    ? sql``
    : sql`AND subscriber_id IN (SELECT id FROM subscribers WHERE tenant_id = ${scope.tenantId}
        AND reseller_id = ${scope.resellerId})`;

/** Every NAS of every tenant with its secrets, for the data plane and the routers. */
export async function allNas(context: ReadContext): Promise<NasSnapshot[]> {
  const rows = await context.kysely.selectFrom('nas').selectAll().where('deleted_at', 'is', null).execute();
  return rows.map((row) => ({
    ...commonOf(row),
    secret: context.sealer.unseal('nas.secret', row.secret_sealed),
    api:
      row.api_host === null
        ? null
        : {
            ...apiOf(row),
            password: row.api_password_sealed ? context.sealer.unseal('nas.api_password', row.api_password_sealed) : '',
          },
  }));
}

const faceOf = (row: NasRow): Pick<NasView, 'secretSet' | 'api'> => ({
  secretSet: row.secret_sealed.length > 0,
  api: row.api_host === null ? null : { ...apiOf(row), passwordSet: row.api_password_sealed !== null },
});

const apiOf = (row: NasRow) => ({
  host: row.api_host!,
  port: row.api_port!,
  username: row.api_username!,
  tls: row.api_tls === 2 ? { fingerprint256: row.api_fingerprint256! } : row.api_tls === 1,
});

const commonOf = (row: NasRow) => ({
  id: row.id,
  tenantId: row.tenant_id,
  name: row.shortname ?? row.nasname,
  address: row.nasname,
  mode: row.mode as NasView['mode'],
  // FreeRADIUS's nas.type, whose word for the rest is "other".
  vendor: (row.type === 'mikrotik' ? 'mikrotik' : 'generic') as NasView['vendor'],
  swapDirections: row.swap_directions === 1,
  messageAuthenticator: row.message_authenticator as MessageAuthenticatorPolicy,
  coaPort: row.coa_port,
  disconnectFor: JSON.parse(row.disconnect_for) as ChangeReason[],
  seen: {
    lastSeenAt: row.last_seen_at || null,
    coaPortSeen: row.coa_port_seen,
    coaAccepts: row.coa_accepts === null ? null : row.coa_accepts === 1,
    version: row.version,
    identity: row.identity,
    clockSkewMs: row.clock_skew_ms,
    messageAuthenticatorSeenAt: row.message_authenticator_seen_at,
  },
  createdAt: row.created_at,
});
