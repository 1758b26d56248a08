/** Who is online, as the lists say it (F031): the flag, an open session, and an update of it in the last 30 minutes. */
import { STALE_ACCOUNTING_MS } from '../../../shared/domain/online-state.ts';
import type { LiveAccount, LiveBook } from './ports.ts';

export function isOnline(account: LiveAccount, book: Pick<LiveBook, 'ofSubscriber'>, now: number): boolean {
  if (!account.isOnline) return false;
  return book.ofSubscriber(account.id).some(({ row }) => now - row.updateAt <= STALE_ACCOUNTING_MS);
}
