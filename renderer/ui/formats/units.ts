import type { VolumeBase } from '../../../shared/domain/units.ts';
import {
  integer,
  type Measured,
  NOTHING,
  type Quantity,
  quantity,
  shortFigures,
  threeFigures,
  ZERO,
} from './quantity.ts';

/** Steps of a scale from small to large. */
interface Scale {
  readonly units: readonly string[];
  /** From one unit to the next. */
  readonly factor: number;
  /** How many of the first units are written without decimals: nobody reads `20.0 k`. */
  readonly wholeUnits: number;
}

const rateShort: Scale = { units: ['k', 'M', 'G', 'T'], factor: 1000, wholeUnits: 1 };
const rateLong: Scale = { units: ['kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'], factor: 1000, wholeUnits: 1 };
let bytes: Scale = { units: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], factor: 1000, wholeUnits: 2 };

/** What GB means on every screen (X21). Set once, from the installation's settings, before the first volume is drawn. */
export function setVolumeBase(base: VolumeBase): void {
  bytes = { ...bytes, factor: base === 'binary' ? 1024 : 1000 };
}

/** What 1 GB means in forms, by the same setting. */
export const bytesPerGb = (): number => bytes.factor ** 3;

/** The foot note under volumes: `1 GB = 10⁹ bytes`. */
export const volumeNote = (): string => (bytes.factor === 1024 ? '1 GB = 2³⁰ bytes' : '1 GB = 10⁹ bytes');

/** Picks the unit in which the *rounded* figures stay under 1,000: 999.6 M is 1.00 G, never 1,000 M. */
function scaled(value: number, scale: Scale): Quantity {
  let step = 0;
  let figure = value;
  while (figure >= 999.5 && step < scale.units.length - 1) {
    figure /= scale.factor;
    step++;
  }
  const unit = scale.units[step] ?? '';
  if (step >= scale.wholeUnits) return quantity(threeFigures(figure), unit);
  return quantity(figure < 0.5 ? '<1' : integer(figure), unit);
}

function measured(value: Measured, scale: Scale): Quantity {
  if (value == null || !Number.isFinite(value)) return NOTHING;
  return value === 0 ? ZERO : scaled(value, scale);
}

/** Measured rates are bit/s, their smallest unit on the screen is k. */
const inKilo = (bps: Measured): Measured => (bps == null ? bps : bps / 1000);

/** A measured rate inside a table or legend whose head says bit/s: 84.9 M, 1.90 G, 400 k. `bps` is bit/s, SI. */
export const rate = (bps: Measured): Quantity => measured(inKilo(bps), rateShort);

/** A measured rate that stands alone: 84.9 Mbit/s. */
export const rateInFull = (bps: Measured): Quantity => measured(inKilo(bps), rateLong);

/** A speed limit that stands alone, without empty decimals: 60 Mbit/s, 2.5 Mbit/s, 512 kbit/s. */
export function limitInFull(kbps: Measured): Quantity {
  if (kbps == null) return NOTHING;
  const { size, unit } = stepOf(kbps, rateLong);
  return quantity(shortFigures(kbps / size), unit);
}

/** A volume in bytes: 38.2 GB, 468 MB, 71.8 TB. */
export const volume = (usedBytes: Measured): Quantity => measured(usedBytes, bytes);

/** The largest unit in which `value` is at least 1. */
function stepOf(value: number, { units, factor }: Scale): { readonly size: number; readonly unit: string } {
  let step = 0;
  while (value / factor ** (step + 1) >= 1 && step < units.length - 1) step++;
  return { size: factor ** step, unit: units[step] ?? '' };
}

/** Used of a quota, both in the quota's unit: 107 / 40 GB, 1.77 / 1.5 TB. Without a quota (null, 0) the volume alone. */
export function usedOf(usedBytes: Measured, quotaBytes: number | null): Quantity {
  if (!quotaBytes || usedBytes == null) return volume(usedBytes);
  const { size, unit } = stepOf(quotaBytes, bytes);
  const used = usedBytes / size;
  const figures = used === 0 ? '0' : used < 0.005 ? '<0.01' : threeFigures(used);
  return quantity(`${figures} / ${shortFigures(quotaBytes / size)}`, unit);
}

/** A speed limit, the subscriber's download first, under a head that says ↓/↑: 100/20 M, 2.5/0.5 M, 512/128 k. */
export function limitPair(downKbps: Measured, upKbps: Measured): Quantity {
  if (downKbps == null || upKbps == null) return NOTHING;
  const { size, unit } = stepOf(Math.max(downKbps, upKbps), rateShort);
  const smaller = Math.min(downKbps, upKbps);
  if (smaller === 0 || smaller / size >= 0.01) {
    return quantity(`${shortFigures(downKbps / size)}/${shortFigures(upKbps / size)}`, unit);
  }
  // The smaller one would vanish in the larger one's unit, so each keeps its own: 1G/128 k.
  const down = stepOf(downKbps, rateShort);
  const up = stepOf(upKbps, rateShort);
  return quantity(`${shortFigures(downKbps / down.size)}${down.unit}/${shortFigures(upKbps / up.size)}`, up.unit);
}

export type AxisUnit = 'bps' | 'bytes' | 'count' | 'percent' | 'ms';

/** An axis label, as short as it can be. The sign is dropped: mirrored charts draw upload below zero. */
export function axisLabel(value: number, of: AxisUnit): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (of === 'percent') return `${shortFigures(size)} %`;
  if (of === 'ms') return size >= 1000 ? `${shortFigures(size / 1000)} s` : `${shortFigures(size)} ms`;
  if (of === 'count') return size >= 1000 && size % 100 === 0 ? `${shortFigures(size / 1000)}k` : integer(size);
  const step = of === 'bps' ? stepOf(size / 1000, rateShort) : stepOf(size, bytes);
  return `${shortFigures(size / (of === 'bps' ? 1000 : 1) / step.size)} ${step.unit}`;
}

/** A latency: 640 ms, 1.4 s, 1.8 ms. */
export function latency(milliseconds: Measured): Quantity {
  if (milliseconds == null || !Number.isFinite(milliseconds)) return NOTHING;
  if (milliseconds === 0) return ZERO;
  if (milliseconds >= 999.5) return quantity((milliseconds / 1000).toFixed(1), 's');
  return quantity(milliseconds >= 9.95 ? integer(milliseconds) : milliseconds.toFixed(1), 'ms');
}
