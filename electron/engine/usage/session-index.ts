/**
 * Sessions by one of their names within a NAS, or by any other key. Nearly every key has one session: that one is held
 * as it is, because a Set of one costs 240 octets and there are three for each of 10,000 sessions.
 */
import type { LiveSession } from './live-session.ts';

export class SessionIndex<K> {
  readonly #byKey = new Map<K, LiveSession | Set<LiveSession>>();

  /** In the order in which they were added. */
  get(key: K): readonly LiveSession[] {
    const known = this.#byKey.get(key);
    if (!known) return [];
    return known instanceof Set ? [...known] : [known];
  }

  get isEmpty(): boolean {
    return this.#byKey.size === 0;
  }

  add(key: K, session: LiveSession): void {
    const known = this.#byKey.get(key);
    if (!known) this.#byKey.set(key, session);
    else if (known instanceof Set) known.add(session);
    else if (known !== session) this.#byKey.set(key, new Set([known, session]));
  }

  remove(key: K, session: LiveSession): void {
    const known = this.#byKey.get(key);
    if (known === session) this.#byKey.delete(key);
    if (!(known instanceof Set) || !known.delete(session)) return;
    const [last] = known;
    if (known.size === 1 && last) this.#byKey.set(key, last);
  }
}

/** The same by NAS and text: the text is the row's own, and no key is put together for it. */
export class NasSessionIndex {
  readonly #byNas = new Map<number, SessionIndex<string>>();

  get(nasId: number, text: string): readonly LiveSession[] {
    return this.#byNas.get(nasId)?.get(text) ?? [];
  }

  add(nasId: number, text: string, session: LiveSession): void {
    let ofNas = this.#byNas.get(nasId);
    if (!ofNas) {
      ofNas = new SessionIndex();
      this.#byNas.set(nasId, ofNas);
    }
    ofNas.add(text, session);
  }

  remove(nasId: number, text: string, session: LiveSession): void {
    const ofNas = this.#byNas.get(nasId);
    ofNas?.remove(text, session);
    if (ofNas?.isEmpty) this.#byNas.delete(nasId);
  }
}
