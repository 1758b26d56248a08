import { type Capture, entryOut, type TraceEntry } from '../../trace/service.ts';
import type { Transport } from '../credentials.ts';
import type { Area, HandlerPorts } from './ports.ts';

type Names = 'subscriber.trace' | 'subscriber.trace-pcap' | 'nas.trace' | 'nas.trace-pcap';

const listOut = (entries: readonly TraceEntry[]) => ({ items: entries.map(entryOut) });

function fileOut({ fileName, octets }: Capture, transport: Transport): string {
  transport.saveAs(fileName);
  return Buffer.from(octets).toString('base64');
}

/** By the caller's own scope: who may see the figures of all has no right to what other people's subscribers send. */
export function traceHandlers({ trace }: HandlerPorts): Area<Names> {
  return {
    'subscriber.trace': async (caller, { params }) => listOut(await trace.ofSubscriber(caller.scope, params.id)),
    'subscriber.trace-pcap': async (caller, { params }, transport) =>
      fileOut(await trace.captureOfSubscriber(caller.scope, params.id), transport),
    'nas.trace': async (caller, { params }) => listOut(await trace.ofNas(caller.scope, params.id)),
    'nas.trace-pcap': async (caller, { params }, transport) =>
      fileOut(await trace.captureOfNas(caller.scope, params.id), transport),
  };
}
