import type { TraceEntry } from '../../../shared/contract/operations/trace.ts';
import { integer } from '../../ui/formats/quantity.ts';
import type { Severity } from '../../ui/marks/severity.ts';

const valueIn = (packet: TraceEntry['request'] | null, name: string): string | undefined =>
  packet?.attributes.find((one) => one.name === name)?.value;

const codes: Readonly<Record<string, string>> = {
  'Access-Request': 'Login',
  'CoA-Request': 'CoA',
  'Disconnect-Request': 'Disconnect',
  'Status-Server': 'Status',
};

/** What the request is: `Login`, `Interim`, `Stop`, `CoA`. */
export function packetWord({ request }: TraceEntry): string {
  const status = valueIn(request, 'Acct-Status-Type');
  if (status !== undefined) return status === 'Interim-Update' ? 'Interim' : status;
  return codes[request.code] ?? request.code;
}

/** An arrow as on the wire: → came in, ← went out. */
export const direction = ({ kind }: TraceEntry): '→' | '←' => (kind === 'coa' ? '←' : '→');

const results: Readonly<Record<TraceEntry['result'], readonly [word: string, severity: Severity]>> = {
  accept: ['Accept', 'ok'],
  reject: ['Reject', 'warn'],
  response: ['Response', 'ok'],
  drop: ['No answer', 'crit'],
  waiting: ['Waiting', 'none'],
  repeat: ['Repeated', 'warn'],
  ack: ['ACK', 'ok'],
  nak: ['NAK', 'warn'],
  timeout: ['Timeout', 'crit'],
};

export const resultWord = ({ result }: TraceEntry): string => results[result][0];
export const resultSeverity = ({ result }: TraceEntry): Severity => results[result][1];

/** Milliseconds as a trace shows them: `0.3`, `11`, `–` without a reply. */
export function answeredIn({ ms }: TraceEntry): string {
  if (ms === null) return '–';
  return ms < 9.95 ? ms.toFixed(1) : integer(Math.round(ms));
}

function methodOf({ request }: TraceEntry): string | undefined {
  const has = (name: string): boolean => valueIn(request, name) !== undefined;
  if (has('MS-CHAP2-Response')) return 'MS-CHAPv2';
  if (has('MS-CHAP-Response')) return 'MS-CHAP';
  if (has('CHAP-Password')) return 'CHAP';
  if (has('EAP-Message')) return 'EAP';
  return has('User-Password') ? 'PAP' : undefined;
}

/** The one thing that an operator looks for in this packet. */
export function says(entry: TraceEntry): string {
  const { request, reply, detail, reason } = entry;
  if (detail !== '' || reason !== '') return detail || reason;
  if (entry.kind === 'access') {
    const rate = valueIn(reply, 'Mikrotik-Rate-Limit');
    return [methodOf(entry), rate && `rate ${rate}`].filter(Boolean).join(', ');
  }
  if (entry.kind === 'coa') {
    const rate = valueIn(request, 'Mikrotik-Rate-Limit');
    return rate === undefined ? (valueIn(request, 'Acct-Session-Id') ?? '') : `rate ${rate}`;
  }
  const session = valueIn(request, 'Acct-Session-Id');
  const cause = valueIn(request, 'Acct-Terminate-Cause');
  return [session, cause ?? valueIn(request, 'Framed-IP-Address')].filter(Boolean).join(', ');
}
