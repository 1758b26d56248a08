/**
 * The fault switchboard of one simulated router: what can go wrong between it and us, each as a switch that holds until
 * it is turned back. Misconfiguration is not here: that is what the menus of the router are for (`config.ts`).
 */
import type { ValueOf } from '../radius/dictionary.ts';

/** What the API does with a command instead of answering it. */
export type ApiFault =
  /** Half of the reply, ending inside a sentence, then the connection ends. */
  | { readonly kind: 'cut-mid-sentence' }
  /** A word shorter than its length prefix says, then nothing more; the connection stays open. */
  | { readonly kind: 'half-word' }
  /** TCP RST. */
  | { readonly kind: 'reset' }
  /** `!fatal` without a tag, then the connection ends. */
  | { readonly kind: 'fatal'; readonly message?: string }
  /** Never answers; other commands of the connection are answered. */
  | { readonly kind: 'silent' }
  /** Rows of this many bytes in all before the end, default 10 MB. */
  | { readonly kind: 'huge'; readonly bytes?: number }
  /** `!empty` and `!done`, whatever the version and whatever there is. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'trap'; readonly message: string; readonly category?: number }
  /** A reserved control byte: from there on the stream cannot be decoded. */
  | { readonly kind: 'garbage' };

/** What the router does with a CoA-Request or Disconnect-Request that is well signed. */
export type CoaFault =
  /** No reply and no effect. */
  | { readonly kind: 'ignore' }
  /** It takes effect, the reply is lost. */
  | { readonly kind: 'silent' }
  /** ACK, and nothing changes. */
  | { readonly kind: 'ack-without-effect' }
  /** NAK with this Error-Cause; without one, none is sent, as some RouterOS versions do. */
  | { readonly kind: 'nak'; readonly errorCause?: ValueOf<'Error-Cause'> };

/** NAK 503, as if the session had just ended: the router has lost it, the operator's list has not. */
export const sessionGone: CoaFault = { kind: 'nak', errorCause: 'Session-Context-Not-Found' };

export interface FaultSwitches {
  /** Nothing reaches the router and nothing comes from it; it and its sessions live on. TCP still opens: loopback always does. */
  readonly isUnreachable: boolean;
  /** The API service is off: connections are refused, open ones reset. */
  readonly isApiClosed: boolean;
  /** Every reply of API and CoA comes this much later, ms. */
  readonly slowMs: number;
  readonly api:
    | (ApiFault & {
        /** Only this command (`/ppp/active/print`); every one but `/login` when left out. */
        readonly on?: string;
        /** Only this many times; until switched off when left out. */
        readonly times?: number;
      })
    | null;
  readonly coa: CoaFault | null;
  /** The listener has moved to another port, which `/radius/incoming` tells and nobody else. */
  readonly isCoaMoved: boolean;
  /** `cpu-load` in percent; null is what the load of sessions makes it. */
  readonly cpuLoadPercent: number | null;
  /** How far the router's clock is ahead of the true time, ms; `1970` is one that never heard of NTP. */
  readonly clock: number | '1970';
  /** Parts of RADIUS datagrams, 0…1, both ways: lost, or sent twice. */
  readonly lossShare: number;
  readonly repeatShare: number;
  /** Accounting without Acct-*-Gigawords: counters wrap at 4 GiB. */
  readonly isWithoutGigawords: boolean;
  /** Stop without octet counters. */
  readonly isStopWithoutOctets: boolean;
  /** Input and output octets the wrong way round. */
  readonly areOctetsSwapped: boolean;
}

export const noFaults: FaultSwitches = {
  isUnreachable: false,
  isApiClosed: false,
  slowMs: 0,
  api: null,
  coa: null,
  isCoaMoved: false,
  cpuLoadPercent: null,
  clock: 0,
  lossShare: 0,
  repeatShare: 0,
  isWithoutGigawords: false,
  isStopWithoutOctets: false,
  areOctetsSwapped: false,
};

export interface Faults extends FaultSwitches {
  /** Turns some switches; the others stay. Resolves when ports have followed. */
  set(switches: Partial<FaultSwitches>): Promise<void>;
  /** All switches back. */
  clear(): Promise<void>;
  /** The API fault that this command meets now, counted down. */
  takeApiFault(command: string): ApiFault | undefined;
}

/** `follow` is told after each change and makes ports agree with the switches. */
export function createFaults(follow: (now: FaultSwitches, before: FaultSwitches) => Promise<void>): Faults {
  let switches = noFaults;
  let timesLeft = Number.POSITIVE_INFINITY;

  async function turn(next: FaultSwitches): Promise<void> {
    const before = switches;
    switches = next;
    if (next.api !== before.api) timesLeft = next.api?.times ?? Number.POSITIVE_INFINITY;
    await follow(next, before);
  }

  const board = {
    set: (some: Partial<FaultSwitches>) => turn({ ...switches, ...some }),
    clear: () => turn(noFaults),
    takeApiFault(command: string): ApiFault | undefined {
      const { api } = switches;
      if (!api || timesLeft <= 0) return undefined;
      if (api.on === undefined ? command === '/login' : command !== api.on) return undefined;
      timesLeft -= 1;
      return api;
    },
  };
  for (const name of Object.keys(noFaults) as (keyof FaultSwitches)[]) {
    Object.defineProperty(board, name, { get: () => switches[name], enumerable: true });
  }
  return board as typeof board & FaultSwitches;
}
