import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandOf, EMPTY_GRID, type GridAction, type GridState, reduceGrid } from './grid-state.ts';
import { orderOf } from './order.ts';
import { isSelected, selectedCount } from './selection.ts';

const letters = 'abcdefghij'.split('');
const order = orderOf(letters);
const stateAfter = (actions: readonly GridAction[], start: GridState = EMPTY_GRID, rows = order) =>
  actions.reduce((state, action) => reduceGrid(state, action, rows), start);
const tickedKeys = (state: GridState) => letters.filter((key) => isSelected(state.selection, key)).join('');

describe('the cursor', () => {
  it('starts on the first row, whichever way the first key points', () => {
    expect(stateAfter([{ do: 'move', by: 1 }]).cursorKey).toBe('a');
    expect(stateAfter([{ do: 'move', by: -1 }]).cursorKey).toBe('a');
  });

  it('stops at both ends', () => {
    expect(
      stateAfter([
        { do: 'move', by: 1 },
        { do: 'move', by: -5 },
      ]).cursorIndex,
    ).toBe(0);
    expect(
      stateAfter([
        { do: 'move', by: 1 },
        { do: 'move', by: 99 },
      ]).cursorKey,
    ).toBe('j');
    expect(stateAfter([{ do: 'move', by: Number.POSITIVE_INFINITY }]).cursorKey).toBe('j');
  });

  it('does nothing in an empty table', () => {
    expect(stateAfter([{ do: 'move', by: 1 }], EMPTY_GRID, orderOf([]))).toBe(EMPTY_GRID);
  });

  it('follows its record when rows are sorted anew', () => {
    const there = stateAfter([{ do: 'put', index: 2 }]);
    const sorted = orderOf([...letters].reverse());
    expect(reduceGrid(there, { do: 'reorder' }, sorted)).toMatchObject({ cursorKey: 'c', cursorIndex: 7 });
  });

  it('stays in its place when its record is gone', () => {
    const there = stateAfter([{ do: 'put', index: 2 }]);
    const shorter = orderOf(letters.filter((key) => key !== 'c'));
    expect(reduceGrid(there, { do: 'reorder' }, shorter)).toMatchObject({ cursorKey: 'd', cursorIndex: 2 });
  });

  it('may stand on a row that is not loaded and learns its record later', () => {
    const sparse = orderOf(['a'], 1, 10);
    const waiting = reduceGrid(
      stateAfter([{ do: 'put', index: 0 }], EMPTY_GRID, sparse),
      { do: 'move', by: 4 },
      sparse,
    );
    expect(waiting).toMatchObject({ cursorIndex: 4, cursorKey: null });
    expect(reduceGrid(waiting, { do: 'reorder' }, order)).toMatchObject({ cursorIndex: 4, cursorKey: 'e' });
  });
});

describe('ticking', () => {
  it('Space ticks the row and ticks it off again', () => {
    const once = stateAfter([{ do: 'tick', index: 1 }]);
    expect(tickedKeys(once)).toBe('b');
    expect(tickedKeys(reduceGrid(once, { do: 'tick', index: 1 }, order))).toBe('');
  });

  it('a Shift click ticks from the last ticked row to the clicked one, either way', () => {
    expect(
      tickedKeys(
        stateAfter([
          { do: 'tick', index: 2 },
          { do: 'range', index: 5 },
        ]),
      ),
    ).toBe('cdef');
    expect(
      tickedKeys(
        stateAfter([
          { do: 'tick', index: 5 },
          { do: 'range', index: 2 },
        ]),
      ),
    ).toBe('cdef');
  });

  it('a range can shrink again while it is being extended, and keeps what was ticked before it', () => {
    const state = stateAfter([
      { do: 'tick', index: 9 },
      { do: 'put', index: 2 },
      { do: 'extend', by: 1 },
      { do: 'extend', by: 1 },
      { do: 'extend', by: -1 },
    ]);
    expect(tickedKeys(state)).toBe('cdj');
    expect(state.cursorKey).toBe('d');
  });

  it('all ticks what is not loaded too, and one row can be taken out', () => {
    const state = stateAfter([{ do: 'all' }, { do: 'tick', index: 3 }]);
    expect(selectedCount(state.selection, 100_000)).toBe(99_999);
    expect(isSelected(state.selection, 'd')).toBe(false);
    expect(isSelected(state.selection, 'never loaded')).toBe(true);
  });

  it('none takes every tick away and leaves the cursor', () => {
    const state = stateAfter([{ do: 'tick', index: 3 }, { do: 'none' }]);
    expect(selectedCount(state.selection, 10)).toBe(0);
    expect(state.cursorKey).toBe('d');
  });

  it('a range into rows that are not loaded is completed when they arrive', () => {
    const sparse = orderOf(letters.slice(0, 4), 1, 10);
    const state = stateAfter(
      [
        { do: 'tick', index: 2 },
        { do: 'range', index: 6 },
      ],
      EMPTY_GRID,
      sparse,
    );
    expect(tickedKeys(state)).toBe('cd');
    expect(state.awaited).toEqual({ from: 2, to: 6 });
    const complete = reduceGrid(state, { do: 'reorder' }, orderOf(letters, 1));
    expect(tickedKeys(complete)).toBe('cdefg');
    expect(complete.awaited).toBeNull();
  });

  it('sorting in the middle of a range keeps its ticks and forgets where it began', () => {
    const state = stateAfter([
      { do: 'tick', index: 0 },
      { do: 'range', index: 2 },
    ]);
    const sorted = reduceGrid(state, { do: 'reorder' }, orderOf([...letters].reverse()));
    expect(tickedKeys(sorted)).toBe('abc');
    expect(sorted.anchor).toBeNull();
  });

  it('whatever is pressed, the cursor stays inside and the number of ticks stays possible', () => {
    const action: fc.Arbitrary<GridAction> = fc.oneof(
      fc.record({ do: fc.constant('move' as const), by: fc.integer({ min: -20, max: 20 }) }),
      fc.record({ do: fc.constant('extend' as const), by: fc.integer({ min: -20, max: 20 }) }),
      fc.record({ do: fc.constant('tick' as const), index: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ do: fc.constant('range' as const), index: fc.integer({ min: 0, max: 9 }) }),
      fc.constant({ do: 'all' as const }),
      fc.constant({ do: 'none' as const }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const state = stateAfter(actions);
        expect(state.cursorIndex).toBeGreaterThanOrEqual(-1);
        expect(state.cursorIndex).toBeLessThan(10);
        const count = selectedCount(state.selection, 10);
        expect(count).toBe(tickedKeys(state).length);
      }),
    );
  });
});

describe('keys of a table', () => {
  const press = (key: string, held = {}) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...held,
  });
  it.each([
    ['j', {}, { do: 'move', by: 1 }],
    ['ArrowUp', {}, { do: 'move', by: -1 }],
    ['J', { shiftKey: true }, { do: 'extend', by: 1 }],
    ['ArrowDown', { shiftKey: true }, { do: 'extend', by: 1 }],
    ['PageDown', {}, { do: 'move', by: 30 }],
    ['Home', {}, { do: 'move', by: Number.NEGATIVE_INFINITY }],
    [' ', {}, { do: 'tick-cursor' }],
    ['Enter', {}, { do: 'open' }],
    ['Enter', { shiftKey: true }, { do: 'open-page' }],
    ['a', { ctrlKey: true }, { do: 'all' }],
    ['x', {}, null],
    ['Tab', {}, null],
  ])('%s with %o means %o', (key, held, command) => expect(commandOf(press(key, held), 30)).toEqual(command));
});
