/**
 * The RADIUS trace: what a subscriber's or a router's last packets said, decoded, with every secret gone (X61), and as
 * a capture file. The data plane keeps what came in; what went out as CoA is kept here.
 */

import type { TraceEntry as TraceEntryOut } from '../../../shared/contract/operations/trace.ts';
import type { DataPlane, Exchange, TraceQuery } from '../aaa/client.ts';
import { type KeptOctets, octetsOf } from '../radius/kept-octets.ts';
import { codeName, parsePacket } from '../radius/packet.ts';
import { withoutSecrets } from '../radius/scrub.ts';
import { decodeForTrace } from '../radius/trace.ts';
import type { Scope } from '../store/commands.ts';
import { NotFound } from '../store/errors.ts';
import type { NasView, Reads } from '../store/reads.ts';
import { type CapturedPacket, pcapOf } from './pcap.ts';

export interface TracePorts {
  readonly reads: {
    readonly subscribers: Pick<Reads['subscribers'], 'byId'>;
    readonly nas: Pick<Reads['nas'], 'list'>;
  };
  readonly dataPlane: Pick<DataPlane, 'trace'>;
  /** CoA and Disconnect, which the control plane sent. */
  readonly sent: { find(query: TraceQuery): readonly Exchange[] };
}

export interface TracedPacket {
  readonly code: string;
  readonly identifier: number;
  readonly octets: number;
  readonly attributes: { readonly name: string; readonly value: string }[];
}

/** An exchange as people read it. */
export interface TraceEntry {
  readonly ref: string;
  readonly at: number;
  readonly ms: number | null;
  readonly kind: Exchange['kind'];
  readonly result: Exchange['result'];
  readonly reason: string;
  readonly detail: string;
  readonly username: string;
  readonly nasId: number;
  readonly nasName: string;
  readonly address: string;
  readonly port: number;
  readonly request: TracedPacket;
  readonly reply: TracedPacket | null;
}

export interface Capture {
  readonly fileName: string;
  readonly octets: Uint8Array;
}

export interface Trace {
  /** Newest first. @throws NotFound outside the scope */
  ofSubscriber(scope: Scope, id: number): Promise<readonly TraceEntry[]>;
  ofNas(scope: Scope, id: number): Promise<readonly TraceEntry[]>;
  captureOfSubscriber(scope: Scope, id: number): Promise<Capture>;
  captureOfNas(scope: Scope, id: number): Promise<Capture>;
}

interface Found {
  readonly name: string;
  readonly nas: readonly NasView[];
  readonly exchanges: readonly Exchange[];
}

export function createTrace({ reads, dataPlane, sent }: TracePorts): Trace {
  async function find(query: TraceQuery): Promise<readonly Exchange[]> {
    const received = await dataPlane.trace(query);
    return [...received, ...sent.find(query)].sort((a, b) => a.at - b.at);
  }

  /** The tenant's routers: their names stand beside every exchange, also of a reseller's subscriber. */
  const routersOf = (scope: Scope) => reads.nas.list({ tenantId: scope.tenantId });

  async function subscriber(scope: Scope, id: number): Promise<Found> {
    const found = await reads.subscribers.byId(scope, id);
    if (!found) throw new NotFound(`There is no subscriber ${id}.`);
    const { username } = found;
    const query = { tenantId: scope.tenantId, subscriberId: id, username };
    return { name: username, nas: await routersOf(scope), exchanges: await find(query) };
  }

  /** A router carries everybody's packets: a reseller sees those of its own subscribers on their pages. */
  async function router(scope: Scope, id: number): Promise<Found> {
    const nas = await routersOf(scope);
    const found = scope.resellerId === undefined ? nas.find((one) => one.id === id) : undefined;
    if (!found) throw new NotFound(`There is no NAS ${id}.`);
    return { name: found.name, nas, exchanges: await find({ tenantId: scope.tenantId, nasId: id }) };
  }

  return {
    ofSubscriber: async (scope, id) => entriesOf(await subscriber(scope, id)),
    ofNas: async (scope, id) => entriesOf(await router(scope, id)),
    captureOfSubscriber: async (scope, id) => captureOf(await subscriber(scope, id)),
    captureOfNas: async (scope, id) => captureOf(await router(scope, id)),
  };
}

function entriesOf({ nas, exchanges }: Found): TraceEntry[] {
  const names = new Map(nas.map(({ id, name }) => [id, name]));
  return exchanges
    .flatMap((one): TraceEntry[] => {
      const request = packetOf(one.request);
      if (!request) return [];
      return [
        {
          // One source uses an identifier once at a time.
          ref: `${one.at} ${one.kind} ${one.address} ${one.port} ${request.identifier} ${one.result}`,
          at: one.at,
          ms: one.ms ?? null,
          kind: one.kind,
          result: one.result,
          reason: one.reason,
          detail: one.detail,
          username: one.username,
          nasId: one.nasId,
          nasName: names.get(one.nasId) ?? `NAS ${one.nasId}`,
          address: one.address,
          port: one.port,
          request,
          reply: one.reply ? (packetOf(one.reply) ?? null) : null,
        },
      ];
    })
    .reverse();
}

function packetOf(kept: KeptOctets): TracedPacket | undefined {
  const parsed = parsePacket(octetsOf(kept));
  if (!parsed.ok) return undefined;
  return {
    code: codeName(parsed.value.code),
    identifier: parsed.value.identifier,
    octets: kept.length,
    attributes: decodeForTrace(parsed.value).map(([name, value]) => ({ name, value })),
  };
}

function captureOf({ name, exchanges }: Found): Capture {
  const packets = exchanges.flatMap((one): CapturedPacket[] => {
    const there = { address: one.address, port: one.port };
    const here = { address: one.localAddress, port: one.localPort };
    const [asks, answers] = one.kind === 'coa' ? [here, there] : [there, here];
    const request = scrubbed(one.request);
    const reply = one.reply && scrubbed(one.reply);
    return [
      ...(request ? [{ at: one.at, from: asks, to: answers, payload: request }] : []),
      ...(reply ? [{ at: one.at + (one.ms ?? 0), from: answers, to: asks, payload: reply }] : []),
    ];
  });
  packets.sort((a, b) => a.at - b.at);
  return { fileName: `${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 60) || 'radius'}.pcap`, octets: pcapOf(packets) };
}

function scrubbed(kept: KeptOctets): Uint8Array | undefined {
  const parsed = parsePacket(octetsOf(kept));
  return parsed.ok ? withoutSecrets(parsed.value) : undefined;
}

const packetOut = (packet: TraceEntry['request']) => ({ ...packet, attributes: [...packet.attributes] });

/** As the contract has it. */
export const entryOut = (entry: TraceEntry): TraceEntryOut => ({
  ...entry,
  request: packetOut(entry.request),
  reply: entry.reply && packetOut(entry.reply),
});
