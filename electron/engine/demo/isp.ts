/**
 * The simulated ISP: routers that speak the real wire protocols, and people behind them. Tests drive it step by step, the
 * demo lets it live; both are the same one, and a seed decides all of it.
 *
 *   const time = createSteppedTime(Date.UTC(2026, 10, 20, 12));
 *   const isp = createSimulatedIsp({ seed: 1, routers: 2, subscribers: 10, radius: { address, authPort, acctPort }, timers: time });
 *   await isp.start();                                   // ports are open: register the NAS now
 *   const session = await isp.mustLogIn('mona.m17');     // PPPoE by MS-CHAPv2 to the engine's RADIUS
 *   isp.move('mona.m17', { downBytes: 5_000_000_000, upBytes: 0 });
 *   await isp.advance(300_000);                          // interims go out and are answered
 *   await isp.stop();
 *
 * Addresses are 127.77.x.y, which Linux and Windows have without being told; macOS needs an alias each
 * (`ifconfig lo0 alias 127.77.0.1`).
 */
import { systemTimers, type Timers } from '../routeros/timers.ts';
import { type Cpe, createCpe } from './cpe.ts';
import { modelOf, poolOf } from './models.ts';
import type { DialMethod, DialOutcome } from './nas/nas.ts';
import { createPopulation, macOf, type SimSubscriber } from './population.ts';
import { createRandom } from './random.ts';
import {
  createSimRouter,
  type RadiusPorts,
  type RebootOptions,
  type SimRouter,
  type SimRouterOptions,
} from './router.ts';
import type { SimSession, StopCause } from './session.ts';
import { type SteppedTime, scaledTime } from './stepped-time.ts';
import type { Demand, Volume } from './traffic.ts';

export interface SimulatedIspOptions {
  readonly seed: string | number;
  /** How many, or what each is: partial options over the defaults of its index. */
  readonly routers: number | readonly Partial<Omit<SimRouterOptions, 'timers' | 'random'>>[];
  /** How many, or exactly these. */
  readonly subscribers: number | readonly SimSubscriber[];
  /** Where the routers send RADIUS; may be given later by `setRadius`. */
  readonly radius?: RadiusPorts;
  /** Default the system's; a `SteppedTime` for tests. */
  readonly timers?: Timers;
  /** Time runs this much faster than `timers`. See `scaledTime` for what an engine makes of it. */
  readonly speedUp?: number;
  /** The ISP's wall clock, which decides when evening is. Default 0. */
  readonly utcOffsetMinutes?: number;
  /** How long `settled` and `advance` wait for the answer to a packet, real ms. Default 500. */
  readonly graceMs?: number;
}

export interface LoginOptions {
  /** Default the subscriber's own. */
  readonly method?: DialMethod;
  readonly password?: string;
  readonly mac?: string;
  /** Default none: only `move` moves bytes. */
  readonly demand?: Demand;
}

/** A router, its name, or its index. */
export type RouterRef = SimRouter | string | number;
/** A session, or the user name of one who has exactly one. */
export type SessionRef = SimSession | string;

export interface SimulatedIsp {
  readonly routers: readonly SimRouter[];
  readonly subscribers: readonly SimSubscriber[];
  readonly timers: Timers;
  router(ref: RouterRef): SimRouter;
  subscriber(username: string): SimSubscriber;
  setRadius(radius: RadiusPorts): void;
  /** Opens all ports. Nobody dials. @throws the bind error, with nothing left open */
  start(): Promise<void>;
  /** Switches everything off, as a power cut does, and closes all ports. */
  stop(): Promise<void>;

  /** Routers say Accounting-On and everybody dials in, spread over `rampMs` (default 10 s); from then on boxes redial by themselves. */
  goLive(rampMs?: number): void;
  /** Everybody hangs up and stays away. */
  goQuiet(): void;

  /** Dials once at `router` (default the subscriber's own). Names outside the population are dialled too, with `options.password`. */
  login(username: string, router?: RouterRef, options?: LoginOptions): Promise<DialOutcome>;
  /** `login` that throws unless it was accepted. */
  mustLogIn(username: string, router?: RouterRef, options?: LoginOptions): Promise<SimSession>;
  logout(session: SessionRef, cause?: StopCause): void;
  /** The line drops (Stop: Lost-Carrier) and dials again at once: another session, counters from zero. */
  redial(session: SessionRef, options?: LoginOptions): Promise<DialOutcome>;
  /** Adds exact bytes to a session's counters, whatever its rate limit. */
  move(session: SessionRef, volume: Volume): void;
  reboot(router: RouterRef, options?: RebootOptions): Promise<void>;
  /** All open sessions of a user, over all routers. */
  sessionsOf(username: string): SimSession[];
  /** @throws when there is not exactly one */
  sessionOf(ref: SessionRef): SimSession;

  /** Moves the stepped time on, letting sockets answer in between. @throws when `timers` cannot be stepped */
  advance(ms: number): Promise<void>;
  /** Resolves when every RADIUS packet is answered, or has waited `graceMs`. */
  settled(): Promise<void>;
}

