/**
 * A subscriber's box that wants to be online, with nobody ordering it about: it dials, dials again a few seconds after the
 * line dropped, and waits longer after a refusal. Its luck is its own, so one box does not change another's day.
 */
import type { Timers } from '../routeros/timers.ts';
import type { DialOutcome } from './nas/nas.ts';
import type { SimSubscriber } from './population.ts';
import type { Random } from './random.ts';
import type { SimRouter } from './router.ts';
import type { SimSession } from './session.ts';

export interface Cpe {
  /** Dials after `delayMs` and stays online from then on. */
  switchOn(delayMs: number): void;
  /** Hangs up for good. */
  switchOff(): void;
  readonly session: SimSession | undefined;
}

/** The line's end is looked at this often: nobody tells a CPE that its peer has died, it notices (LCP echo). */
const NOTICE_MS = 5_000;
const REDIAL_MS = {
  afterDrop: [2_000, 9_000],
  afterNoAnswer: [5_000, 20_000],
  afterReject: [45_000, 120_000],
} as const;

export function createCpe(subscriber: SimSubscriber, router: SimRouter, timers: Timers, random: Random): Cpe {
  let session: SimSession | undefined;
  let isOn = false;
  let stopTimer = () => {};

  function later([min, max]: readonly [number, number]): void {
    stopTimer = timers.after(random.between(min, max), dial);
  }

  function dial() {
    if (!isOn) return;
    if (!router.isUp) return later(REDIAL_MS.afterNoAnswer);
    const { username, password, method, mac, demand } = subscriber;
    void router.nas.dial({ user: username, password, method, mac, demand }).then(settle);
  }

  function settle(outcome: DialOutcome) {
    if (outcome.kind === 'accept') {
      if (!isOn) return router.nas.hangUp(outcome.session, 'User-Request');
      session = outcome.session;
      return watch();
    }
    if (isOn) later(outcome.kind === 'no-answer' ? REDIAL_MS.afterNoAnswer : REDIAL_MS.afterReject);
  }

  function watch(): void {
    stopTimer = timers.after(NOTICE_MS, () => {
      if (session?.isOpen) return watch();
      session = undefined;
      later(REDIAL_MS.afterDrop);
    });
  }

  return {
    switchOn(delayMs) {
      if (isOn) return;
      isOn = true;
      stopTimer = timers.after(delayMs, dial);
    },
    switchOff() {
      isOn = false;
      stopTimer();
      if (session) router.nas.hangUp(session, 'User-Request');
      session = undefined;
    },
    get session() {
      return session;
    },
  };
}
