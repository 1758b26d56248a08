/** Usage of the past, written as the fold would have written it then: for importers and the demo's past. */
import type { UsageService } from './usage-service.ts';

/** What one subscriber moved in one hour; `day` is its quota day (`YYYY-MM-DD`), null while that runs. */
export interface PastUsage {
  readonly subscriberId: number;
  readonly hourAt: number;
  readonly day: string | null;
  readonly downBytes: number;
  readonly upBytes: number;
}

const hourMs = 3_600_000;
const perStep = 100;

/** Adds hours and their quota days; running counters stay as they are. Unknown subscribers are left out. */
export async function addHistory(usage: UsageService, rows: readonly PastUsage[]): Promise<void> {
  for (let from = 0; from < rows.length; from += perStep) {
    const part = rows.slice(from, from + perStep);
    await usage.change(({ batch }) => {
      for (const { subscriberId, hourAt, day, downBytes, upBytes } of part) {
        if (!usage.accounts.get(subscriberId)) continue;
        const counted = downBytes + upBytes;
        const delta = { downDelta: downBytes, upDelta: upBytes, fromAt: hourAt, toAt: hourAt + hourMs };
        batch.hours(subscriberId, delta, counted);
        if (day === null) continue;
        batch.days(subscriberId, {
          corrections: [],
          closedDays: [
            {
              day,
              rawDownBytes: downBytes,
              rawUpBytes: upBytes,
              countedBytes: counted,
              bonusBytes: 0,
              forgivenBytes: 0,
            },
          ],
        });
      }
    });
  }
}
