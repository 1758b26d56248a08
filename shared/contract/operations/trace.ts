/** The RADIUS trace: the last packets of a subscriber or a router as they went, secrets taken out (X61). */
import { z } from 'zod';
import { At } from '../fields.ts';
import { binary, operation } from '../operation.ts';
import { IdParams } from '../page.ts';

const Packet = z.object({
  code: z.string().describe('Access-Request, CoA-ACK, …'),
  identifier: z.int(),
  octets: z.int(),
  attributes: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .describe('In order; passwords, keys and digests read ********'),
});

export const TraceEntry = z
  .object({
    ref: z.string().describe('The same for as long as the exchange is kept'),
    at: At.describe('When the request came, or went out'),
    ms: z.number().nullable().describe('Until the reply left or came; null without one'),
    kind: z.enum(['access', 'accounting', 'status', 'coa']),
    result: z
      .enum(['accept', 'reject', 'response', 'drop', 'waiting', 'repeat', 'ack', 'nak', 'timeout'])
      .describe('drop: not answered; repeat: the same request again; waiting: accounting that is not on disk yet'),
    reason: z.string().describe('The reason in the auth log, or the Error-Cause; empty where all went well'),
    detail: z.string().describe('What is wrong and what to do; empty where all went well'),
    username: z.string(),
    nasId: z.int(),
    nasName: z.string(),
    address: z.string().describe('The other end'),
    port: z.int(),
    request: Packet,
    reply: Packet.nullable(),
  })
  .meta({ id: 'TraceEntry' });
export type TraceEntry = z.output<typeof TraceEntry>;

const Entries = z.object({ items: z.array(TraceEntry).describe('Newest first') });
/** What Wireshark and tcpdump open; IP and UDP headers are made from the addresses. */
const pcap = binary('application/vnd.tcpdump.pcap');

export const trace = {
  'subscriber.trace': operation({
    method: 'GET',
    path: '/subscribers/:id/trace',
    permission: 'trace.view',
    summary: 'The last RADIUS packets of a subscriber, and those that claimed to be its',
    params: IdParams,
    output: Entries,
  }),
  'subscriber.trace-pcap': operation({
    method: 'GET',
    path: '/subscribers/:id/trace.pcap',
    permission: 'trace.view',
    summary: 'The same as a capture file, secrets zeroed',
    params: IdParams,
    ...pcap,
  }),
  'nas.trace': operation({
    method: 'GET',
    path: '/nas/:id/trace',
    permission: 'trace.view',
    summary: 'The last RADIUS packets of a NAS; CoA included',
    params: IdParams,
    output: Entries,
  }),
  'nas.trace-pcap': operation({
    method: 'GET',
    path: '/nas/:id/trace.pcap',
    permission: 'trace.view',
    summary: 'The same as a capture file, secrets zeroed',
    params: IdParams,
    ...pcap,
  }),
};
