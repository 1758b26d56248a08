/**
 * The live numbers of everyone who looks, for one call per router and 3 s (X3): the calls of the pages themselves set
 * the pace, so that nothing is asked when nobody looks. Whoever comes between two calls is answered from the last one,
 * or not at all, and is measured with the next.
 */
import type { LineRate, PortalControl } from './ports.ts';

export interface LiveRate extends LineRate {
  /** UTC ms. */
  readonly at: number;
}

export interface LiveRatePorts {
  readonly measure: PortalControl['measure'];
  readonly now: () => number;
}

/** `live.portal` (X3), less what the clocks of browsers are early by. */
const everyMs = 2_900;
/** A page that has not asked for this long is gone: three of its calls. */
const watchMs = 9_000;
/** Older than this is not "now"; the page had two calls in between. */
const freshMs = 7_000;
/** An interface that the router does not have is left out until its next listing says otherwise. */
const absentMs = 30_000;
/** Interfaces in one call. Of more watchers, those who waited longest come first. */
const namesMax = 256;

interface Watched {
  until: number;
  askedAt: number;
  absentUntil: number;
  rate: LiveRate | undefined;
}

interface Watch {
  readonly lines: Map<string, Watched>;
  askedAt: number;
  running: Promise<void> | undefined;
}

export type LiveRates = ReturnType<typeof createLiveRates>;

export function createLiveRates({ measure, now }: LiveRatePorts) {
  const watches = new Map<number, Watch>();

  async function ask(nasId: number, watch: Watch): Promise<void> {
    const at = now();
    watch.askedAt = at;
    await Promise.resolve(); // whoever asks in the same moment is in this call
    for (const [name, { until }] of watch.lines) if (until <= at) watch.lines.delete(name);
    const due = [...watch.lines]
      .filter(([, line]) => line.absentUntil <= at)
      .toSorted(([, a], [, b]) => a.askedAt - b.askedAt)
      .slice(0, namesMax);
    if (due.length === 0) return;
    try {
      const rates = await measure(
        nasId,
        due.map(([name]) => name),
      );
      const measuredAt = now();
      for (const [name, line] of due) {
        const rate = rates.get(name);
        line.askedAt = at;
        line.rate = rate && { downBps: rate.downBps, upBps: rate.upBps, at: measuredAt };
        if (!rate) line.absentUntil = measuredAt + absentMs;
      }
    } catch {
      // The router is told about elsewhere; here the counters of the last poll take over.
    }
  }

  return {
    /** The rate of one interface, watched from now on; undefined when it is not known for now. Never rejects. */
    async rateOf(nasId: number, interfaceName: string): Promise<LiveRate | undefined> {
      let watch = watches.get(nasId);
      if (!watch) {
        watch = { lines: new Map(), askedAt: Number.NEGATIVE_INFINITY, running: undefined };
        watches.set(nasId, watch);
      }
      const line = watch.lines.get(interfaceName) ?? {
        until: 0,
        askedAt: Number.NEGATIVE_INFINITY,
        absentUntil: 0,
        rate: undefined,
      };
      line.until = now() + watchMs;
      watch.lines.set(interfaceName, line);
      if (!watch.running && now() - watch.askedAt >= everyMs) {
        const asked = watch;
        asked.running = ask(nasId, asked).finally(() => {
          asked.running = undefined;
        });
      }
      await watch.running;
      return line.rate && now() - line.rate.at <= freshMs ? line.rate : undefined;
    },
  };
}
