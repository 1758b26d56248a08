/**
 * What happens in a network all day: wrong passwords, strangers, lines that drop, a router that is away for a minute, one
 * that takes no CoA for some.
 */
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
  /** The router that does not answer CoA now and then, at first at once: changes of its sessions have to wait. */
  readonly deaf: SimRouter | undefined;
  /** The router whose firmware leaves the octets out of a Stop. A line of it drops early, so that this is known. */
  readonly forgetful: SimRouter | undefined;
}

/** Pauses between events of a kind, ms. */
const BAD_LOGIN_MS = [4_000, 12_000] as const;
const DROP_MS = [5_000, 15_000] as const;
const REACHABLE_MS = [150_000, 300_000] as const;
const UNREACHABLE_MS = [40_000, 70_000] as const;
const DEAF_MS = [150_000, 240_000] as const;
const HEARING_MS = [60_000, 90_000] as const;
/** A few seconds after everybody has dialled in. */
const FIRST_STOP_MS = 15_000;

/** Names that boxes and bored people try. */
const STRANGERS = ['admin', 'guest', 'pppoe', 'test', 'user1'];

/** Begins at once; the returned function ends it. */
export function startMischief({ isp, random, flaky, deaf, forgetful }: MischiefOptions): () => void {
  const { timers } = isp;
  const drops = random.fork('drops');
  const stops = [
    repeat(timers, random.fork('logins'), BAD_LOGIN_MS, (luck) => badLogin(isp, luck)),
    repeat(timers, drops, DROP_MS, (luck) => dropLine(luck.pick(isp.routers), luck)),
  ];
  if (flaky) {
    stops.push(
      takeTurns(timers, random.fork('flaky'), [REACHABLE_MS, UNREACHABLE_MS], (isUnreachable) => {
        void flaky.faults.set({ isUnreachable });
      }),
    );
  }
  if (deaf) {
    stops.push(
      takeTurns(timers, random.fork('deaf'), [[0, 0], DEAF_MS, HEARING_MS], (isDeaf) => {
        void deaf.faults.set({ coa: isDeaf ? { kind: 'ignore' } : null });
      }),
    );
  }
  if (forgetful) {
    void forgetful.faults.set({ isStopWithoutOctets: true });
    stops.push(timers.after(FIRST_STOP_MS, () => dropLine(forgetful, drops)));
  }
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

function dropLine(router: SimRouter, random: Random): void {
  const sessions = [...router.sessions.all()];
  if (sessions.length === 0) return;
  router.nas.hangUp(random.pick(sessions), random.chance(0.6) ? 'Lost-Carrier' : 'User-Request');
}

type Pause = readonly [minMs: number, maxMs: number];

/** Turns something on after the first pause, off after the second, and so on; the last two are repeated. */
function takeTurns(
  timers: Timers,
  random: Random,
  pauses: readonly [Pause, Pause, Pause?],
  turn: (isOn: boolean) => void,
): () => void {
  const [first, whileOn, whileOff = first] = pauses;
  let stop = () => {};
  const schedule = ([min, max]: Pause, isOn: boolean) => {
    stop = timers.after(random.between(min, max), () => {
      turn(isOn);
      schedule(isOn ? whileOn : whileOff, !isOn);
    });
  };
  schedule(first, true);
  return () => stop();
}
