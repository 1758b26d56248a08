/**
 * Downtime that the operator announces; subscribers see it on the portal before and while it lasts (F028). Windows are
 * instants, not clock times: whoever enters one means a moment in the ISP's zone, and a clock change does not move it.
 */
import type { FieldFault } from './field-fault.ts';
import { DAY_MS } from './zone.ts';

/** UTC ms; `to` is the first moment after it. */
export interface MaintenanceWindow {
  readonly from: number;
  readonly to: number;
  /** A sentence for subscribers; may be empty. */
  readonly note: string;
}

export const maintenanceWindowsMax = 20;
export const maintenanceNoteMax = 200;
/** Longer than a week is no maintenance but a mistyped date. */
const lengthMaxMs = 7 * DAY_MS;
/** Announced so long before it begins: "tomorrow" is in it, next week is not. */
const noticeMs = 36 * 3_600_000;

/** What is wrong with one window; fields are `from` and `to`. */
export function maintenanceFault({ from, to }: Pick<MaintenanceWindow, 'from' | 'to'>): FieldFault | undefined {
  if (to <= from) return { field: 'to', message: 'must be after the beginning' };
  if (to - from > lengthMaxMs) return { field: 'to', message: 'must be at most 7 days after the beginning' };
  return undefined;
}

/** Those that are not over, by their beginning. */
export const pendingWindows = (windows: readonly MaintenanceWindow[], now: number): MaintenanceWindow[] =>
  windows.filter(({ to }) => to > now).toSorted((a, b) => a.from - b.from || a.to - b.to);

/** Those that subscribers are told of now: running, or beginning soon. */
export const announcedWindows = (windows: readonly MaintenanceWindow[], now: number): MaintenanceWindow[] =>
  pendingWindows(windows, now).filter(({ from }) => from - now <= noticeMs);
