/** CoA and Disconnect as the trace shows them: which NAS, who was meant, what came back. */
import type { Exchange } from '../aaa/client.ts';
import { readAttribute } from '../radius/attributes.ts';
import { keepOctets } from '../radius/kept-octets.ts';
import { parsePacket } from '../radius/packet.ts';
import type { CoaOutcome, CoaTarget } from './client.ts';

/** Undefined for what never left. `endedAt` is UTC ms. */
export function sentExchange(
  target: CoaTarget,
  nasId: number,
  request: Uint8Array,
  reply: Uint8Array | undefined,
  outcome: CoaOutcome,
  endedAt: number,
): Exchange | undefined {
  const parsed = parsePacket(Buffer.from(request));
  if (!parsed.ok || outcome.kind === 'not-sent') return undefined;
  return {
    at: Math.round(endedAt - outcome.ms),
    kind: 'coa',
    nasId,
    username: readAttribute(parsed.value, 'User-Name') ?? '',
    address: target.address,
    port: target.port,
    localAddress: target.localAddress ?? '',
    // The system chose it, and it changes with each start.
    localPort: 0,
    request: keepOctets(request),
    reply: reply && keepOctets(reply),
    result: outcome.kind,
    reason: outcome.kind === 'nak' ? String(outcome.errorCause ?? '') : '',
    detail: detailOf(outcome, target.port),
    ms: outcome.kind === 'timeout' ? undefined : outcome.ms,
  };
}

function detailOf(outcome: CoaOutcome, port: number): string {
  if (outcome.kind === 'timeout') {
    return `No answer on port ${port} to ${outcome.tries} tries: on the router /radius incoming set accept=yes port=${port}, and let UDP ${port} from here through`;
  }
  if (outcome.kind !== 'nak') return '';
  if (outcome.errorCause === 'Session-Context-Not-Found')
    return 'The router knows no such session: it ended, or is called otherwise there';
  return `The router refused${outcome.errorCause === undefined ? ' and gave no reason' : `: ${outcome.errorCause}`}`;
}
