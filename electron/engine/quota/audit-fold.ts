/**
 * Audit of pushes: each attempt is a record, but a bulk (a plan edited, a tier at reset time, everybody of a service
 * suspended) is one. The first of a burst are written as they come, so that a single change is there at once; from then
 * on the burst is gathered, and ends as one record with the counts of all and the failures by name.
 */
import type { Timers } from '../routeros/timers.ts';
import type { AuditInput } from '../store/commands.ts';
import type { PushResult, PushStep } from './rate-push.ts';

/** What a push's record says. */
export interface PushDetail {
  readonly username: string;
  readonly nasId: number;
  readonly sessionKey: string;
  readonly rate: string;
  readonly reason: string;
  readonly result: PushResult;
  readonly attempts: number;
  readonly steps: readonly PushStep[];
}

export interface PushAudit extends AuditInput {
  readonly detail: PushDetail;
}

export interface AuditFold {
  add(row: PushAudit): void;
  /** Writes what is gathered: at the end of the engine. */
  flush(): void;
}

export interface AuditFoldPorts {
  readonly append: (rows: readonly AuditInput[]) => void;
  readonly timers: Pick<Timers, 'now' | 'elapsed' | 'after'>;
}

/** Records of their own before a burst is gathered. */
const singles = 10;
/** A burst is over after this long without another of its reason; none is held longer than the second. */
const quietMs = 3_000;
const longestMs = 60_000;
/** Failures by name in one record; the rest is a number. */
const mostFailures = 200;

interface Burst {
  readonly began: number;
  count: number;
  readonly results: Partial<Record<PushResult, number>>;
  readonly failures: object[];
  failed: number;
  readonly last: PushAudit;
  callOff: () => void;
}

export function createAuditFold({ append, timers }: AuditFoldPorts): AuditFold {
  const bursts = new Map<string, Burst>();

  function end(key: string, burst: Burst): void {
    burst.callOff();
    bursts.delete(key);
    if (burst.count <= singles) return;
    const { tenantId, actor, detail } = burst.last;
    append([
      {
        ...{ tenantId, actor, action: 'coa.bulk', entity: 'subscriber', entityId: null, at: timers.now() },
        detail: {
          reason: detail.reason,
          count: burst.count,
          results: burst.results,
          failures: burst.failures,
          failuresLeftOut: burst.failed - burst.failures.length,
        },
      },
    ]);
  }

  return {
    add(row) {
      const { detail, tenantId } = row;
      const key = `${tenantId} ${detail.reason}`;
      const known = bursts.get(key);
      const burst: Burst = known ?? {
        ...{ began: timers.elapsed(), count: 0, results: {}, failures: [], failed: 0, last: row },
        callOff: () => undefined,
      };
      bursts.set(key, burst);
      burst.count++;
      burst.results[detail.result] = (burst.results[detail.result] ?? 0) + 1;
      if (detail.result === 'pending') {
        burst.failed++;
        const { username, nasId, rate, steps } = detail;
        if (burst.failed <= mostFailures)
          burst.failures.push({ username, nasId, rate, said: steps.at(-1)?.what ?? '' });
      }
      if (burst.count <= singles) append([row]);
      burst.callOff();
      const leftMs = burst.began + longestMs - timers.elapsed();
      burst.callOff = timers.after(Math.max(0, Math.min(quietMs, leftMs)), () => end(key, burst));
    },

    flush() {
      for (const [key, burst] of [...bursts]) end(key, burst);
    },
  };
}
