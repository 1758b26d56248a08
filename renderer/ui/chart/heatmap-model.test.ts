import { describe, expect, it } from 'vitest';
import { heatMax, heatMove, heatStep } from './heatmap-model.ts';

describe('steps of the heat ramp', () => {
  it.each([
    ['not measured is no step', null, 60, null],
    ['measured zero is step 0', 0, 60, 0],
    ['the least above zero is step 1', 0.001, 60, 1],
    ['a sixth is still step 1', 10, 60, 1],
    ['a little more is step 2', 10.1, 60, 2],
    ['the most is step 6', 60, 60, 6],
    ['nothing anywhere is zero', 0, 0, 0],
  ])('%s', (_case, value, max, step) => expect(heatStep(value, max)).toBe(step));

  it('finds the most among holes', () => {
    expect(
      heatMax([
        [null, 3],
        [7, null],
      ]),
    ).toBe(7);
    expect(heatMax([[null]])).toBe(0);
  });
});

describe('moving by keys', () => {
  it('begins in the corner, goes on from there and stops at the edges', () => {
    expect(heatMove(null, 'ArrowRight', 7, 24)).toEqual({ row: 0, column: 0 });
    expect(heatMove({ row: 0, column: 0 }, 'ArrowRight', 7, 24)).toEqual({ row: 0, column: 1 });
    expect(heatMove({ row: 0, column: 23 }, 'ArrowRight', 7, 24)).toEqual({ row: 0, column: 23 });
    expect(heatMove({ row: 6, column: 3 }, 'ArrowDown', 7, 24)).toEqual({ row: 6, column: 3 });
    expect(heatMove({ row: 6, column: 3 }, 'End', 7, 24)).toEqual({ row: 6, column: 23 });
  });

  it('leaves other keys alone', () => expect(heatMove({ row: 0, column: 0 }, 'a', 7, 24)).toBeNull());
});
