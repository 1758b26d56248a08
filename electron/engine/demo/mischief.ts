/** What happens in a network all day: wrong passwords, strangers, lines that drop, a router that is away for a minute. */
import type { Timers } from '../routeros/timers.ts';
import type { SimulatedIsp } from './isp.ts';
import { macOf } from './population.ts';
import type { Random } from './random.ts';
import type { SimRouter } from './router.ts';

export interface MischiefOptions {
  readonly isp: SimulatedIsp;
  readonly random: Random;
  /** The router that is unreachable now and then. */
  readonly flaky: SimRouter | undefined;
}

/** Pauses between events of a kind, ms. */
const BAD_LOGIN_MS = [4_000, 12_000] as const;
const DROP_MS = [5_000, 15_000] as const;
const REACHABLE_MS = [150_000, 300_000] as const;
const UNREACHABLE_MS = [40_000, 70_000] as const;

/** Names that boxes and bored people try. */
const STRANGERS = ['admin', 'guest', 'pppoe', 'test', 'user1'];

/** Begins at once; the returned function ends it. */
export function startMischief({ isp, random, flaky }: MischiefOptions): () => void {
  const { timers } = isp;
  const stops = [
    repeat(timers, random.fork('logins'), BAD_LOGIN_MS, (luck) => badLogin(isp, luck)),
    repeat(timers, random.fork('drops'), DROP_MS, (luck) => dropLine(isp, luck)),
  ];
  if (flaky) stops.push(comeAndGo(timers, random.fork('flaky'), flaky));
  return () => {
    for (const stop of stops) stop();
  };
}

function repeat(
  timers: Timers,
  random: Random,
  [min, max]: readonly [number, number],
  act: (random: Random) => void,
): () => void {
  let stop = () => {};
  const schedule = () => {
    stop = timers.after(random.between(min, max), () => {
      act(random);
      schedule();
    });
  };
  schedule();
  return () => stop();
}

function badLogin(isp: SimulatedIsp, random: Random): void {
  const router = random.pick(isp.routers);
  if (!router.isUp) return;
  const isStranger = isp.subscribers.length === 0 || random.chance(0.3);
  const username = isStranger ? random.pick(STRANGERS) : random.pick(isp.subscribers).username;
  // The outcome is the engine's auth log's business.
  void isp.login(username, router, {
    method: 'mschapv2',
    password: 'forgotten',
    mac: macOf(0xf00000 + random.between(0, 999)),
  });
}

function dropLine(isp: SimulatedIsp, random: Random): void {
  const router = random.pick(isp.routers);
  const sessions = [...router.sessions.all()];
  if (sessions.length === 0) return;
  router.nas.hangUp(random.pick(sessions), random.chance(0.6) ? 'Lost-Carrier' : 'User-Request');
}

function comeAndGo(timers: Timers, random: Random, router: SimRouter): () => void {
  let stop = () => {};
  const turn = (isUnreachable: boolean) => {
    const [min, max] = isUnreachable ? REACHABLE_MS : UNREACHABLE_MS;
    stop = timers.after(random.between(min, max), () => {
      void router.faults.set({ isUnreachable });
      turn(!isUnreachable);
    });
  };
  turn(true);
  return () => stop();
}
