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

/** Pauses before the next dial, ms. After a drop they begin with the time in which a box notices it (LCP echo). */
const REDIAL_MS = {
  afterDrop: [3_000, 14_000],
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

  function dial(): void {
    const { username, password, method, mac, demand } = subscriber;
    void router.nas.dial({ user: username, password, method, mac, demand, onEnd: dropped }).then(settle);
  }

  function settle(outcome: DialOutcome): void {
    if (outcome.kind !== 'accept') {
      if (isOn) later(outcome.kind === 'no-answer' ? REDIAL_MS.afterNoAnswer : REDIAL_MS.afterReject);
    } else if (!isOn) {
      router.nas.hangUp(outcome.session, 'User-Request');
    } else if (outcome.session.isOpen) {
      session = outcome.session;
    }
  }

  function dropped(): void {
    session = undefined;
    if (isOn) later(REDIAL_MS.afterDrop);
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
