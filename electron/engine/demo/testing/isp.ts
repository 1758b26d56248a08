/** A small simulated ISP with a RADIUS server that knows its subscribers, for tests of the simulator itself. */
import { createSimulatedIsp, type SimulatedIsp, type SimulatedIspOptions } from '../isp.ts';
import { formatPlanRate } from '../plans.ts';
import { createSteppedTime, type SteppedTime } from '../stepped-time.ts';
import { type RadiusResponder, startRadiusResponder } from './radius-responder.ts';

export interface TestIsp {
  readonly isp: SimulatedIsp;
  readonly server: RadiusResponder;
  readonly time: SteppedTime;
  end(): Promise<void>;
}

/** Friday, 20 November 2026, noon UTC. */
export const NOON = Date.UTC(2026, 10, 20, 12);

/** Stepped time, one router, ten subscribers; the server grants each its plan's rate and interims every five minutes. */
export async function startTestIsp(options: Partial<SimulatedIspOptions> = {}): Promise<TestIsp> {
  const server = await startRadiusResponder();
  const time = createSteppedTime(NOON);
  const isp = createSimulatedIsp({
    seed: 7,
    routers: 1,
    subscribers: 10,
    radius: server.radius,
    timers: time,
    ...options,
  });
  for (const { address, secret } of isp.routers) server.secrets.set(address, secret);
  for (const { username, password, service } of isp.subscribers) {
    server.users.set(username, {
      password,
      reply: [
        ['Mikrotik-Rate-Limit', formatPlanRate(service)],
        ['Acct-Interim-Interval', 300],
        ['Class', Buffer.from(`lm-${username}`)],
      ],
    });
  }
  await isp.start();
  return {
    isp,
    server,
    time,
    async end() {
      await isp.stop();
      await server.close();
    },
  };
}
