import { describe, expect, it } from 'vitest';
import { RouterUnreachable } from '../routeros/errors.ts';
import { type HealthInput, routerHealth } from './health.ts';

const now = Date.UTC(2026, 10, 20);
const well: HealthInput = {
  name: 'tower-07',
  api: { kind: 'up', since: now - 1000, version: '7.21.3' },
  radiusSeenAt: now - 1000,
  cpuPercent: 20,
  answerMs: 12,
  coaAccepts: true,
  clockSkewMs: 300,
  now,
};
const down = new RouterUnreachable('Router 10.0.0.1:8728 refused the connection', { reason: 'refused' });

describe('router health', () => {
  it.each([
    ['healthy', {}, 'up', 'Healthy'],
    ['a busy CPU', { cpuPercent: 94 }, 'degraded', 'CPU 94 %'],
    ['a CPU just below the mark', { cpuPercent: 89 }, 'up', 'Healthy'],
    ['a slow API', { answerMs: 2400 }, 'degraded', 'API answers in 2.4 s'],
    ['CoA switched off', { coaAccepts: false }, 'degraded', '/radius/incoming set accept=yes'],
    ['CoA acceptance unknown is no trouble', { coaAccepts: null }, 'up', 'Healthy'],
    ['a clock two hours slow', { clockSkewMs: -7_200_000 }, 'degraded', 'clock is 7200 s slow'],
    ['two troubles are both told', { cpuPercent: 99, coaAccepts: false }, 'degraded', 'CPU 99 %; does not accept CoA'],
    ['RADIUS only', { api: undefined }, 'up', 'RADIUS only'],
    ['never heard of', { api: undefined, radiusSeenAt: null }, 'unknown', 'has not sent a RADIUS packet yet'],
    [
      'not answering',
      { api: { kind: 'down', since: now, error: down, failedAttempts: 3, retryAt: now } },
      'down',
      'refused',
    ],
    ['being dialled', { api: { kind: 'connecting', since: now } }, 'unknown', 'Connecting'],
  ] as [string, Partial<HealthInput>, string, string][])('%s', (_case, over, state, detail) => {
    const health = routerHealth({ ...well, ...over });
    expect(health.state).toBe(state);
    expect(health.detail).toContain(detail);
  });
});
