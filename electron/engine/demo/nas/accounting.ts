/** Accounting-Request as RouterOS writes it (RFC 2866, MikroTik manual, RADIUS client). */
import { encodeRequest } from '../../radius/encode.ts';
import { type AttributePair, encodeAttributes } from '../../radius/encode-attributes.ts';
import { Code } from '../../radius/packet.ts';
import type { SharedSecret } from '../../radius/secret.ts';
import { splitOctets } from '../../radius/usage.ts';
import type { FaultSwitches } from '../faults.ts';
import { packetsOf, type SimSession, type StopCause } from '../session.ts';

/** What happened, frozen at that moment: a repetition minutes later tells the same with a larger Acct-Delay-Time. */
export interface AccountingEvent {
  readonly kind: 'Start' | 'Interim-Update' | 'Stop' | 'Accounting-On' | 'Accounting-Off';
  readonly attributes: readonly AttributePair[];
  /** `timers.elapsed()`. */
  readonly happenedAtMs: number;
}

/** `routerClockMs` is what the router believes the time to be. */
export const eventTimestamp = (routerClockMs: number): AttributePair => [
  'Event-Timestamp',
  Math.max(0, Math.floor(routerClockMs / 1000)),
];

/** Who and where, as in the Access-Request, plus what the login gave. */
export function sessionAttributes(
  session: SimSession,
  identity: readonly AttributePair[],
  routerClockMs: number,
): AttributePair[] {
  return [
    ...identity,
    ['Framed-IP-Address', session.address],
    ['Acct-Authentic', 'RADIUS'],
    ...session.start.classes.map((value): AttributePair => ['Class', value]),
    eventTimestamp(routerClockMs),
  ];
}

/** Octets, packets and time so far. What the router receives is Input: the subscriber's upload. */
export function usageAttributes(
  session: SimSession,
  sessionSeconds: number,
  kind: 'Interim-Update' | 'Stop',
  faults: FaultSwitches,
): AttributePair[] {
  const time: AttributePair = ['Acct-Session-Time', sessionSeconds];
  if (kind === 'Stop' && faults.isStopWithoutOctets) return [time];
  const { downBytes, upBytes } = session;
  const [inputBytes, outputBytes] = faults.areOctetsSwapped ? [downBytes, upBytes] : [upBytes, downBytes];
  const input = splitOctets(inputBytes);
  const output = splitOctets(outputBytes);
  const packets = packetsOf(session);
  const attributes: AttributePair[] = [
    time,
    ['Acct-Input-Octets', input.low],
    ['Acct-Output-Octets', output.low],
    ['Acct-Input-Packets', packets.upPackets % 2 ** 32],
    ['Acct-Output-Packets', packets.downPackets % 2 ** 32],
  ];
  if (faults.isWithoutGigawords) return attributes;
  return [...attributes, ['Acct-Input-Gigawords', input.gigawords], ['Acct-Output-Gigawords', output.gigawords]];
}

export const stopAttribute = (cause: StopCause): AttributePair => ['Acct-Terminate-Cause', cause];

/** The packet of an event; `nowMs` is `timers.elapsed()`. */
export function encodeAccounting(
  event: AccountingEvent,
  identifier: number,
  secret: SharedSecret,
  nowMs: number,
): Buffer {
  const delaySeconds = Math.floor((nowMs - event.happenedAtMs) / 1000);
  return encodeRequest({
    code: Code['Accounting-Request'],
    identifier,
    secret,
    messageAuthenticator: false,
    attributes: encodeAttributes([
      ['Acct-Status-Type', event.kind],
      ...event.attributes,
      ['Acct-Delay-Time', delaySeconds],
    ]),
  });
}
