/** The stored usernames of one tenant, found by what a CPE sends: see `realm.ts` for the rules. */
import { foldRealm, type RealmRow, type Realms, realmOf, routeOf } from './realm.ts';

/** Where a login name leads. `realm` is undefined for one that does not exist, and in a tenant that has none. */
export interface FoundLogin<S, R> {
  readonly subscriber: S | undefined;
  readonly realm: R | undefined;
  /** The realm that was asked for and does not exist; '' when there is a subscriber or a realm. */
  readonly unknownRealm: string;
}

export class LoginNames<S extends { readonly username: string }> {
  readonly #stored = new Map<string, S>();
  /** Those whose realm is not in lower case, by the name with it in lower case. */
  readonly #folded = new Map<string, S>();

  put(subscriber: S): void {
    const { username } = subscriber;
    this.#stored.set(username, subscriber);
    const folded = foldRealm(username);
    if (folded !== username) this.#folded.set(folded, subscriber);
  }

  /** A renamed subscriber may have left its old name to another one in the meantime: that one stays. */
  forget(subscriber: S): void {
    const { username } = subscriber;
    if (this.#stored.get(username) === subscriber) this.#stored.delete(username);
    const folded = foldRealm(username);
    if (this.#folded.get(folded) === subscriber) this.#folded.delete(folded);
  }

  /** Exactly this stored name. */
  get(username: string): S | undefined {
    return this.#stored.get(username);
  }

  /** A name as it is stored comes first, whatever its `@` may mean. */
  find<R extends RealmRow>(realms: Realms<R>, username: string): FoundLogin<S, R> {
    const exact = this.#stored.get(username);
    if (exact) return { subscriber: exact, realm: realmOf(realms, username), unknownRealm: '' };
    const { realm, asked, others } = routeOf(realms, username);
    for (const other of others) {
      const subscriber = this.#stored.get(other) ?? this.#folded.get(other);
      if (subscriber) return { subscriber, realm: realm ?? realms.standard, unknownRealm: '' };
    }
    return { subscriber: undefined, realm, unknownRealm: realm === undefined && realms.standard ? asked : '' };
  }
}