export function createSimulatedIsp(options: SimulatedIspOptions): SimulatedIsp {
  const { seed, utcOffsetMinutes = 0, graceMs = 500, speedUp } = options;
  const baseTimers = options.timers ?? systemTimers;
  const timers = speedUp === undefined || speedUp === 1 ? baseTimers : scaledTime(speedUp, baseTimers);
  const random = createRandom(seed);
  let isLive = false;

  const wanted =
    typeof options.routers === 'number' ? Array.from({ length: options.routers }, () => ({})) : options.routers;
  const routers = wanted.map((own, index) => {
    const ofRouter = random.fork(`router ${index}`);
    const letters = (count: number) => Buffer.from(ofRouter.octets(count)).toString('base64url');
    return createSimRouter({
      model: modelOf(index),
      pool: poolOf(index),
      secret: letters(24),
      apiPassword: letters(12),
      utcOffsetMinutes,
      isBusy: () => isLive,
      ...own,
      timers,
      random: ofRouter,
    });
  });
  if (options.radius) setRadius(options.radius);

  const subscribers =
    typeof options.subscribers === 'number'
      ? createPopulation({ seed, subscribers: options.subscribers, routers: routers.length })
      : options.subscribers;
  const byName = new Map(subscribers.map((subscriber) => [subscriber.username, subscriber]));
  const cpes = new Map<string, Cpe>();

  function setRadius(radius: RadiusPorts): void {
    for (const router of routers) router.setRadius(radius);
  }

  function router(ref: RouterRef): SimRouter {
    const found =
      typeof ref === 'object' ? ref : typeof ref === 'number' ? routers[ref] : routers.find(({ name }) => name === ref);
    if (!found) throw new RangeError(`the ISP has no router ${String(ref)}`);
    return found;
  }

  function subscriber(username: string): SimSubscriber {
    const found = byName.get(username);
    if (!found) throw new RangeError(`the ISP has no subscriber ${username}`);
    return found;
  }

  const sessionsOf = (username: string) => routers.flatMap(({ sessions }) => sessions.ofUser(username));

  function sessionOf(ref: SessionRef): SimSession {
    if (typeof ref !== 'string') return ref;
    const sessions = sessionsOf(ref);
    if (sessions.length !== 1) throw new RangeError(`${ref} has ${sessions.length} sessions, not one`);
    return sessions[0]!;
  }

  function routerOf(session: SimSession): SimRouter {
    const found = routers.find(({ sessions }) => sessions.byId(session.id) === session);
    if (!found) throw new RangeError(`session ${session.id} of ${session.user} is not open`);
    return found;
  }

  function login(username: string, at?: RouterRef, given: LoginOptions = {}): Promise<DialOutcome> {
    const known = byName.get(username);
    return router(at ?? known?.routerIndex ?? 0).nas.dial({
      user: username,
      password: given.password ?? known?.password ?? 'unknown to the simulation',
      method: given.method ?? known?.method ?? 'mschapv2',
      mac: given.mac ?? known?.mac ?? macOf(0xfffffe),
      demand: given.demand ?? { kind: 'none' },
    });
  }

  async function settled(): Promise<void> {
    await Promise.all(routers.map(({ nas }) => nas.settled(graceMs)));
  }

  async function stop(): Promise<void> {
    isLive = false;
    await Promise.all(routers.map((one) => one.stop()));
    for (const cpe of cpes.values()) cpe.switchOff();
    cpes.clear();
  }

  return {
    routers,
    subscribers,
    timers,
    router,
    subscriber,
    setRadius,
    async start() {
      try {
        for (const one of routers) await one.start();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    goLive(rampMs = 10_000) {
      isLive = true;
      for (const one of routers) one.nas.announce('Accounting-On');
      for (const [index, one] of subscribers.entries()) {
        const luck = random.fork(`cpe ${one.username}`);
        const cpe = cpes.get(one.username) ?? createCpe(one, router(one.routerIndex), timers, luck);
        cpes.set(one.username, cpe);
        cpe.switchOn((rampMs * index) / subscribers.length);
      }
    },
    goQuiet() {
      isLive = false;
      for (const cpe of cpes.values()) cpe.switchOff();
    },
    login,
    async mustLogIn(username, at, given) {
      const outcome = await login(username, at, given);
      if (outcome.kind === 'accept') return outcome.session;
      throw new Error(`${username} was not let in: ${JSON.stringify(outcome)}`);
    },
    logout(ref, cause = 'User-Request') {
      const session = sessionOf(ref);
      routerOf(session).nas.hangUp(session, cause);
    },
    redial(ref, given) {
      const session = sessionOf(ref);
      const at = routerOf(session);
      const { user, mac, demand } = session.start;
      at.nas.hangUp(session, 'Lost-Carrier');
      return login(user, at, { mac, demand, ...given });
    },
    move: (ref, volume) => sessionOf(ref).move(volume, timers.now()),
    reboot: (ref, how) => router(ref).reboot(how),
    sessionsOf,
    sessionOf,
    async advance(ms) {
      if (!('advance' in baseTimers)) throw new TypeError('this ISP runs on the wall clock: give it a SteppedTime');
      await (baseTimers as SteppedTime).advance(ms, settled);
    },
    settled,
  };
}
