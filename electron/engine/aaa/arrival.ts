/** One packet of a registered NAS on its way through the data plane, and what the trace keeps of it. */
import { keepOctets } from '../radius/kept-octets.ts';
import { Code, type RadiusPacket } from '../radius/packet.ts';
import type { Exchange, ExchangeResult } from './exchange.ts';
import type { Peer } from './peer.ts';
import type { Nas } from './policy.ts';

export type Service = 'auth' | 'acct';

/** Everything about one packet that its handlers need. */
export interface Arrival {
  readonly service: Service;
  readonly packet: RadiusPacket;
  readonly nas: Nas;
  readonly peer: Peer;
  /** UTC ms. */
  readonly at: number;
  /** Monotonic ms. */
  readonly began: number;
}

/** What came of it, and where the trace keeps it. */
export interface Kept {
  readonly result: ExchangeResult;
  readonly username: string;
  readonly reply?: Uint8Array | undefined;
  readonly ms?: number | undefined;
  readonly reason?: string;
  readonly detail?: string;
  /** Only where the packet was believed. */
  readonly subscriberId?: number | undefined;
  readonly isInterim?: boolean;
}

/** The exchange as the trace keeps it; what comes later is written into it. */
export function exchangeOf(
  arrival: Arrival,
  { result, username, reply, ms, reason = '', detail = '' }: Kept,
): Exchange {
  const { packet, nas, peer, at } = arrival;
  return {
    at,
    kind: kindOf(arrival),
    nasId: nas.id,
    username,
    address: peer.address,
    port: peer.channel,
    localAddress: peer.localAddress,
    localPort: peer.localPort,
    request: keepOctets(packet.octets),
    reply: reply && keepOctets(reply),
    result,
    reason,
    detail,
    ms,
  };
}

function kindOf({ packet, service }: Arrival): Exchange['kind'] {
  if (packet.code === Code['Status-Server']) return 'status';
  return service === 'auth' ? 'access' : 'accounting';
}
