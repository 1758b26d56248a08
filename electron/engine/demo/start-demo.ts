/**
 * The demo: a whole ISP around an engine that has just started and is empty. The engine is filled through its public API,
 * then the town comes online.
 */
import type { Timers } from '../routeros/timers.ts';
import { logInToEngine } from './engine-api.ts';
import { createSimulatedIsp, type SimulatedIsp } from './isp.ts';
import { startMischief } from './mischief.ts';
import { createRandom } from './random.ts';
import type { RadiusPorts } from './router.ts';
import { type Seeded, seedEngine } from './seed.ts';
import { startStranger } from './stranger.ts';

/** What of a running engine the demo needs. */
export interface DemoEngine {
  /** `http://127.0.0.1:8470` */
  readonly consoleUrl: string;
  /** An operator who may do what an administrator may. */
  readonly credentials: { readonly username: string; readonly password: string };
  /** Where it takes RADIUS; `address` must be one that 127.77.x.y can send to, such as 127.0.0.1. */
  readonly radius: RadiusPorts;
}

export interface DemoOptions {
  /** Default `lastmile`. */
  readonly seed?: string | number;
  /** Default 6. */
  readonly routers?: number;
  /** Default 400. */
  readonly subscribers?: number;
  /** How long dialling in takes, ms. Default 12 s. */
  readonly rampMs?: number;
  /** The operator's clock, which decides when evening is. Default this machine's. */
  readonly utcOffsetMinutes?: number;
  readonly timers?: Timers;
}

export interface Demo {
  readonly isp: SimulatedIsp;
  readonly seeded: Seeded;
  /** The ISP goes dark. The engine is its owner's. */
  stop(): Promise<void>;
}

const BUSY_CPU_PERCENT = 94;

/** Resolves when the engine is seeded and the first box dials. @throws when the engine refuses, with nothing left open */
export async function startDemo(engine: DemoEngine, options: DemoOptions = {}): Promise<Demo> {
  const { seed = 'lastmile', routers = 6, subscribers = 400, rampMs = 12_000, timers } = options;
  const isp = createSimulatedIsp({
    seed,
    routers,
    subscribers,
    radius: engine.radius,
    utcOffsetMinutes: options.utcOffsetMinutes ?? -new Date().getTimezoneOffset(),
    ...(timers ? { timers } : {}),
  });
  await isp.start();
  try {
    const api = await logInToEngine({ consoleUrl: engine.consoleUrl, ...engine.credentials });
    const seeded = await seedEngine(api, isp, isp.timers.now());
    // Worst first is a promise of the overview: there is one to be first, and one to be down at times.
    await isp.routers.at(-1)?.faults.set({ cpuLoadPercent: BUSY_CPU_PERCENT });
    const random = createRandom(seed);
    const stopStranger = await startStranger({ isp, random: random.fork('stranger'), radius: engine.radius });
    isp.goLive(rampMs);
    const stopMischief = startMischief({
      isp,
      random: random.fork('mischief'),
      flaky: isp.routers[2],
      // Few lines end at it, and the prepaid ones among them are emptied: their tiers are the changes that wait.
      deaf: isp.routers.at(-1),
      // The oldest firmware of them.
      forgetful: isp.routers[4],
    });
    return {
      isp,
      seeded,
      async stop() {
        stopMischief();
        await stopStranger();
        await isp.stop();
      },
    };
  } catch (error) {
    await isp.stop();
    throw error;
  }
}
