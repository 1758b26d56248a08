/** Whose device a MAC is already, where that matters: a MAC login cannot tell two subscribers apart. */
import { macAuthOf } from '../../../../../shared/domain/mac-auth.ts';
import type { Scope } from '../../commands.ts';
import type { CommandContext } from '../context.ts';
import { storedMacs } from './stored-macs.ts';

/**
 * Asked row by row, in the order of the list, what keeps the row's MACs from being added: a sentence for each. Nothing
 * does in a tenant without MAC logins, where a CPE may be shared, and nothing that the row has already.
 *
 * @param ownId the subscriber being changed; 0 for new ones
 */
export function createSharers(context: CommandContext, { tenantId, resellerId }: Scope, ownId: number) {
  const stored = context.sql("SELECT value FROM settings WHERE tenant_id = ? AND name = 'macAuth'").pluck();
  const macAuth = macAuthOf({ macAuth: JSON.parse((stored.get(tenantId) as string | undefined) ?? '{}') });
  const own = new Set(ownId > 0 ? storedMacs(context, ownId) : []);
  const inList = new Map<string, string>();
  const holder = context.sql(
    `SELECT s.username, s.reseller_id FROM subscriber_macs m JOIN subscribers s ON s.id = m.subscriber_id
     WHERE m.mac = ? AND s.tenant_id = ? AND s.id <> ? AND s.deleted_at IS NULL`,
  );
  return ({ username, macs }: { readonly username: string; readonly macs: readonly string[] }): string[] => {
    if (macAuth.nasIds.length === 0) return [];
    return macs.flatMap((mac) => {
      if (own.has(mac)) return [];
      const twin = inList.get(mac);
      inList.set(mac, twin ?? username);
      if (twin !== undefined) return [`${mac} is also a device of ${twin} in this list; a MAC login needs one`];
      const other = holder.get(mac, tenantId, ownId) as { username: string; reseller_id: number | null } | undefined;
      if (!other) return [];
      // A reseller is not told the names of others (Z6).
      const isTheirs = resellerId !== undefined && other.reseller_id !== resellerId;
      const name = isTheirs ? 'another subscriber' : other.username;
      return [`${mac} is a device of ${name}, and a MAC login needs one; remove it there first`];
    });
  };
}
