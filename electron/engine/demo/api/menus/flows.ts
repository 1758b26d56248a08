/** The connections of a line, as torch would list them: the line's speed of this second, divided. */
import { hashText, noise } from '../../random.ts';
import type { SimSession } from '../../session.ts';

export interface Flow {
  readonly protocol: 'tcp' | 'udp';
  readonly subscriber: string;
  readonly subscriberPort: number;
  /** An address that belongs to nobody (RFC 5737). */
  readonly remote: string;
  /** As RouterOS prints it: `443 (https)`. */
  readonly remotePort: string;
  readonly downBps: number;
  readonly upBps: number;
}

const SERVICES = [
  ['tcp', '443 (https)'],
  ['udp', '443 (https)'],
  ['tcp', '443 (https)'],
  ['tcp', '80 (http)'],
  ['udp', '53 (dns)'],
  ['tcp', '8801'],
] as const;

/** How long a connection lives before another takes its place. */
const FLOW_MS = 40_000;

/** Largest first; together exactly the line's speed at `at` (UTC ms). None when the line is silent. */
export function flowsOf(session: SimSession, at: number): Flow[] {
  const { downBps, upBps } = session.speed(at);
  if (downBps + upBps === 0) return [];
  const seed = hashText(session.user);
  const age = Math.floor(at / FLOW_MS);
  const count = 1 + Math.floor(Math.min(7, Math.log10(1 + downBps / 10_000) * 2.2));
  const flows: Flow[] = [];
  let [downLeft, upLeft] = [downBps, upBps];
  for (let index = 0; index < count; index++) {
    // Connections are renewed one after another, not all at once.
    const birth = Math.floor((at + (index * FLOW_MS) / count) / FLOW_MS);
    const [protocol, remotePort] = SERVICES[Math.floor(noise(seed, birth, 10 + index) * SERVICES.length)]!;
    const isLast = index === count - 1;
    const part = isLast ? 1 : 0.4 + 0.3 * noise(seed, age, 20 + index);
    const down = Math.round(downLeft * part);
    const up = Math.round(upLeft * part);
    downLeft -= down;
    upLeft -= up;
    flows.push({
      protocol,
      subscriber: session.address,
      subscriberPort: 32_768 + Math.floor(noise(seed, birth, 30 + index) * 28_000),
      remote: `${index % 2 === 0 ? '203.0.113' : '198.51.100'}.${1 + Math.floor(noise(seed, birth, 40 + index) * 253)}`,
      remotePort,
      downBps: down,
      upBps: up,
    });
  }
  return flows;
}
