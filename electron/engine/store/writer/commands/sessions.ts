/**
 * `radacct` rows of the fold: upserted by session key, absolute values.
 *
 * An open session is written every cycle but hardly ever changes its attributes, so the writer remembers what it wrote
 * and then touches the counters only: none of those columns is in an index, which makes the update several times
 * cheaper than one that rewrites the row.
 */
import { createHash } from 'node:crypto';
import type { SessionRow } from '../../fold-commit.ts';
import type { CommandContext } from '../context.ts';

/** Remembered sessions; beyond it all are forgotten at once, and learned again. */
const knownMax = 200_000;

/** What a commit does to the roll-ups, per tenant (and NAS) and hour. */
export interface SessionRollUps {
  started(row: SessionRow): void;
  /** A closed session enters (1) or leaves (-1) the totals of the hour of its Stop. */
  closed(session: ClosedSession, sign: 1 | -1): void;
}

export type ClosedSession = Pick<SessionRow, 'tenantId' | 'nasId' | 'sessionSeconds' | 'downBytes' | 'upBytes'> & {
  readonly stopAt: number;
};

/** Upserts one session. */
export function writeSession(context: CommandContext, row: SessionRow, rollUps: SessionRollUps): void {
  const attributes = attributesOf(row);
  const known = context.sessions.get(row.sessionKey);
  if (known?.attributes === attributes) {
    writeCounters(context, known.id, row);
    return;
  }
  // What is remembered is open, so only a session that is not may have to leave the totals of closed ones.
  const stored = known ?? findSession(context, row.sessionKey);
  if (!stored) rollUps.started(row);
  else if ('stop_at' in stored && stored.stop_at !== null) rollUps.closed(closedOf(stored, stored.stop_at), -1);
  const id = stored?.id ?? insertSession(context, row);
  if (stored) rewriteSession(context, id, row);
  if (row.stopAt === null) {
    if (context.sessions.size >= knownMax) context.sessions.clear();
    context.sessions.set(row.sessionKey, { id, attributes });
    return;
  }
  rollUps.closed({ ...row, stopAt: row.stopAt }, 1);
  context.sessions.delete(row.sessionKey);
}

/** The radacctid of a session that was written before. */
export const sessionId = (context: CommandContext, sessionKey: string): number | undefined =>
  (context.sessions.get(sessionKey) ?? findSession(context, sessionKey))?.id;

interface StoredSession {
  readonly id: number;
  readonly tenant_id: number;
  readonly nas_id: number;
  readonly stop_at: number | null;
  readonly acctsessiontime: number;
  readonly down_bytes: number;
  readonly up_bytes: number;
}

const findSession = (context: CommandContext, sessionKey: string): StoredSession | undefined =>
  context
    .sql(
      `SELECT radacctid AS id, tenant_id, nas_id, stop_at, acctsessiontime, down_bytes, up_bytes
       FROM radacct WHERE session_key = ?`,
    )
    .get(sessionKey) as StoredSession | undefined;

const closedOf = (stored: StoredSession, stopAt: number): ClosedSession => ({
  tenantId: stored.tenant_id,
  nasId: stored.nas_id,
  stopAt,
  sessionSeconds: stored.acctsessiontime,
  downBytes: stored.down_bytes,
  upBytes: stored.up_bytes,
});

/** Everything but the columns of `writeCounters`, as one text to compare. */
function attributesOf(row: SessionRow): string {
  return [
    row.subscriberId,
    row.username,
    row.realm,
    row.acctSessionId,
    row.loginClass,
    row.nasIpAddress,
    row.nasPortId,
    row.nasPortType,
    row.serviceType,
    row.framedProtocol,
    row.framedIpAddress,
    row.framedIpv6Prefix,
    row.delegatedIpv6Prefix,
    row.callingStationId,
    row.calledStationId,
    row.startAt,
    row.stopAt,
    row.terminateCause,
    row.closedBy,
  ].join('\n');
}

function writeCounters(context: CommandContext, id: number, row: SessionRow): void {
  context
    .sql(
      `UPDATE radacct SET acctupdatetime = ?, acctinterval = ?, acctsessiontime = ?, acctinputoctets = ?,
         acctoutputoctets = ?, update_at = ?, down_bytes = ?, up_bytes = ?, usage_state = ? WHERE radacctid = ?`,
    )
    .run(
      sqlTime(row.updateAt),
      row.interimSeconds,
      row.sessionSeconds,
      row.reportedUpBytes,
      row.reportedDownBytes,
      row.updateAt,
      row.downBytes,
      row.upBytes,
      row.usageState,
      id,
    );
}

const columns = [
  ...['username', 'realm', 'nasipaddress', 'nasportid', 'nasporttype', 'acctstarttime', 'acctupdatetime'],
  ...['acctstoptime', 'acctinterval', 'acctsessiontime', 'acctinputoctets', 'acctoutputoctets', 'calledstationid'],
  ...['callingstationid', 'acctterminatecause', 'servicetype', 'framedprotocol', 'framedipaddress'],
  ...['framedipv6prefix', 'delegatedipv6prefix', 'class', 'tenant_id', 'nas_id', 'subscriber_id', 'login_class'],
  ...['start_at', 'update_at', 'stop_at', 'down_bytes', 'up_bytes', 'closed_by', 'usage_state', 'acctsessionid'],
];

const rowValues = (row: SessionRow): unknown[] => [
  row.username,
  row.realm,
  row.nasIpAddress,
  row.nasPortId,
  row.nasPortType,
  sqlTime(row.startAt),
  sqlTime(row.updateAt),
  row.stopAt === null ? null : sqlTime(row.stopAt),
  row.interimSeconds,
  row.sessionSeconds,
  row.reportedUpBytes, // FreeRADIUS: input is what the NAS receives, the upload
  row.reportedDownBytes,
  row.calledStationId,
  row.callingStationId,
  row.terminateCause,
  row.serviceType,
  row.framedProtocol,
  row.framedIpAddress,
  row.framedIpv6Prefix,
  row.delegatedIpv6Prefix,
  row.loginClass,
  row.tenantId,
  row.nasId,
  row.subscriberId,
  row.loginClass,
  row.startAt,
  row.updateAt,
  row.stopAt,
  row.downBytes,
  row.upBytes,
  row.closedBy,
  row.usageState,
  row.acctSessionId,
];

const insertText = `INSERT INTO radacct (${columns.join(', ')}, session_key, acctuniqueid)
  VALUES (${columns.map(() => '?').join(', ')}, ?, ?)`;
const updateText = `UPDATE radacct SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE radacctid = ?`;

function insertSession(context: CommandContext, row: SessionRow): number {
  // Like FreeRADIUS's acctuniqueid: 32 hex digits that name the session across all NAS.
  const unique = createHash('sha256').update(row.sessionKey).digest('hex').slice(0, 32);
  const { lastInsertRowid } = context.sql(insertText).run(...rowValues(row), row.sessionKey, unique);
  return Number(lastInsertRowid);
}

function rewriteSession(context: CommandContext, id: number, row: SessionRow): void {
  context.sql(updateText).run(...rowValues(row), id);
}

let timeSecond = Number.NaN;
let timeText = '';

/** UTC `YYYY-MM-DD HH:MM:SS`. Most rows of a commit share their second. */
export function sqlTime(at: number): string {
  const second = Math.floor(at / 1000);
  if (second !== timeSecond) {
    timeText = new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ');
    timeSecond = second;
  }
  return timeText;
}
