/** NAS (routers in their RADIUS role). Secrets arrive sealed. */
import { timingSafeEqual } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import type { Selectable } from 'kysely';
import { learnsAnew, type MessageAuthenticatorPolicy } from '../../../../../shared/domain/message-authenticator.ts';
import { DEFAULT_DISCONNECT_FOR } from '../../../../../shared/domain/session-change.ts';
import type { Scope } from '../../commands.ts';
import { Conflict, type FieldFault, Invalid, NotFound } from '../../errors.ts';
import type { NasTable } from '../../schema.ts';
import type { CommandContext, Handler } from '../context.ts';
import type { SealedNas } from '../messages.ts';
import { revokeOfNas } from './certificates.ts';
import { resolveAlertsOfNas } from './logs.ts';
import { refuseTakenName, rowOf, wholeTenant } from './scope.ts';

type NasRow = Selectable<NasTable>;

const columns = [
  ...['nasname', 'shortname', 'secret_sealed', 'swap_directions', 'coa_port', 'api_host', 'api_port', 'api_username'],
  ...[
    'api_password_sealed',
    'api_tls',
    'api_fingerprint256',
    'message_authenticator',
    'mode',
    'type',
    'disconnect_for',
  ],
];

export const nasCreate: Handler<'nas.create'> = (context, { scope, actor, nas, at }) => {
  wholeTenant(scope, 'routers');
  check(context, scope, nas, undefined);
  if (nas.secretSealed === undefined) throw new Invalid([{ field: 'secret', message: 'is required' }]);
  const values = valuesOf(nas, undefined);
  const { lastInsertRowid } = context
    .sql(
      `INSERT INTO nas (${columns.join(', ')}, description, tenant_id, created_at)
       VALUES (${columns.map(() => '?').join(', ')}, NULL, ?, ?)`,
    )
    .run(...values, scope.tenantId, at);
  const id = Number(lastInsertRowid);
  context.edited(
    { tenantId: scope.tenantId, actor, at, entity: 'nas', id, kind: 'created' },
    { after: shown(rowOf<NasRow>(context, 'nas', scope, id)) },
  );
  return { id };
};

export const nasUpdate: Handler<'nas.update'> = (context, { scope, actor, id, nas, at }) => {
  wholeTenant(scope, 'routers');
  const before = rowOf<NasRow>(context, 'nas', scope, id);
  check(context, scope, nas, before);
  // What was learned from the router stays, unless the address is another router's.
  const moved = before.nasname !== canonicalAddress(nas.address);
  context
    .sql(`UPDATE nas SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`)
    .run(...valuesOf(nas, before), id);
  if (moved) {
    context
      .sql(
        `UPDATE nas SET last_seen_at = NULL, coa_port_seen = NULL, coa_accepts = NULL, version = NULL, identity = NULL,
           clock_skew_ms = NULL, message_authenticator_seen_at = NULL WHERE id = ?`,
      )
      .run(id);
  }
  const policy = before.message_authenticator as MessageAuthenticatorPolicy;
  if (learnsAnew(policy, nas.messageAuthenticator ?? policy)) {
    context.sql('UPDATE nas SET message_authenticator_seen_at = NULL WHERE id = ?').run(id);
  }
  context.edited(
    { tenantId: scope.tenantId, actor, at, entity: 'nas', id, kind: 'updated' },
    {
      before: shown(before),
      after: shown(rowOf<NasRow>(context, 'nas', scope, id)),
      secretChanged: nas.secretSealed !== undefined,
      apiPasswordChanged: nas.api?.passwordSealed !== undefined,
    },
  );
  return { id };
};

export const nasRemove: Handler<'nas.remove'> = (context, { scope, actor, id, at }) => {
  wholeTenant(scope, 'routers');
  const before = rowOf<NasRow>(context, 'nas', scope, id);
  // The row stays for the sessions that name it; its secrets do not.
  context
    .sql("UPDATE nas SET deleted_at = ?, secret_sealed = x'', api_password_sealed = NULL WHERE id = ?")
    .run(at, id);
  resolveAlertsOfNas(context, scope.tenantId, id, at);
  revokeOfNas(context, before, actor, 'its NAS was removed', at);
  context.edited(
    { tenantId: scope.tenantId, actor, at, entity: 'nas', id, kind: 'removed' },
    { before: shown(before) },
  );
  return { id };
};

/** A clock that moved less is the same clock: the skew is measured at every poll. */
const newsSkewMs = 1000;

export const nasObserve: Handler<'nas.observe'> = (context, { id, seen }) => {
  const before = context.sql('SELECT * FROM nas WHERE id = ?').get(id) as NasRow | undefined;
  if (!before) throw new NotFound(`There is no NAS ${id}.`);
  const learned = {
    coa_port_seen: seen.coaPortSeen ?? before.coa_port_seen,
    coa_accepts: seen.coaAccepts === undefined ? before.coa_accepts : Number(seen.coaAccepts),
    version: seen.version ?? before.version,
    identity: seen.identity ?? before.identity,
  };
  const skew = seen.clockSkewMs ?? before.clock_skew_ms;
  const signedAt = seen.messageAuthenticatorSeenAt ?? before.message_authenticator_seen_at;
  context
    .sql(
      `UPDATE nas SET coa_port_seen = ?, coa_accepts = ?, version = ?, identity = ?, clock_skew_ms = ?,
         message_authenticator_seen_at = ?, last_seen_at = ? WHERE id = ?`,
    )
    .run(
      ...Object.values(learned),
      skew,
      signedAt,
      seen.lastSeenAt === undefined ? before.last_seen_at : Math.max(seen.lastSeenAt, before.last_seen_at ?? 0),
      id,
    );
  // Followers act on these; "was seen again" is too frequent to be news, and that it was seen at all makes it up.
  const isNews =
    (before.last_seen_at === null && seen.lastSeenAt !== undefined) ||
    Object.entries(learned).some(([column, value]) => before[column as keyof typeof learned] !== value) ||
    (signedAt === null) !== (before.message_authenticator_seen_at === null) ||
    (skew !== null && (before.clock_skew_ms === null || Math.abs(skew - before.clock_skew_ms) >= newsSkewMs));
  if (isNews) context.change(before.tenant_id, 'nas', id, 'seen', seen.lastSeenAt ?? Date.now());
  return { id };
};

