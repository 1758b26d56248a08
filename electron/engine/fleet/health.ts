/** How well a router is, in one word and one sentence: the same on the strip, in the list and in alerts. Pure. */
import type { RouterState } from '../routeros/link.ts';

export type HealthState = 'up' | 'degraded' | 'down' | 'unknown';

export interface HealthInput {
  readonly name: string;
  /** Undefined: no API access is configured. */
  readonly api: RouterState | undefined;
  /** When a RADIUS packet of it was last believed; null for never. */
  readonly radiusSeenAt: number | null;
  readonly cpuPercent: number | undefined;
  readonly answerMs: number | undefined;
  readonly coaAccepts: boolean | null;
  readonly clockSkewMs: number | null;
  readonly now: number;
}

export interface Health {
  readonly state: HealthState;
  readonly detail: string;
}

const busyCpuPercent = 90;
const slowAnswerMs = 2_000;
const skewMs = 60_000;

export function routerHealth(input: HealthInput): Health {
  const { name, api, radiusSeenAt } = input;
  if (!api) {
    if (radiusSeenAt === null) return { state: 'unknown', detail: `${name} has not sent a RADIUS packet yet` };
    return { state: 'up', detail: 'RADIUS only; add API access to see its sessions and load' };
  }
  if (api.kind === 'down') return { state: 'down', detail: api.error.message };
  if (api.kind === 'connecting') return { state: 'unknown', detail: `Connecting to ${name}` };
  const troubles: string[] = [];
  if (input.cpuPercent !== undefined && input.cpuPercent >= busyCpuPercent) troubles.push(`CPU ${input.cpuPercent} %`);
  if (input.answerMs !== undefined && input.answerMs >= slowAnswerMs) {
    troubles.push(`API answers in ${(input.answerMs / 1000).toFixed(1)} s`);
  }
  if (input.coaAccepts === false) troubles.push('does not accept CoA: /radius/incoming set accept=yes');
  if (input.clockSkewMs !== null && Math.abs(input.clockSkewMs) >= skewMs) {
    troubles.push(
      `clock is ${Math.round(Math.abs(input.clockSkewMs) / 1000)} s ${input.clockSkewMs > 0 ? 'fast' : 'slow'}`,
    );
  }
  if (troubles.length > 0) return { state: 'degraded', detail: troubles.join('; ') };
  return { state: 'up', detail: 'Healthy' };
}
