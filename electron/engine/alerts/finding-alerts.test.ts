import { expect, it } from 'vitest';
import { clockFinding, findingAlert, findingAlertKey } from './finding-alerts.ts';

it('case 20, X46: a wrong clock is one case per NAS, whenever it is told', () => {
  const { at: first, ...one } = clockFinding({ id: 1, tenantId: 3 }, 10);
  const { at: second, ...again } = clockFinding({ id: 1, tenantId: 3 }, 20);
  expect([first, second]).toEqual([10, 20]);
  expect(again).toEqual(one);
  expect(one).toMatchObject({ kind: 'clock', nasId: 1, tenantId: 3, subscriberId: null, sessionKey: '', holdId: 0 });
  expect(clockFinding({ id: 2, tenantId: 3 }, 10)).toMatchObject({ nasId: 2 });
});

it('every kind that has an alert names the NAS and has a key of its own', () => {
  const counts = ['directions-swapped', 'counter-wrapped', 'stop-without-octets', 'stop-below-live'];
  const kinds = [...counts, 'sources-disagree', 'clock'];
  for (const kind of kinds) expect(findingAlert(kind, 'tower-7')?.title).toContain('tower-7');
  expect(new Set(kinds.map((kind) => findingAlertKey(kind, 7))).size).toBe(kinds.length);
  expect(findingAlert('counter-restarted', 'tower-7')).toBeUndefined();
});
