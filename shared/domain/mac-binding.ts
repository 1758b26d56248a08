/**
 * Which CPE may use an account (W5, W9), by the MAC address of its login. A device that is not known is let in while
 * there is room to learn it, and refused after that until an operator clears the list.
 */
export const macModes = ['off', 'learn', 'locked'] as const;
/** `off` looks at no MAC; `learn` takes the first `limit` ones; `locked` knows those that are listed and no other. */
export type MacMode = (typeof macModes)[number];

/** More devices than a house has CPEs is no binding. */
export const MAC_LIMIT_MAX = 16;

export interface MacBinding {
  readonly mode: MacMode;
  /** How many are learned; 1…`MAC_LIMIT_MAX`. Typed ones count too. */
  readonly limit: number;
}

export const UNBOUND: MacBinding = { mode: 'off', limit: 1 };

export type MacVerdict = 'allowed' | 'learn' | 'refused';

/**
 * `mac` is normalised, or null when the login carries none (L2TP and PPTP send the peer's IP address): nothing can be
 * learned from such a login, and a list that is full or locked does not have it.
 */
export function judgeMac(binding: MacBinding, known: ReadonlySet<string>, mac: string | null): MacVerdict {
  if (binding.mode === 'off' || (mac !== null && known.has(mac))) return 'allowed';
  if (binding.mode === 'locked' || known.size >= binding.limit) return 'refused';
  return mac === null ? 'allowed' : 'learn';
}

/** The binding in force: the subscriber's own word, or its service's. */
export function bindingOf(
  own: { readonly macMode: MacMode | null; readonly macLimit: number | null },
  service: { readonly macMode: MacMode; readonly macLimit: number } | undefined,
): MacBinding {
  return {
    mode: own.macMode ?? service?.macMode ?? UNBOUND.mode,
    limit: own.macLimit ?? service?.macLimit ?? UNBOUND.limit,
  };
}
