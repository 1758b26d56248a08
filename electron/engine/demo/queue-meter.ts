/** What goes through the simple queues that people made: a business line behind each, as busy as its name decides. */
import { parseRatePair } from '../routeros/values.ts';
import type { ConfigRow } from './config-table.ts';
import { hashText } from './random.ts';
import { bytesMoved, type Demand, type LineLimit, noLimit, type Volume } from './traffic.ts';

export interface QueueMeter {
  /** Since the queue was first looked at or reset. `at` is UTC ms. */
  volume(row: ConfigRow, at: number): Volume;
  /** bit/s, of the last second. */
  speed(row: ConfigRow, at: number): LineLimit;
  reset(row: ConfigRow, at: number): void;
  /** Adds exact bytes. */
  move(id: string, volume: Volume, at: number): void;
  /** Counters do not survive a reboot. */
  clear(): void;
}

interface Reading {
  at: number;
  downBytes: number;
  upBytes: number;
}

/** `isBusy` decides whether lines carry anything of their own accord. */
export function createQueueMeter(isBusy: () => boolean, utcOffsetMs: number): QueueMeter {
  const readings = new Map<string, Reading>();

  const demandOf = ({ values }: ConfigRow): Demand => {
    if (!isBusy() || values.disabled === 'true') return { kind: 'none' };
    const limit = limitOf(values['max-limit']);
    return {
      kind: 'person',
      seed: hashText(values.comment || values.name || ''),
      activity: 0.85,
      appetiteBps: limit.downBps || 50_000_000,
      upShare: 0.4,
    };
  };

  function read(row: ConfigRow, at: number): Reading {
    const reading = readings.get(row.id) ?? { at, downBytes: 0, upBytes: 0 };
    readings.set(row.id, reading);
    const moved = bytesMoved(demandOf(row), limitOf(row.values['max-limit']), reading.at, at, utcOffsetMs);
    reading.downBytes += moved.downBytes;
    reading.upBytes += moved.upBytes;
    reading.at = Math.max(reading.at, at);
    return reading;
  }

  return {
    volume: read,
    speed(row, at) {
      const second = bytesMoved(demandOf(row), limitOf(row.values['max-limit']), at - 1000, at, utcOffsetMs);
      return { downBps: second.downBytes * 8, upBps: second.upBytes * 8 };
    },
    reset: (row, at) => void readings.set(row.id, { at, downBytes: 0, upBytes: 0 }),
    move(id, { downBytes, upBytes }, at) {
      const reading = readings.get(id) ?? { at, downBytes: 0, upBytes: 0 };
      readings.set(id, reading);
      reading.downBytes += downBytes;
      reading.upBytes += upBytes;
    },
    clear: () => readings.clear(),
  };
}

function limitOf(text: string | undefined): LineLimit {
  const pair = parseRatePair(text ?? '');
  return pair ? { downBps: pair.down, upBps: pair.up } : noLimit;
}
