import { describe, expect, it } from 'vitest';
import { sparkArea, sparkLine } from './spark-path.ts';

describe('sparkline paths', () => {
  it('run from edge to edge, zero at the bottom and the maximum at the top', () => {
    expect(sparkLine([0, 5, 10], 20, 12, 10)).toBe('M0 11L10 6L20 1');
  });

  it('lift the pen at a gap instead of drawing through zero', () => {
    expect(sparkLine([10, null, 10, 10], 30, 12, 10)).toBe('M0 1h3M20 1L30 1');
  });

  it('show the only sample there is as a dash at the right, where now is', () => {
    expect(sparkLine([5], 52, 12, 10)).toBe('M49 6h3');
  });

  it('close each run of an area on the base line', () => {
    expect(sparkArea([10, 10, null, 5, 5], 40, 12, 10)).toBe('M0 1L10 1L10 12L0 12ZM30 6L40 6L40 12L30 12Z');
  });

  it('stay inside the box when a value is above the limit, and flat when everything is zero', () => {
    expect(sparkLine([20, 20], 10, 12, 10)).toBe('M0 1L10 1');
    expect(sparkLine([0, 0], 10, 12, 0)).toBe('M0 11L10 11');
    expect(sparkLine([], 10, 12, 0)).toBe('');
  });
});
