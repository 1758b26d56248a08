/** The portal's memory: logins of subscribers and notices that they put away. No audit: nothing of an operator's changes. */
import type { CommandContext, Handler } from '../context.ts';

/** Devices of one subscriber; the one that was not used for the longest makes room. */
const sessionsMax = 10;
/** Keys are the page's own few; a subscriber beyond this many is trying something. */
const dismissalsMax = 32;

/** Opens nothing when the password is another one by now: whoever set it meant it. */
export const portalLogin: Handler<'portal.login'> = (context, input) => {
  const { tenantId, subscriberId, passwordHash, tokenHash, at, expiresAt } = input;
  const stored = context
    .sql('SELECT portal_password_hash FROM subscribers WHERE id = ? AND tenant_id = ? AND deleted_at IS NULL')
    .pluck()
    .get(subscriberId, tenantId) as string | null | undefined;
  if (stored !== passwordHash) return { isOpen: false };
  context
    .sql(
      `INSERT INTO portal_sessions (token_hash, subscriber_id, created_at, expires_at, last_used_at)
       VALUES (?, ?, ?, ?, ?)`,
    )
    .run(tokenHash, subscriberId, at, expiresAt, at);
  context
    .sql(
      `DELETE FROM portal_sessions WHERE token_hash IN
         (SELECT token_hash FROM portal_sessions WHERE subscriber_id = ? AND token_hash <> ?
          ORDER BY last_used_at DESC, created_at DESC LIMIT -1 OFFSET ${sessionsMax - 1})`,
    )
    .run(subscriberId, tokenHash);
  return { isOpen: true };
};

export const portalLogout: Handler<'portal.logout'> = (context, { tokenHash }) => ({
  removed: context.sql('DELETE FROM portal_sessions WHERE token_hash = ?').run(tokenHash).changes,
});

export const portalSeen: Handler<'portal.seen'> = (context, { seen }) => {
  const update = context.sql('UPDATE portal_sessions SET last_used_at = max(last_used_at, ?) WHERE token_hash = ?');
  let marked = 0;
  for (const { tokenHash, at } of seen) marked += update.run(at, tokenHash).changes;
  return { marked };
};

export const portalDismiss: Handler<'portal.dismiss'> = (context, { tenantId, subscriberId, key, at, until }) => {
  const isKnown = context
    .sql('SELECT 1 FROM subscribers WHERE id = ? AND tenant_id = ? AND deleted_at IS NULL')
    .get(subscriberId, tenantId);
  if (!isKnown) return { isKept: false };
  context.sql('DELETE FROM portal_dismissals WHERE subscriber_id = ? AND until_at <= ?').run(subscriberId, at);
  context
    .sql(
      `INSERT INTO portal_dismissals (subscriber_id, key, until_at) VALUES (?, ?, ?)
       ON CONFLICT (subscriber_id, key) DO UPDATE SET until_at = excluded.until_at`,
    )
    .run(subscriberId, key, until);
  context
    .sql(
      `DELETE FROM portal_dismissals WHERE subscriber_id = ? AND key IN
         (SELECT key FROM portal_dismissals WHERE subscriber_id = ? ORDER BY until_at DESC, key LIMIT -1 OFFSET ${dismissalsMax})`,
    )
    .run(subscriberId, subscriberId);
  return { isKept: true };
};

/** A new portal password: whoever knew the old one is out, on every device. */
export function endPortalSessions(context: CommandContext, subscriberId: number): void {
  context.sql('DELETE FROM portal_sessions WHERE subscriber_id = ?').run(subscriberId);
}

/** The subscriber is gone, and so is all that the portal knew of it. */
export function forgetOnPortal(context: CommandContext, subscriberId: number): void {
  endPortalSessions(context, subscriberId);
  context.sql('DELETE FROM portal_dismissals WHERE subscriber_id = ?').run(subscriberId);
}
