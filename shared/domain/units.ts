import { fault, ok, type Result } from './result.ts';

/** 1 kb = 1000 bit/s and volumes are decimal, unless the installation switched them to 2^30 (spec X21). */
export const KB = 1_000;
export const MB = 1_000_000;
export const GB = 1_000_000_000;
export const GIB = 2 ** 30;

/** The installation-wide meaning of "GB" in forms and on screens; stored volumes are bytes either way. */
export type VolumeBase = 'decimal' | 'binary';

export const bytesPerGigabyte = (base: VolumeBase): number => (base === 'decimal' ? GB : GIB);

/** 400 Gbit/s: far above any access line, and 1.5 × its bit rate is still exact as a number. */
export const KBPS_MAX = 400_000_000;

export interface SpeedFault {
  readonly kind: 'empty' | 'not-a-speed' | 'not-positive' | 'not-whole-kbps' | 'too-fast';
  readonly message: string;
}

const SPEED = /^(\d+(?:\.\d+)?|\.\d+)\s*([kmg])?$/i;
const BITS_PER_UNIT = { k: 1_000n, m: 1_000_000n, g: 1_000_000_000n } as const;

/**
 * Reads a speed as an operator types it, in kbps: `2M` 2000, `1.5M` 1500, `2000` 2000, `2000k` 2000, `0.5M` 500 (P01).
 *
 * A bare number is kb, as in every form of the product. Decimals are exact: what is not a whole number of kb is a
 * fault and not rounded, because the operator would read back another number than the one typed.
 */
export function parseSpeedKbps(text: string): Result<number, SpeedFault> {
  const typed = text.trim();
  if (typed === '') return fault({ kind: 'empty', message: 'is empty; write for example 10M, 1.5M or 512k' });
  const match = SPEED.exec(typed);
  if (!match)
    return fault({ kind: 'not-a-speed', message: `"${typed}" is not a speed; write for example 10M or 512k` });
  const unit = (match[2] ?? 'k').toLowerCase() as keyof typeof BITS_PER_UNIT;
  const [whole = '', decimals = ''] = match[1]!.split('.');
  if (whole.length > 15 || decimals.length > 15) {
    return fault({ kind: 'not-a-speed', message: `"${typed}" has more digits than a speed can have` });
  }
  const scaled = BigInt(whole + decimals || '0') * BITS_PER_UNIT[unit];
  const divisor = 1_000n * 10n ** BigInt(decimals.length);
  if (scaled === 0n) return fault({ kind: 'not-positive', message: 'must be at least 1k' });
  if (scaled % divisor !== 0n) {
    return fault({ kind: 'not-whole-kbps', message: `"${typed}" is not a whole number of kb` });
  }
  const kbps = Number(scaled / divisor);
  if (kbps > KBPS_MAX) return fault({ kind: 'too-fast', message: `must be at most ${formatKbps(KBPS_MAX)}` });
  return ok(kbps);
}

/** kbps as people write it, exact: 512 `512k`, 1500 `1.5M`, 2_000_000 `2G` (F111: from 1000 as M, from 1,000,000 as G). */
export function formatKbps(kbps: number): string {
  if (kbps >= 1_000_000) return `${kbps / 1_000_000}G`;
  if (kbps >= 1_000) return `${kbps / 1_000}M`;
  return `${kbps}k`;
}

const VOLUME_UNITS = {
  decimal: { step: 1_000, names: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] },
  binary: { step: 1_024, names: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] },
} as const;

/** Bytes for a sentence: `6.2 GB`, `512 kB`; at most two decimals, the sign kept. */
export function formatBytes(bytes: number, base: VolumeBase = 'decimal'): string {
  const { step, names } = VOLUME_UNITS[base];
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= step && unit < names.length - 1) {
    value /= step;
    unit++;
  }
  const shown = unit === 0 ? value : Math.round(value * 100) / 100;
  return `${bytes < 0 ? '-' : ''}${shown} ${names[unit]}`;
}

/** Bytes that a line of `kbps` carries in `ms`: 1 kbps is an eighth of a byte per millisecond. Not rounded. */
export const bytesAtRate = (kbps: number, ms: number): number => (kbps * ms) / 8;

/** floor(a × b / c) for integers a, b ≥ 0 and c > 0, exact also where a × b leaves 2^53. */
export function mulDiv(a: number, b: number, c: number): number {
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) return (product - (product % c)) / c;
  return Number((BigInt(a) * BigInt(b)) / BigInt(c));
}
