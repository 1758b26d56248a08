/**
 * Goal: what is told of a NAS's clock ends when the clock is right (X46): the alert, and the row among the findings.
 * Method: the judge of clocks, what it tells, and a real database; half an hour is an argument.
 */
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAlerts } from '../../electron/engine/alerts/service.ts';
import { usageAlerts } from '../../electron/engine/alerts/usage-alerts.ts';
import { Directory } from '../../electron/engine/directory/directory.ts';
import {
  testActor as actor,
  aNas,
  defaultScope as scope,
  type TemporaryStore,
  temporaryStore,
} from '../../electron/engine/store/testing/temporary-store.ts';
import { createNasClocks, quietMs } from '../../electron/engine/usage/nas-clocks.ts';

const t0 = Date.UTC(2026, 10, 20, 12);
let temporary: TemporaryStore;
let directory: Directory;
let now = t0;
beforeAll(async () => {
  temporary = await temporaryStore();
  directory = new Directory(temporary.store);
  await directory.open(() => undefined);
  await temporary.store.command('nas.create', { scope, actor, nas: aNas(), at: t0 });
  await directory.follow();
});
afterAll(async () => {
  directory.close();
  await temporary.dispose();
});

it('X46: the finding ends with the alert, and a clock that is wrong anew is a new case', async () => {
  const { store } = temporary;
  const log = pino({ level: 'silent' });
  const alerts = createAlerts({ store, log, now: () => now });
  const { onClockFinding, onClockRight } = usageAlerts({ alerts, store, directory, log, now: () => now });
  const clocks = createNasClocks({ clockFinding: onClockFinding, clockRight: onClockRight });
  const judge = async (isRight: boolean, afterMs: number) => {
    now += afterMs;
    clocks.judge(1, isRight, now);
    // Commands go in order: after one that is awaited, those before it are done.
    await store.command('alert.resolve', { tenantId: 1, key: 'nothing', at: now });
    const [findings, open] = await Promise.all([
      store.reads.findings.list(scope, { limit: 10 }),
      store.reads.alerts.list(scope, { open: true, limit: 10 }),
    ]);
    return { findings: findings.items.map(({ resolution }) => resolution), alerts: open.items.map(({ key }) => key) };
  };

  expect(await judge(false, 0)).toEqual({ findings: [null], alerts: ['nas.clock.1'] });
  expect(await judge(true, quietMs - 1)).toEqual({ findings: [null], alerts: ['nas.clock.1'] });
  expect(await judge(true, 1)).toEqual({ findings: ['over'], alerts: [] });
  expect(await judge(false, 1)).toEqual({ findings: [null, 'over'], alerts: ['nas.clock.1'] });
});
