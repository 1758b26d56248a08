/** What a Stop does to a session's total beyond being its last reading (spec X43). */
import { toleratedGapBytes } from './usage-limits.ts';
import { addFinding, type Step, WRAP_BYTES } from './usage-step.ts';

/**
 * Settles the total to the Stop's octets where the live sources had shown more, and returns by how much each direction
 * moved. A gap beyond what sources may differ (N3) is a finding, and the live total stands, unless the Stop is short
 * by whole multiples of 2^32.
 */
export function settleStop(step: Step): { readonly downBytes: number; readonly upBytes: number } {
  const { session, baseline, reading } = step;
  const canWrap = !reading.hasGigawords && !baseline.is64Bit;
  const downGap = session.totalDown - (step.downBytes + baseline.offsetDown);
  const upGap = session.totalUp - (step.upBytes + baseline.offsetUp);
  const downTolerated = toleratedGapBytes(session.totalDown, session.peakDownKbps, session.linkKbps);
  const upTolerated = toleratedGapBytes(session.totalUp, session.peakUpKbps, session.linkKbps);
  const down = settledGap(downGap, downTolerated, canWrap);
  const up = settledGap(upGap, upTolerated, canWrap);
  if ((down.hasWrapped || up.hasWrapped) && !baseline.is32Bit) {
    baseline.is32Bit = true;
    addFinding(step, 'counter-wrapped');
  }
  if (down.isTooLarge || up.isTooLarge) addFinding(step, 'stop-below-live');
  session.totalDown -= down.bytes;
  session.totalUp -= up.bytes;
  return { downBytes: 0 - down.bytes, upBytes: 0 - up.bytes };
}

function settledGap(
  gapBytes: number,
  toleratedBytes: number,
  canWrap: boolean,
): { readonly bytes: number; readonly hasWrapped: boolean; readonly isTooLarge: boolean } {
  if (gapBytes <= 0) return { bytes: 0, hasWrapped: false, isTooLarge: false };
  // First the wraps: on a fast or unlimited line the tolerated gap itself may be larger than 4 GiB.
  const count = Math.round(gapBytes / WRAP_BYTES);
  const rest = gapBytes - count * WRAP_BYTES;
  if (canWrap && count >= 1 && Math.abs(rest) <= toleratedBytes) {
    return { bytes: rest, hasWrapped: true, isTooLarge: false };
  }
  const isTooLarge = gapBytes > toleratedBytes;
  return { bytes: isTooLarge ? 0 : gapBytes, hasWrapped: false, isTooLarge };
}
