/** One exchange as the trace keeps it: raw octets and what came of them. Plain data; it crosses threads as it is. */
import type { KeptOctets } from '../radius/kept-octets.ts';

export type ExchangeResult =
  | 'accept'
  | 'reject'
  /** An accounting record that was acknowledged, or a Status-Server. */
  | 'response'
  /** No answer; `reason` and `detail` say why. */
  | 'drop'
  /** Accounting that waits for the disk. */
  | 'waiting'
  /** The same request again: it got the reply that the first one got, or none yet. */
  | 'repeat'
  | 'ack'
  | 'nak'
  | 'timeout';

export interface Exchange {
  /** UTC ms of the request. */
  readonly at: number;
  readonly kind: 'access' | 'accounting' | 'status' | 'coa';
  readonly nasId: number;
  /** Of the User-Name in the request; proven only where the result says so. */
  readonly username: string;
  /** The other end: where a request came from, or where ours (CoA) went. */
  readonly address: string;
  readonly port: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly request: KeptOctets;
  reply: KeptOctets | undefined;
  result: ExchangeResult;
  /** The auth log's word for a reject or drop, the Error-Cause of a NAK; '' otherwise. */
  reason: string;
  /** For the operator; '' where all went well. */
  detail: string;
  /** From the request to its reply, ms; undefined without one. */
  ms: number | undefined;
}

export interface TraceQuery {
  readonly tenantId: number;
  /** All that this NAS asked, and was asked. */
  readonly nasId?: number;
  /** All of this subscriber, and what claims to be its `username` without being let through. */
  readonly subscriberId?: number;
  readonly username?: string;
}

/** An exchange before anything has come of it. */
export type Opening = Omit<Exchange, 'reply' | 'result' | 'reason' | 'detail' | 'ms'>;
