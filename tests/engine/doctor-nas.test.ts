/**
 * Pain 14 with a NAS of the simulated ISP and a whole engine: what a router's owner got wrong is named within 10 s of its
 * first packet, and a router that works is told nothing.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulatedIsp, type SimulatedIsp } from '../../electron/engine/demo/isp.ts';
import type { ApiSession } from './support/api-session.ts';
import { type RunningEngine, startEngine, temporaryFolders } from './support/engine-process.ts';
import { eventually } from './support/seed.ts';

interface Examined {
  readonly items: readonly { readonly name: string }[];
  readonly heardAt: number | null;
}

const folders = temporaryFolders();
let engine: RunningEngine;
let api: ApiSession;
let isp: SimulatedIsp;

beforeAll(async () => {
  engine = await startEngine({ dataDir: await folders.make() });
  api = await engine.login();
  isp = createSimulatedIsp({ seed: 14, routers: 4, subscribers: 4 });
  await isp.start();
  isp.setRadius({ address: '127.0.0.1', authPort: engine.ready.radius.auth, acctPort: engine.ready.radius.acct });
  const service = await api.post<{ id: number }>('/services', { name: 'Home', downKbps: '10M', upKbps: '5M' });
  for (const { username, password } of isp.subscribers) {
    await api.post('/subscribers', { username, password, serviceId: service.id });
  }
});
afterAll(async () => {
  await isp?.stop();
  await engine?.stop();
  await folders.cleanUp();
});

/** Registers a router as its owner did, lets one subscriber dial in, and says what the doctor finds. */
async function dialAt(index: number, registered: object, isRight: (examined: Examined) => boolean): Promise<string[]> {
  const { name, address, secret } = isp.router(index);
  const nas = await api.post<{ id: number }>('/nas', { name, address, secret, ...registered });
  void isp.login(isp.subscribers[index]!.username, index);
  const examined = await eventually(() => api.get<Examined>(`/nas/${nas.id}/doctor`), isRight, 10_000);
  return examined.items.map((finding) => finding.name);
}

const isNamed = ({ items }: Examined): boolean => items.length > 0;

describe('pain 14: a router of the simulated ISP', () => {
  it('that works is told nothing', async () => {
    expect(await dialAt(0, {}, ({ heardAt }) => heardAt !== null)).toEqual([]);
  });

  it('whose secret is another one: wrong-secret', async () => {
    expect(await dialAt(1, { secret: 'a secret that is not its own' }, isNamed)).toEqual(['wrong-secret']);
  });

  it('that asks from another address than the registered one: other-address', async () => {
    expect(await dialAt(2, { address: '127.78.0.9' }, isNamed)).toEqual(['other-address']);
  });

  it('whose clock is two hours slow: clock-wrong', async () => {
    await isp.router(3).faults.set({ clock: -7_200_000 });
    expect(await dialAt(3, {}, isNamed)).toEqual(['clock-wrong']);
  });
});
