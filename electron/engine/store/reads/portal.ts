/** What the portal remembers of a subscriber. Look-ups by primary key: one of them is behind every request of a page. */
import { sql } from 'kysely';
import type { DismissalView, PortalReads, PortalSessionView } from '../reads.ts';
import { type ReadContext, rowsOf, scopeOf } from './context.ts';

export const createPortalReads = (context: ReadContext): PortalReads => ({
  async session(scope, tokenHash) {
    const [found] = await rowsOf(
      context,
      sql<PortalSessionView>`
        SELECT p.subscriber_id AS subscriberId, p.expires_at AS expiresAt, p.last_used_at AS lastUsedAt
        FROM portal_sessions p JOIN subscribers s ON s.id = p.subscriber_id
        WHERE p.token_hash = ${tokenHash} AND p.expires_at > ${context.now()}
          AND ${scopeOf(scope, 's')} AND s.deleted_at IS NULL`,
    );
    return found;
  },
  dismissals: (scope, subscriberId) =>
    rowsOf(
      context,
      sql<DismissalView>`
        SELECT d.key, d.until_at AS until FROM portal_dismissals d JOIN subscribers s ON s.id = d.subscriber_id
        WHERE d.subscriber_id = ${subscriberId} AND d.until_at > ${context.now()} AND ${scopeOf(scope, 's')}`,
    ),
});
