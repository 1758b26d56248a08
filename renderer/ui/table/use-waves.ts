import { useEffect, useReducer, useRef } from 'react';
import type { RowKey, RowOrder } from './order.ts';

/** A row of thirteen cells costs 2 to 3 ms of processor in all, so this many stay within a task of 50 ms. */
const WAVE = 14;

export interface Waves {
  /** The record that stands in this row now; undefined while it is not known. */
  readonly keyAt: (index: number) => RowKey | undefined;
  /** Whether the row is drawn at all yet. */
  readonly isDrawn: (index: number) => boolean;
}

interface Wave {
  readonly order: RowOrder;
  /** What stands in the rows that the wave has not reached; null: nothing does. */
  readonly before: RowOrder | null;
  readonly upTo: number;
}

/**
 * Lets a new order into the rows on the screen from the top, some rows in each frame: all at once would be a task
 * that holds the page for a tenth of a second. `start` and `end` are the first and the last row on the screen.
 */
export function useWaves(order: RowOrder, start: number, end: number): Waves {
  const [, draw] = useReducer((drawn: number) => drawn + 1, 0);
  const wave = useRef<Wave>({ order, before: null, upTo: start + WAVE });
  const current = nextWave(wave.current, order, start);
  wave.current = current;
  const isOver = current.upTo > end;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each wave asks for the next
  useEffect(() => {
    if (isOver) return;
    const frame = requestAnimationFrame(() => {
      wave.current = { ...wave.current, upTo: Math.max(wave.current.upTo, start) + WAVE };
      draw();
    });
    return () => cancelAnimationFrame(frame);
  }, [isOver, start, current]);
  return {
    keyAt: (index) => (index < current.upTo ? current.order : current.before)?.keyAt(index),
    isDrawn: (index) => index < current.upTo || current.before !== null,
  };
}

/** The wave after an order came: another order begins a new one, more rows of the same go on with it. */
export function nextWave(wave: Wave, order: RowOrder, start: number): Wave {
  if (wave.order === order) return wave;
  // A first page of rows takes the place of skeletons, which a wave replaces as it does rows.
  if (wave.order.epoch === order.epoch && wave.order.count > 0) return { ...wave, order };
  return { order, before: wave.order, upTo: start + WAVE };
}
