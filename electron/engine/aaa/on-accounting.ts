/**
 * What an accounting packet changes here and now, whether or not its record is kept: who is online (X56), who has which
 * address of a pool, and the doctor's signs.
 */
import { stationOf } from '../../../shared/domain/mac.ts';
import type { AccountingFact } from '../store/accounting-fact.ts';
import type { Policy } from './policy.ts';
import type { Signs } from './signs.ts';

/** `subscriberId` is whose session it is; undefined for nobody's. */
export function onAccounting(
  policy: Policy,
  signs: Signs,
  fact: AccountingFact,
  subscriberId: number | undefined,
): void {
  notePresence(policy, fact, subscriberId);
  noteLeases(policy, fact, subscriberId);
  noteSigns(signs, fact);
}

function notePresence(
  { presence }: Policy,
  { status, nasId, acctSessionId, callingStationId, at }: AccountingFact,
  subscriberId: number | undefined,
): void {
  if (status === 'Accounting-On' || status === 'Accounting-Off') presence.cleared(nasId, at);
  else if (acctSessionId === undefined) return;
  else if (status === 'Stop') presence.stopped(nasId, acctSessionId, at);
  else if (subscriberId !== undefined) {
    const station = stationOf(callingStationId ?? '');
    presence.saw({ subscriberId, nasId, acctSessionId, station, isStart: status === 'Start' }, at);
  }
}

function noteLeases({ pools }: Policy, fact: AccountingFact, subscriberId: number | undefined): void {
  const leases = pools.leases(fact.tenantId);
  if (!leases) return;
  const { status, nasId, acctSessionId, username = '', loginClass = '', at, delaySeconds = 0 } = fact;
  if (status === 'Accounting-On' || status === 'Accounting-Off') {
    leases.restarted(nasId, at - delaySeconds * 1000, at);
  } else if (acctSessionId === undefined) return;
  else if (status === 'Stop')
    leases.stopped({ nasId, acctSessionId, username, loginClass, subscriberId: subscriberId ?? null }, at);
  else {
    const { framedIpAddress = '', framedIpv6Prefix, delegatedIpv6Prefix } = fact;
    leases.heard(
      {
        ...{ nasId, acctSessionId, loginClass, isStart: status === 'Start', username },
        ...{ subscriberId: subscriberId ?? null, ipv4: framedIpAddress },
        prefixes: [framedIpv6Prefix, delegatedIpv6Prefix].filter((prefix) => prefix !== undefined),
      },
      at,
    );
  }
}

function noteSigns(signs: Signs, { nasId, status, at, eventAt, delaySeconds = 0 }: AccountingFact): void {
  const sign = signs.of(nasId, at);
  if (status === 'Start') sign.starts++;
  else if (status === 'Interim-Update') sign.interims++;
  else if (status === 'Stop') sign.stops++;
  if (eventAt !== undefined) sign.skewMs = eventAt + delaySeconds * 1000 - at;
}
