/** A provider with one router and a few subscribers, as the portal's browser tests need it. */
import { createSimulatedIsp, type SimulatedIsp } from '../../electron/engine/demo/isp.ts';
import { createPopulation } from '../../electron/engine/demo/population.ts';
import { nasBody } from '../../electron/engine/demo/seed.ts';
import { type RunningEngine, startEngine, temporaryFolders } from '../engine/support/engine-process.ts';

export const MB = 1_000_000;
export const GB = 1_000 * MB;
export const portalPassword = 'my own page';
const day = 86_400_000;

/** Caps small enough to be reached by moving what the sanity cap believes at once (X28). */
const plan = {
  name: 'Fiber 100M',
  downKbps: 100_000,
  upKbps: 20_000,
  priceMinor: 2_500,
  dailyQuotaBytes: 80 * MB,
  monthlyQuotaBytes: 1_500 * MB,
  dailyTiers: [
    { fromBytes: 80 * MB, downKbps: 60_000, upKbps: 12_000 },
    { fromBytes: 800 * MB, downKbps: 10_000, upKbps: 2_000 },
  ],
  monthlyTiers: [{ fromBytes: 1_500 * MB, downKbps: 20_000, upKbps: 4_000 }],
  monthlyReset: 'anniversary',
} as const;

export interface PortalWorld {
  readonly engine: RunningEngine;
  readonly isp: SimulatedIsp;
  /** `http://127.0.0.1:…/customer/` */
  readonly url: string;
  /** Someone whom no other test has used. */
  nextUser(): string;
  idOf(username: string): number;
  patch(username: string, change: object): Promise<void>;
  stop(): Promise<void>;
}

export async function startPortalWorld(): Promise<PortalWorld> {
  const folders = temporaryFolders();
  const engine = await startEngine({ dataDir: await folders.make(), flags: ['--quota-interval-ms', '1000'] });
  const api = await engine.login();
  await api.call('PATCH', '/settings', { name: 'Example ISP', timeZone: 'Asia/Baghdad' });
  const { auth: authPort, acct: acctPort } = engine.ready.radius;
  const subscribers = createPopulation({ seed: 'page', subscribers: 24, routers: 1 });
  const isp = createSimulatedIsp({
    seed: 'page',
    routers: 1,
    subscribers,
    radius: { address: '127.0.0.1', authPort, acctPort },
  });
  await isp.start();
  for (const router of isp.routers) await api.post('/nas', nasBody(router));
  const { id: serviceId } = await api.post<{ id: number }>('/services', plan);
  const ids = new Map<string, number>();
  for (const { username, password } of subscribers) {
    const body = { username, password, serviceId, portalPassword, expiresAt: Date.now() + 12 * day };
    ids.set(username, (await api.post<{ id: number }>('/subscribers', body)).id);
  }
  let taken = 0;
  return {
    engine,
    isp,
    url: `${engine.ready.portal}/customer/`,
    nextUser: () => isp.subscribers[taken++]!.username,
    idOf: (username) => ids.get(username)!,
    async patch(username, change) {
      await api.call('PATCH', `/subscribers/${ids.get(username)}`, change);
    },
    async stop() {
      await isp.stop();
      await engine.stop();
      await folders.cleanUp();
    },
  };
}
