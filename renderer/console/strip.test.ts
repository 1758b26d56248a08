import { describe, expect, it } from 'vitest';
import { lastMinute } from './strip.tsx';

const sample = (at: number, downBps: number | null) => ({ at, downBps, upBps: 1, online: 1 });

describe('the minute in the strip', () => {
  it('ends with the newest second and begins with nothing before there was anything', () => {
    const [down] = lastMinute([sample(1000, 5), sample(2000, 6)]);
    expect(down).toHaveLength(60);
    expect(down.slice(-3)).toEqual([null, 5, 6]);
  });

  it('a break stays a gap, a second that fell between two rounds does not', () => {
    expect(lastMinute([sample(1000, 5), sample(7000, 6)])[0].slice(-7)).toEqual([5, null, null, null, null, null, 6]);
    expect(lastMinute([sample(1000, 5), sample(3000, 6)])[0].slice(-3)).toEqual([5, 5, 6]);
  });
});
