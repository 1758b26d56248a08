/**
 * What one NAS did since the last report, as far as it tells that something is set up wrongly: the doctor's evidence.
 * A few numbers per NAS, sent with the report of each second in which one of them changed.
 */
import type { DropReason } from '../../../shared/domain/auth-reasons.ts';
import type { NasSigns } from './protocol.ts';

type Open = { -readonly [K in keyof NasSigns]: NasSigns[K] } & {
  readonly rejects: Record<string, number>;
  readonly drops: Record<string, number>;
};

const namesMax = 4;

export class Signs {
  #byNas = new Map<number, Open>();

  of(nasId: number, at: number): Open {
    const known = this.#byNas.get(nasId);
    if (known) {
      known.at = at;
      return known;
    }
    const fresh: Open = {
      nasId,
      at,
      accepts: 0,
      rejects: {},
      drops: {},
      repeats: 0,
      requests: 0,
      starts: 0,
      interims: 0,
      stops: 0,
      skewMs: null,
      identifiers: [],
    };
    this.#byNas.set(nasId, fresh);
    return fresh;
  }

  /** `method reason`. */
  rejected(nasId: number, method: string, reason: string, at: number): void {
    const { rejects } = this.of(nasId, at);
    const key = `${method} ${reason}`;
    rejects[key] = (rejects[key] ?? 0) + 1;
  }

  /** `where` is the service whose port it came to: a packet on the wrong one says that they are swapped. */
  dropped(nasId: number, reason: DropReason, where: 'auth' | 'acct', at: number): void {
    const { drops } = this.of(nasId, at);
    const key = reason === 'unexpected-code' ? `${reason} ${where}` : reason;
    drops[key] = (drops[key] ?? 0) + 1;
  }

  /** A NAS-Identifier in a packet that was believed. */
  named(nasId: number, identifier: string, at: number): void {
    const signs = this.of(nasId, at);
    if (identifier === '' || signs.identifiers.length >= namesMax || signs.identifiers.includes(identifier)) return;
    signs.identifiers = [...signs.identifiers, identifier];
  }

  take(): NasSigns[] {
    const taken = [...this.#byNas.values()];
    if (taken.length > 0) this.#byNas = new Map();
    return taken;
  }
}
