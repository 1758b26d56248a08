import { expect, it } from 'vitest';
import type { AuditInput } from '../store/commands.ts';
import { createAuditFold, type PushAudit } from './audit-fold.ts';
import type { PushResult } from './rate-push.ts';

/** Time by hand, one task per burst. */
function setUp() {
  let now = 0;
  const tasks = new Set<{ readonly at: number; readonly run: () => void }>();
  const written: AuditInput[] = [];
  const fold = createAuditFold({
    append: (rows) => written.push(...rows),
    timers: {
      now: () => now,
      elapsed: () => now,
      after(delayMs, run) {
        const task = { at: now + delayMs, run };
        tasks.add(task);
        return () => void tasks.delete(task);
      },
    },
  });
  const pass = (ms: number) => {
    now += ms;
    for (const task of [...tasks].filter(({ at }) => at <= now)) {
      tasks.delete(task);
      task.run();
    }
  };
  const add = (i: number, result: PushResult = 'verified', reason = 'speed changed') => {
    const row: PushAudit = {
      ...{ tenantId: 1, actor: { kind: 'system', id: null, name: 'quota' }, action: 'coa.rate', at: now },
      ...{ entity: 'subscriber', entityId: i },
      detail: {
        ...{ username: `u${i}`, nasId: 5, sessionKey: `k${i}`, rate: '4M/4M', reason, result, attempts: 1 },
        steps: [{ what: `said of u${i}`, ms: 1 }],
      },
    };
    fold.add(row);
  };
  const bulk = () => written.filter(({ action }) => action === 'coa.bulk');
  return { fold, written, bulk, add, pass };
}

it('single changes are records of their own, at once', () => {
  const { add, written, pass, bulk } = setUp();
  for (let i = 1; i <= 10; i++) add(i);
  expect(written).toHaveLength(10);
  pass(3_000);
  expect(bulk()).toEqual([]);
});

it('300 of one reason are one record with their counts and the failures by name', () => {
  const { add, written, bulk, pass } = setUp();
  for (let i = 1; i <= 300; i++) {
    add(i, i % 100 === 0 ? 'pending' : 'verified');
    if (i % 20 === 0) pass(1_000);
  }
  expect(bulk()).toEqual([]);
  pass(3_000);
  expect(written).toHaveLength(11);
  expect(bulk()).toMatchObject([
    {
      entityId: null,
      detail: {
        ...{ reason: 'speed changed', count: 300, results: { verified: 297, pending: 3 }, failuresLeftOut: 0 },
        failures: [
          { username: 'u100', nasId: 5, rate: '4M/4M', said: 'said of u100' },
          { username: 'u200' },
          { username: 'u300' },
        ],
      },
    },
  ]);
});

it('another reason is another burst, and many failures are named up to 200', () => {
  const { add, bulk, pass } = setUp();
  for (let i = 1; i <= 250; i++) add(i, 'pending', 'account stopped');
  for (let i = 1; i <= 11; i++) add(i);
  pass(3_000);
  expect(bulk().map(({ detail }) => detail)).toMatchObject([
    { reason: 'account stopped', count: 250, failuresLeftOut: 50 },
    { reason: 'speed changed', count: 11 },
  ]);
});

it('a burst without end is written once a minute, and what is gathered at the end of the engine too', () => {
  const { add, fold, bulk, pass } = setUp();
  for (let i = 1; i <= 120; i++) {
    add(i);
    pass(1_000);
  }
  expect(bulk().map(({ detail }) => (detail as { count: number }).count)).toEqual([60, 60]);
  for (let i = 1; i <= 20; i++) add(i);
  fold.flush();
  expect(bulk()).toHaveLength(3);
});
