import { describe, expect, it, vi } from 'vitest';
import type { LiveSession } from '../../../shared/contract/operations/sessions.ts';
import { withSamples } from './rate-samples.ts';
import { createSessionRows } from './session-rows.ts';
import {
  KEPT_SAMPLES,
  type LogEntry,
  type OpenAlert,
  type RouterHealth,
  type Status,
  withAlerts,
  withEntries,
  withStatus,
  worstRoutersFirst,
} from './topic-folds.ts';

const status = (at: number, downBps: number | null = 5): Status => ({
  at,
  timeZone: 'UTC',
  online: 3,
  subscribers: 9,
  downBps,
  upBps: 1,
  authPerSecond: 0,
  acctPerSecond: 0,
  p99Ms: null,
  unacknowledged: 0,
  routersUp: 1,
  routersDown: 0,
  routers: 1,
  throttled: 0,
  openAlerts: 0,
});

describe('the strip', () => {
  it('keeps ten minutes of seconds, with what was not measured as a gap', () => {
    let history = withStatus(null, status(1));
    for (let at = 2; at <= KEPT_SAMPLES + 50; at++) history = withStatus(history, status(at, at % 2 ? 5 : null));
    expect(history.samples).toHaveLength(KEPT_SAMPLES);
    expect(history.samples.at(-1)).toMatchObject({ at: KEPT_SAMPLES + 50, downBps: null });
  });

  it('starts over when the clock of the engine went back', () => {
    expect(withStatus(withStatus(null, status(50)), status(40)).samples).toHaveLength(1);
  });
});

describe('alerts, rejects and routers', () => {
  const alert = (id: number, severity: OpenAlert['severity'], resolvedAt: number | null = null): OpenAlert => ({
    id,
    key: `k${id}`,
    severity,
    title: '',
    detail: '',
    raisedAt: id,
    lastAt: id,
    count: 1,
    resolvedAt,
  });

  it('an alert that is resolved leaves, and the worst stands first', () => {
    const open = withAlerts([alert(1, 'warn'), alert(2, 'high')], { changed: [alert(2, 'high', 9), alert(3, 'crit')] });
    expect(open.map(({ id }) => id)).toEqual([3, 1]);
  });

  it('a reject that repeats is one line with its new count, on top', () => {
    const entry = (id: number, lastAt: number, count: number) => ({ id, lastAt, count }) as LogEntry;
    const shown = withEntries([entry(2, 20, 1), entry(1, 10, 1)], { entries: [entry(1, 30, 2)] });
    expect(shown.map(({ id, count }) => [id, count])).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  it('down stands before degraded, unknown and up', () => {
    const router = (nasId: number, state: RouterHealth['state'], downBps: number | null) =>
      ({ nasId, state, downBps, openSessions: 0 }) as RouterHealth;
    const order = worstRoutersFirst([
      router(1, 'up', 5),
      router(2, 'unknown', null),
      router(3, 'down', null),
      router(4, 'degraded', 1),
      router(5, 'up', 9),
    ]);
    expect(order.map(({ nasId }) => nasId)).toEqual([3, 4, 2, 5, 1]);
  });
});

describe('sessions', () => {
  const session = (id: number, downBps: number | null): LiveSession =>
    ({ id, rate: downBps === null ? null : { downBps, upBps: 1, at: 1 }, downBytes: 7, upBytes: 8 }) as LiveSession;

  it('a tick changes the numbers of its row and tells that row alone', () => {
    const rows = createSessionRows();
    rows.put([session(1, 10), session(2, null)]);
    const one = vi.fn();
    const two = vi.fn();
    rows.records.subscribe(1, one);
    rows.records.subscribe(2, two);
    rows.apply({ opened: [], changed: [], ticks: [[1, 30, 3, 70, 80]], closed: [] });
    expect(rows.get(1)).toMatchObject({ downBps: 30, upBps: 3, downBytes: 70, upBytes: 80, trend: [10, 30] });
    expect(rows.get(2)).toMatchObject({ downBps: null, trend: [null] });
    expect([one.mock.calls.length, two.mock.calls.length]).toEqual([1, 0]);
  });

  it('what closed is gone, and a tick of it brings nothing back', () => {
    const rows = createSessionRows();
    rows.put([session(1, 10)]);
    rows.apply({ opened: [session(3, 5)], changed: [], ticks: [], closed: [1] });
    rows.apply({ opened: [], changed: [], ticks: [[1, 30, 3, 70, 80]], closed: [] });
    expect([...rows.all()].map((row) => row.session.id)).toEqual([3]);
    expect(rows.records.get(1)).toBeUndefined();
  });

  it('what is not kept is gone, and the trends of the others go on', () => {
    const rows = createSessionRows();
    const one = vi.fn();
    rows.put([session(1, 10), session(2, 10)]);
    rows.records.subscribe(1, one);
    rows.put([session(2, 20)]);
    rows.keep(new Set([2]));
    expect([rows.size(), rows.get(1), rows.records.get(1), one.mock.calls.length]).toEqual([
      1,
      undefined,
      undefined,
      1,
    ]);
    expect(rows.get(2)?.trend).toEqual([10, 20]);
  });
});

describe('the graph of a session', () => {
  it('takes only what is newer and forgets what is older than ten minutes', () => {
    const sample = (at: number) => ({ at, downBps: 1, upBps: 1 });
    expect(withSamples([sample(1), sample(2)], [sample(2), sample(3)]).map(({ at }) => at)).toEqual([1, 2, 3]);
    expect(withSamples([sample(1)], [sample(600_002)]).map(({ at }) => at)).toEqual([600_002]);
  });
});
