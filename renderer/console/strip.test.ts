import { describe, expect, it } from 'vitest';
import { lastMinute, stripItems } from './strip.tsx';

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

const status = {
  ...{
    at: 1000,
    timeZone: 'UTC',
    online: 3,
    subscribers: 9,
    downBps: 5,
    upBps: 1,
    authPerSecond: 0,
    acctPerSecond: 0,
  },
  ...{ p99Ms: null, unacknowledged: 0, routersUp: 1, routersDown: 0, routers: 1, throttled: 0, openAlerts: 1 },
};

describe('routers in the strip', () => {
  const routers = (over: object) =>
    stripItems({ counts: null, live: { now: { ...status, ...over }, samples: [] }, doors: new Set() }).find(
      ({ id }) => id === 'routers',
    );

  it('red is a router that is down, not one that nobody can know of', () => {
    expect(routers({ routers: 3, routersUp: 2 })?.severity).toBeUndefined();
    expect(routers({ routers: 3, routersUp: 2, routersDown: 1 })?.severity).toBe('crit');
  });
});

describe('X46: the engine’s clock in the strip', () => {
  const ids = (isClockHeld?: boolean) => {
    const now = isClockHeld === undefined ? status : { ...status, isClockHeld };
    return stripItems({ counts: null, live: { now, samples: [] }, doors: new Set(['/alerts']) }).map(({ id }) => id);
  };

  it('has a place only while it is not believed', () => {
    expect(ids()).not.toContain('clock');
    expect(ids(false)).not.toContain('clock');
    expect(ids(true).at(-1)).toBe('clock');
  });
});
