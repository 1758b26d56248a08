/** `/log`: what the router says about itself, the last thousand lines. */
export interface LogEntry {
  readonly itemId: string;
  /** The router's own clock, UTC ms. */
  readonly at: number;
  /** Comma list, as RouterOS writes it: `pppoe,ppp,info`. */
  readonly topics: string;
  readonly message: string;
}

export interface RouterLog {
  readonly entries: readonly LogEntry[];
  write(topics: string, message: string): void;
  /** Calls `listener` with each new entry until the returned function is called. */
  follow(listener: (entry: LogEntry) => void): () => void;
}

/** RouterOS's default memory action keeps this many. */
const LINES = 1000;

export function createRouterLog(clock: () => number): RouterLog {
  const entries: LogEntry[] = [];
  const listeners = new Set<(entry: LogEntry) => void>();
  let lastId = 0;
  return {
    get entries() {
      return entries.slice(-LINES);
    },
    write(topics, message) {
      lastId += 1;
      const entry = { itemId: `*${lastId.toString(16).toUpperCase()}`, at: clock(), topics, message };
      entries.push(entry);
      // Dropped in bulk: a shift per line would move a thousand entries each time.
      if (entries.length > 2 * LINES) entries.splice(0, entries.length - LINES);
      for (const listener of listeners) listener(entry);
    },
    follow(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