/** IPv4 as four numbers, IPv6 in its shortest form, IPv4-mapped IPv6 as IPv4: what the socket will report. */
const canonicalAddress = (address: string): string => (address === '' ? '' : ipaddr.process(address).toString());

const modeOf = (nas: SealedNas, before: NasRow | undefined): string => nas.mode ?? before?.mode ?? 'udp';

/** `10.1` and `010.0.0.1` are addresses to a C library and mistakes to an operator. */
const isAddress = (text: string): boolean =>
  text.includes(':') ? ipaddr.IPv6.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text);

function check(context: CommandContext, scope: Scope, nas: SealedNas, before: NasRow | undefined): void {
  const faults: FieldFault[] = [];
  if (nas.name.trim() === '') faults.push({ field: 'name', message: 'is required' });
  const isRadsec = modeOf(nas, before) === 'radsec';
  if (!isAddress(nas.address) && !(isRadsec && nas.address === '')) {
    faults.push({
      field: 'address',
      message: `"${nas.address}" is not an IP address: write the one RADIUS comes from`,
    });
  }
  if (nas.api && nas.api.passwordSealed === undefined && !before?.api_password_sealed) {
    faults.push({ field: 'api.password', message: 'is required: none is stored yet' });
  }
  if (faults.length > 0) throw new Invalid(faults);
  refuseTakenName(context, 'nas', 'shortname', scope, nas.name, before?.id ?? 0);
  refuseTakenSecret(context, nas, before);
}

/**
 * X58: several routers may share an address behind NAT; their secrets tell them apart, so the pair is unique. Across
 * tenants too (the address selects the tenant), and then without naming the other one (Z6).
 */
function refuseTakenSecret(context: CommandContext, nas: SealedNas, before: NasRow | undefined): void {
  // RadSec is told apart by certificates; its secret is for CoA alone.
  if (modeOf(nas, before) === 'radsec') return;
  const address = canonicalAddress(nas.address);
  if (nas.secretSealed === undefined && before?.nasname === address && before.mode === 'udp') return;
  const others = context
    .sql("SELECT secret_sealed FROM nas WHERE nasname = ? AND mode = 'udp' AND id <> ? AND deleted_at IS NULL")
    .pluck()
    .all(address, before?.id ?? 0) as Uint8Array[];
  if (others.length === 0) return;
  const open = (sealed: Uint8Array) => Buffer.from(context.sealer.unseal('nas.secret', sealed));
  const secret = open(nas.secretSealed ?? before!.secret_sealed);
  for (const other of others.map(open)) {
    if (other.length === secret.length && timingSafeEqual(other, secret)) {
      throw new Conflict(
        `${address} is registered already with this secret. Routers behind one address need a secret each.`,
        'address',
      );
    }
  }
}

function valuesOf(nas: SealedNas, before: NasRow | undefined): unknown[] {
  const { api } = nas;
  const pinned = api && typeof api.tls === 'object' ? api.tls.fingerprint256 : null;
  return [
    canonicalAddress(nas.address),
    nas.name,
    nas.secretSealed ?? before!.secret_sealed,
    Number(nas.swapDirections ?? Boolean(before?.swap_directions)),
    nas.coaPort,
    api?.host ?? null,
    api?.port ?? null,
    api?.username ?? null,
    api ? (api.passwordSealed ?? before!.api_password_sealed) : null,
    pinned !== null ? 2 : Number(api?.tls === true),
    pinned,
    nas.messageAuthenticator ?? before?.message_authenticator ?? 'auto',
    modeOf(nas, before),
    nas.vendor === undefined ? (before?.type ?? 'mikrotik') : nas.vendor === 'generic' ? 'other' : nas.vendor,
    nas.disconnectFor
      ? JSON.stringify(nas.disconnectFor)
      : (before?.disconnect_for ?? JSON.stringify(DEFAULT_DISCONNECT_FOR)),
  ];
}

/** What an audit may show: everything but secrets. */
const shown = (row: NasRow) => ({
  name: row.shortname,
  address: row.nasname,
  mode: row.mode,
  vendor: row.type,
  swapDirections: row.swap_directions === 1,
  messageAuthenticator: row.message_authenticator,
  coaPort: row.coa_port,
  disconnectFor: JSON.parse(row.disconnect_for) as string[],
  apiHost: row.api_host,
  apiPort: row.api_port,
  apiUsername: row.api_username,
  apiTls: row.api_tls,
  apiFingerprint256: row.api_fingerprint256,
});
