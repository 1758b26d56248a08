/**
 * Which realm a login name belongs to, and under which spellings its subscriber may be stored (F059).
 *
 * Usernames are unique per tenant as they are stored. A stored name's realm is its part after the last `@` when that
 * is a realm of the tenant, else the default realm: `ali` and `ali@typo` are both of the default realm, and a name
 * that merely contains `@` (`ali@example.com`) needs no realm to log in.
 *
 * Case: realms compare without it, as in RFC 7542 §2.4; the user part is exact, as in RADIUS (RFC 2865 §5.1 compares
 * octets), because `Ali` and `ali` may be two people.
 */

/** The realms of one tenant; keys of `byName` are lower case. A tenant without any asks for none. */
export interface Realms<R> {
  readonly byName: ReadonlyMap<string, R>;
  readonly standard: R | undefined;
}

export const authMethods = ['PAP', 'CHAP', 'MS-CHAPv1', 'MS-CHAPv2'] as const;
/** How a subscriber proves who it is; what a realm allows. */
export type RealmMethod = (typeof authMethods)[number];

export interface RealmRow {
  readonly name: string;
  readonly isDefault: boolean;
}

/** The key of a realm's name. */
export const realmKey = (name: string): string => name.toLowerCase();

export const realmsOf = <R extends RealmRow>(all: readonly R[]): Realms<R> => ({
  byName: new Map(all.map((realm) => [realmKey(realm.name), realm])),
  standard: all.find(({ isDefault }) => isDefault),
});

/** The realm that `name` says, in lower case; undefined when it says none. */
export function suffixOf(name: string): string | undefined {
  const at = name.lastIndexOf('@');
  return at === -1 ? undefined : realmKey(name.slice(at + 1));
}

/** `name` with its realm in lower case: two spellings of one login are equal after it. */
export function foldRealm(name: string): string {
  const at = name.lastIndexOf('@');
  return at === -1 ? name : name.slice(0, at + 1) + realmKey(name.slice(at + 1));
}

/** The realm of a stored subscriber name. */
export function realmOf<R>(realms: Realms<R>, stored: string): R | undefined {
  const suffix = suffixOf(stored);
  return (suffix === undefined ? undefined : realms.byName.get(suffix)) ?? realms.standard;
}

/** What a login name asks for. */
export interface Route<R> {
  /** Undefined for a realm that the tenant does not have, or a tenant without realms. */
  readonly realm: R | undefined;
  /** The realm as it was asked for; '' when none was. */
  readonly asked: string;
  /** Other stored names, realm in lower case, that mean the same login; the name as it came is tried before them. */
  readonly others: readonly string[];
}

/**
 * Where a login name leads. In the default realm the suffix may be written or left out on either side; in every other
 * realm it must be there on both.
 */
export function routeOf<R extends RealmRow>(realms: Realms<R>, name: string): Route<R> {
  const suffix = suffixOf(name);
  const { standard } = realms;
  if (suffix === undefined) {
    const others = standard === undefined ? [] : [`${name}@${realmKey(standard.name)}`];
    return { realm: standard, asked: '', others };
  }
  const realm = realms.byName.get(suffix);
  const folded = foldRealm(name);
  const bare = name.slice(0, name.lastIndexOf('@'));
  // `a@north@default` means the stored `a@north`, unless that is of another realm.
  const isSame = realm === standard && bare !== '' && realmOf(realms, bare) === standard;
  return { realm, asked: suffix, others: realm !== undefined && isSame ? [folded, bare] : [folded] };
}
