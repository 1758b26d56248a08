/**
 * Guessing passwords gets slower with every miss, per user name, per address and per pair of both, and the server keeps
 * answering: who must wait is told for how long (X65), nobody is left hanging and no account is locked.
 *
 * The pair is strict, since that is a person at a keyboard or a program at one account. The address alone is looser
 * (an office shares one), the user name alone loosest: a stranger who guesses at `admin` from everywhere delays the real
 * one by at most five seconds.
 */
interface Rule {
  readonly freeMisses: number;
  readonly waitMsMax: number;
}

const pairRule: Rule = { freeMisses: 5, waitMsMax: 60_000 };
const addressRule: Rule = { freeMisses: 20, waitMsMax: 60_000 };
const usernameRule: Rule = { freeMisses: 50, waitMsMax: 5_000 };

/** Misses are forgotten after this long without another. */
const forgetMs = 15 * 60_000;
/** Entries kept; beyond it the longest untouched is forgotten, which costs an attacker 10,000 misses per gain. */
const entriesMax = 10_000;

interface Entry {
  misses: number;
  lastAt: number;
  blockedUntil: number;
}

export interface LoginBackoff {
  /** Milliseconds to wait before the next try is looked at; 0 when it may be tried now. */
  waitMs(username: string, address: string): number;
  missed(username: string, address: string): void;
  /** A right password clears the pair and the user name, never the address. */
  succeeded(username: string, address: string): void;
}

export function createLoginBackoff(now: () => number): LoginBackoff {
  const entries = new Map<string, Entry>();

  const keysOf = (username: string, address: string): readonly (readonly [string, Rule])[] => {
    const name = username.toLowerCase();
    return [
      [`pair ${address} ${name}`, pairRule],
      [`address ${address}`, addressRule],
      [`username ${name}`, usernameRule],
    ];
  };

  function live(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (entry && now() - entry.lastAt > forgetMs) {
      entries.delete(key);
      return undefined;
    }
    return entry;
  }

  return {
    waitMs: (username, address) =>
      Math.max(0, ...keysOf(username, address).map(([key]) => (live(key)?.blockedUntil ?? 0) - now())),

    missed(username, address) {
      for (const [key, rule] of keysOf(username, address)) {
        const misses = (live(key)?.misses ?? 0) + 1;
        const over = misses - rule.freeMisses;
        const waitMs = over < 0 ? 0 : Math.min(rule.waitMsMax, 1000 * 2 ** Math.min(over, 16));
        entries.delete(key); // re-inserted last: the map's order is the order of touch
        entries.set(key, { misses, lastAt: now(), blockedUntil: now() + waitMs });
      }
      for (const key of entries.keys()) {
        if (entries.size <= entriesMax) break;
        entries.delete(key);
      }
    },

    succeeded(username, address) {
      const [pair, , name] = keysOf(username, address);
      entries.delete(pair![0]);
      entries.delete(name![0]);
    },
  };
}
