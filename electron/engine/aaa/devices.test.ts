import { expect, it } from 'vitest';
import { ali } from './checks/testing/context.ts';
import { Devices } from './devices.ts';

const t0 = Date.UTC(2026, 10, 20, 12);
const A = 'AA:BB:CC:DD:EE:0A';
const B = 'AA:BB:CC:DD:EE:0B';
const learning = { ...ali, macBinding: { mode: 'learn', limit: 2 } as const };

it('W9: a learned device stays through changes of the subscriber that do not know of it yet', () => {
  const devices = new Devices();
  devices.put(learning);
  expect(devices.learn(learning, A, t0)).toEqual([A]);
  expect(devices.put({ ...learning, reply: [['Mikrotik-Rate-Limit', '1M/1M']] })).toEqual([A]);
  expect(devices.take()).toEqual([{ subscriberId: 1, mac: A, at: t0, isNew: true }]);
  expect(devices.put({ ...learning, macs: [A] })).toEqual([A]);
  // Now it is the control plane's: taken off there, it is gone here.
  expect(devices.put(learning)).toEqual([]);
});

it('W9: cleared after it was learned, it is forgotten; learned after the clearing, it stays', () => {
  const devices = new Devices();
  devices.put(learning);
  devices.learn(learning, A, t0);
  expect(devices.put({ ...learning, macsClearedAt: t0 + 1 })).toEqual([]);
  devices.learn(learning, B, t0 + 2);
  expect(devices.put({ ...learning, macsClearedAt: t0 + 1 })).toEqual([B]);
});

it('W9: a device that could not be kept is none any more, unless it was learned again since', () => {
  const devices = new Devices();
  devices.put({ ...learning, macs: [B] });
  devices.learn(learning, A, t0);
  expect(devices.unlearn(1, A, t0)).toEqual([B]);
  expect(devices.boundTo(1, A)).toEqual([]);
  devices.take();
  devices.learn(learning, A, t0 + 5);
  expect(devices.unlearn(1, A, t0)).toBeUndefined();
  expect(devices.take()).toEqual([{ subscriberId: 1, mac: A, at: t0 + 5, isNew: true }]);
  devices.put({ ...learning, macs: [A, B] });
  expect(devices.unlearn(1, A, t0 + 5)).toBeUndefined();
});

it('what is no longer learning forgets what was not confirmed', () => {
  const devices = new Devices();
  devices.put(learning);
  devices.learn(learning, A, t0);
  expect(devices.put({ ...ali, macBinding: { mode: 'locked', limit: 1 } })).toEqual([]);
});

it('a device that is seen again is reported at most once an hour, a stranger never', () => {
  const devices = new Devices();
  devices.put({ ...ali, macs: [A] });
  devices.saw(1, A, t0);
  devices.saw(1, A, t0 + 3_599_999);
  devices.saw(1, B, t0);
  expect(devices.take()).toEqual([{ subscriberId: 1, mac: A, at: t0, isNew: false }]);
  devices.saw(1, A, t0 + 3_600_000);
  expect(devices.take()).toHaveLength(1);
  expect(devices.take()).toEqual([]);
});

it('a MAC is found by whom it is bound to, within its tenant', () => {
  const devices = new Devices();
  devices.put({ ...ali, macs: [A] });
  devices.put({ ...ali, id: 2, macs: [A, B] });
  expect(devices.boundTo(1, A)).toEqual([1, 2]);
  expect(devices.boundTo(2, A)).toEqual([]);
  devices.put({ ...ali, id: 2, macs: [B] });
  devices.forget(1);
  expect([devices.boundTo(1, A), devices.boundTo(1, B)]).toEqual([[], [2]]);
});
