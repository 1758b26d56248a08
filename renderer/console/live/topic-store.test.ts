import { describe, expect, it, vi } from 'vitest';
import { withCards } from './topic-folds.ts';
import { createTopicStore } from './topic-store.ts';

const levels = (...counts: number[]) => [...counts, 0, 0, 0, 0, 0, 0, 0].slice(0, 7);
const stats = (activeFup: number) => ({
  total: 9,
  activeFup,
  dailyQuotaExceeded: 0,
  monthlyQuotaExceeded: 0,
  unlimited: 0,
  daily: levels(9 - activeFup, activeFup),
  monthly: levels(9),
  effective: levels(9 - activeFup, activeFup),
});
const cardsStore = () => createTopicStore('fup', (snapshot) => snapshot.stats, withCards);

describe('the FUP cards', () => {
  it('are taken without the rows that come with them', () => {
    const { useTold, sink } = cardsStore();
    sink.snapshot({ stats: stats(1) }, 0);
    sink.delta({ stats: stats(2), changed: [{ subscriberId: 7 }] });
    expect(useTold.getState()).toEqual({ data: stats(2), refused: null });
  });

  it('that say the same again tell nobody', () => {
    const { useTold, sink } = cardsStore();
    sink.snapshot({ stats: stats(1) }, 0);
    const told = vi.fn();
    useTold.subscribe(told);
    sink.delta({ stats: stats(1), changed: [] });
    expect(told).not.toHaveBeenCalled();
    sink.delta({ stats: stats(3), changed: [] });
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('what lacks a field of the contract is thrown back, and what was known stays', () => {
    const { useTold, sink } = cardsStore();
    sink.delta({ stats: stats(4), changed: [] }); // before the snapshot: not kept
    expect(useTold.getState().data).toBeNull();
    sink.snapshot({ stats: stats(1) }, 0);
    for (const strange of [{ changed: [] }, null, 'stats', 7]) expect(() => sink.delta(strange)).toThrow(TypeError);
    expect(useTold.getState().data).toEqual(stats(1));
  });
});
