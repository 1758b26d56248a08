/**
 * The fold: accounting facts and router readings, in order, into sessions, counters and levels. What it changed is in
 * the batch that it is given, which the caller commits with the cursor.
 */
import { createFoldCore, type FoldPorts } from './fold-core.ts';
import { createDecisionFold } from './fold-decisions.ts';
import { createListingFold } from './fold-listings.ts';
import { createRecordFold } from './fold-records.ts';

export type { RouterListing, RouterReading } from './fold-listings.ts';

export function createFold(ports: FoldPorts) {
  const core = createFoldCore(ports);
  const { relevel, rerate, rateApplied } = core.crediting;
  return {
    ...createRecordFold(core),
    ...createListingFold(core),
    ...createDecisionFold(core),
    ...{ close: core.close, relevel, rerate, rateApplied },
  };
}

export type Fold = ReturnType<typeof createFold>;
