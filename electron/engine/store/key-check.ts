/** Whether a key is the one that a database was sealed with: a known text, sealed, lies in it. */
import type BetterSqlite3 from 'better-sqlite3';
import { SealBroken, type Sealer } from './seal.ts';

const keyCheckText = 'lastmile';
const place = 'store_meta.key_check';

/** What a new database keeps to know its key by. */
export const sealedKeyCheck = (sealer: Sealer): Uint8Array => sealer.seal(place, keyCheckText);

export function isKeyOf(db: BetterSqlite3.Database, sealer: Sealer): boolean {
  const sealed = db.prepare("SELECT value FROM store_meta WHERE name = 'key_check'").pluck().get();
  try {
    return sealed instanceof Uint8Array && sealer.unseal(place, sealed) === keyCheckText;
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    return false;
  }
}
