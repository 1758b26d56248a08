/** A router that was put up and is registered nowhere yet: what operators find under Routers as an unknown source. */

import type { SimulatedIsp } from './isp.ts';
import { modelOf, poolOf } from './models.ts';
import { macOf } from './population.ts';
import type { Random } from './random.ts';
import { createSimRouter, type RadiusPorts } from './router.ts';

/** A box behind it that gets no answer dials again after this long. */
const DIAL_MS = [5_000, 15_000] as const;

export interface StrangerPorts {
  readonly isp: SimulatedIsp;
  readonly random: Random;
  readonly radius: RadiusPorts;
}

/** It has the first address after those of `isp`. @throws the bind error. Returns the way to take it down again. */
export async function startStranger({ isp, random, radius }: StrangerPorts): Promise<() => Promise<void>> {
  const index = isp.routers.length;
  const { timers } = isp;
  const letters = (count: number) => Buffer.from(random.octets(count)).toString('base64url');
  const router = createSimRouter({
    model: { ...modelOf(index), name: 'tower-08' },
    pool: poolOf(index),
    secret: letters(24),
    apiPassword: letters(12),
    timers,
    random,
  });
  router.setRadius(radius);
  await router.start();
  const who = { user: 'tower-08-test', password: letters(8), method: 'mschapv2', mac: macOf(0xe00000) } as const;
  let stopDialling = () => {};
  const dial = () => {
    void router.nas.dial({ ...who, demand: { kind: 'none' } });
    stopDialling = timers.after(random.between(...DIAL_MS), dial);
  };
  dial();
  return async () => {
    stopDialling();
    await router.stop();
  };
}
