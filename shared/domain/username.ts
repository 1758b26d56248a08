import { fault, ok, type Result } from './result.ts';

export interface SplitUsername {
  readonly user: string;
  /** Lower case; null when the name has no realm, and the tenant's default realm applies. */
  readonly realm: string | null;
}

/**
 * Splits a login name at its last `@`: `ali` is a user of the default realm, `ali@north` of realm `north` (F059).
 *
 * User names may themselves contain `@`, `.`, `-` and spaces, hence the last one. Realms compare without case, as in
 * RFC 7542 §2.4; the user part is kept as it was sent. Whether the realm exists is for the caller to know.
 */
export function splitUsername(name: string): Result<SplitUsername, string> {
  const at = name.lastIndexOf('@');
  if (name === '' || at === 0) return fault('the user name is empty');
  if (at === -1) return ok({ user: name, realm: null });
  if (at === name.length - 1) return fault(`"${name}" ends in @ without a realm`);
  return ok({ user: name.slice(0, at), realm: name.slice(at + 1).toLowerCase() });
}
