/**
 * An Accounting-Request as a fact (RFC 2866 §5). The swap to the subscriber's directions happens here: Input is what
 * the NAS receives, the subscriber's upload; a NAS marked as swapped has it the other way round (X20).
 */

import { loginClassPrefix } from '../../../shared/domain/login-class.ts';
import { read } from '../radius/attributes.ts';
import { type AttributeName, attributes } from '../radius/dictionary.ts';
import type { VerifiedPacket } from '../radius/packet.ts';
import { readVolume } from '../radius/usage.ts';
import type { AccountingFact, AccountingStatus } from '../store/accounting-fact.ts';
import type { NasEntry } from './protocol.ts';

const kept: readonly (AccountingStatus | string)[] = [
  'Start',
  'Interim-Update',
  'Stop',
  'Accounting-On',
  'Accounting-Off',
] satisfies AccountingStatus[];

type TextField =
  | 'nasIpAddress'
  | 'acctSessionId'
  | 'username'
  | 'framedIpAddress'
  | 'framedIpv6Prefix'
  | 'delegatedIpv6Prefix'
  | 'callingStationId'
  | 'calledStationId'
  | 'nasPortId'
  | 'nasPortType'
  | 'serviceType'
  | 'framedProtocol'
  | 'terminateCause';

const textFields: readonly (readonly [TextField, AttributeName])[] = [
  ['nasIpAddress', 'NAS-IP-Address'],
  ['acctSessionId', 'Acct-Session-Id'],
  ['username', 'User-Name'],
  ['framedIpAddress', 'Framed-IP-Address'],
  ['framedIpv6Prefix', 'Framed-IPv6-Prefix'],
  ['delegatedIpv6Prefix', 'Delegated-IPv6-Prefix'],
  ['callingStationId', 'Calling-Station-Id'],
  ['calledStationId', 'Called-Station-Id'],
  ['nasPortId', 'NAS-Port-Id'],
  ['nasPortType', 'NAS-Port-Type'],
  ['serviceType', 'Service-Type'],
  ['framedProtocol', 'Framed-Protocol'],
  ['terminateCause', 'Acct-Terminate-Cause'],
];

const definitions = textFields.map(([field, name]) => [field, attributes[name]] as const);

/** Undefined for a status that is not kept (tunnels, failures) or that is missing. `now` is UTC ms. */
export function factOf(
  packet: VerifiedPacket,
  nas: Pick<NasEntry, 'id' | 'tenantId' | 'swapDirections'>,
  source: string,
  now: number,
): AccountingFact | undefined {
  const status = read(packet, attributes['Acct-Status-Type']);
  if (status === undefined || !kept.includes(String(status))) return undefined;
  const fact: { -readonly [K in keyof AccountingFact]: AccountingFact[K] } = {
    status: status as AccountingStatus,
    at: now,
    tenantId: nas.tenantId,
    nasId: nas.id,
    source,
  };
  for (const [field, definition] of definitions) {
    const value = read<unknown>(packet, definition);
    if (value !== undefined && value !== '') fact[field] = String(value);
  }
  const loginClass = read(packet, attributes.Class);
  if (loginClass) {
    const text = Buffer.from(loginClass).toString('latin1');
    if (text.startsWith(loginClassPrefix)) fact.loginClass = text;
  }
  const delay = read(packet, attributes['Acct-Delay-Time']);
  if (delay !== undefined) fact.delaySeconds = delay;
  const eventSeconds = read(packet, attributes['Event-Timestamp']);
  if (eventSeconds !== undefined) fact.eventAt = eventSeconds * 1000;
  const sessionSeconds = read(packet, attributes['Acct-Session-Time']);
  if (sessionSeconds !== undefined) fact.sessionSeconds = sessionSeconds;
  const { downBytes: down, upBytes: up } = readVolume(packet, { isReversed: nas.swapDirections });
  if (up !== undefined) fact.upBytes = up;
  if (down !== undefined) fact.downBytes = down;
  if (
    read(packet, attributes['Acct-Input-Gigawords']) !== undefined ||
    read(packet, attributes['Acct-Output-Gigawords']) !== undefined
  ) {
    fact.gigawords = true;
  }
  return fact;
}
