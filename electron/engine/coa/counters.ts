/** What became of the requests that were sent to NAS, since the start: for the metrics. */
import type { CoaOutcome, CoaRequest } from './client.ts';

export interface CoaCounters {
  note(code: CoaRequest['code'], outcome: CoaOutcome): void;
  /** One entry per request code and result that was seen; a NAK by its Error-Cause. */
  all(): readonly { readonly code: CoaRequest['code']; readonly result: string; readonly count: number }[];
}

export function createCoaCounters(): CoaCounters {
  const counts = new Map<string, { readonly code: CoaRequest['code']; readonly result: string; count: number }>();
  return {
    note(code, outcome) {
      const result = outcome.kind === 'nak' ? `nak ${outcome.errorCause ?? 'without Error-Cause'}` : outcome.kind;
      const key = `${code} ${result}`;
      const known = counts.get(key);
      if (known) known.count++;
      else counts.set(key, { code, result, count: 1 });
    },
    all: () => [...counts.values()],
  };
}
