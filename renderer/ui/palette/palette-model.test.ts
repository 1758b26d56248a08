import { describe, expect, it } from 'vitest';
import { IconSubscribers } from '../controls/icons.ts';
import { filterItems, keptChoice, markParts, type PaletteItem, parseQuery, withActions } from './palette-model.ts';

const item = (id: string, extra: Partial<PaletteItem> = {}): PaletteItem => ({
  id,
  icon: IconSubscribers,
  label: id,
  run: () => {},
  ...extra,
});

describe('what is asked', () => {
  it.each([
    ['layla', { scope: 'all', text: 'layla' }],
    ['  >reset fup', { scope: 'commands', text: 'reset fup' }],
    ['@ tower', { scope: 'routers', text: 'tower' }],
    ['a@b', { scope: 'all', text: 'a@b' }],
    ['', { scope: 'all', text: '' }],
  ])('%j is %o', (typed, query) => expect(parseQuery(typed)).toEqual(query));
});

describe('marking what was typed', () => {
  const shown = (label: string, text: string) =>
    markParts(label, text)
      .map((part) => (part.hit ? `[${part.text}]` : part.text))
      .join('');
  it.each([
    ['shop-layla', 'layla', 'shop-[layla]'],
    ['LAYLA.m3', 'lay', '[LAY]LA.m3'],
    ['layla layla', 'la', '[la]y[la] [la]y[la]'],
    ['Open the live graph', 'graph open', '[Open] the live [graph]'],
    ['nothing', 'x', 'nothing'],
    ['nothing', '  ', 'nothing'],
    ['İstanbul', 'i', 'İstanbul'],
  ])('in %s for %s: %s', (label, text, marked) => expect(shown(label, text)).toBe(marked));
});

describe('the chosen line', () => {
  const items = [item('a'), item('b')];
  it('stays when late results come, and is the first when it is gone', () => {
    expect(keptChoice(items, 'b')?.id).toBe('b');
    expect(keptChoice(items, 'x')?.id).toBe('a');
    expect(keptChoice([], 'x')).toBeUndefined();
  });

  it('brings what can be done to it, right after its group', () => {
    const acting = item('layla.m3', { actions: [item('reset')] });
    const groups = [
      { title: 'Subscribers', items: [acting] },
      { title: 'Elsewhere', items: [item('log')] },
    ];
    expect(withActions(groups, acting).map((group) => group.title)).toEqual([
      'Subscribers',
      'Do to layla.m3',
      'Elsewhere',
    ]);
    expect(withActions(groups, item('log'))).toBe(groups);
  });
});

it('every typed word must be somewhere in the line', () => {
  const items = [item('Live sessions'), item('Routers', { note: 'health, drift' })];
  expect(filterItems(items, 'router drift').map((each) => each.id)).toEqual(['Routers']);
  expect(filterItems(items, '')).toHaveLength(2);
});
