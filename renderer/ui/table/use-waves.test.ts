import { describe, expect, it } from 'vitest';
import { newEpoch, orderOf } from './order.ts';
import { nextWave } from './use-waves.ts';

describe('a new order comes into the rows from the top', () => {
  const nothing = orderOf([]);
  const first = orderOf(['a', 'b', 'c']);
  const shown = { order: first, before: nothing, upTo: 42 };

  it('another order begins at the first row on the screen, and the old one stays below', () => {
    const other = orderOf(['c', 'b', 'a']);
    const wave = nextWave(shown, other, 7);
    expect(wave).toMatchObject({ order: other, before: first });
    expect(wave.upTo).toBeGreaterThan(7);
    expect(wave.upTo).toBeLessThan(42);
  });

  it('more rows of the same order move nothing', () => {
    const more = orderOf(['a', 'b', 'c', 'd'], first.epoch);
    expect(nextWave(shown, more, 0)).toEqual({ ...shown, order: more });
  });

  it('the first rows take the place of skeletons in waves, also when the list has its epoch from the start', () => {
    const epoch = newEpoch();
    const waiting = { order: orderOf([], epoch), before: null, upTo: 42 };
    expect(nextWave(waiting, orderOf(['a'], epoch), 0).upTo).toBeLessThan(42);
  });
});
