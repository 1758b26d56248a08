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
  listeningSince: now - 86_400_000,
  openOnIt: () => ({ count: 3, interimSeconds: 300 }),
  now,
};
const down = new RouterUnreachable('Router 10.0.0.1:8728 refused the connection', { reason: 'refused' });

const minute = 60_000;
const nobody = () => ({ count: 0, interimSeconds: 0 });
const slow = () => ({ count: 1, interimSeconds: 600 });
const radiusOnly = (silentMs: number, more: Partial<HealthInput> = {}) =>
  ({ api: undefined, radiusSeenAt: now - silentMs, ...more }) as const;
const silences = [
  ['RADIUS only, just below 15 min of silence', radiusOnly(15 * minute - 1), 'up', 'RADIUS only'],
  [
    'RADIUS only, silent for 15 min with sessions',
    radiusOnly(15 * minute),
    'degraded',
    'silent for 15 min while 3 sess',
  ],
  ['RADIUS only, an interval of 10 min', radiusOnly(30 * minute - 1, { openOnIt: slow }), 'up', 'RADIUS only'],
  ['RADIUS only, three of 10 min', radiusOnly(30 * minute, { openOnIt: slow }), 'degraded', 'while 1 session should'],
  [
    'RADIUS only, nobody online',
    radiusOnly(50 * 60 * minute, { openOnIt: nobody, listeningSince: 0 }),
    'unknown',
    'silent for 2 days, and',
  ],
  ['RADIUS only, silent for hours', radiusOnly(5 * 60 * minute), 'degraded', 'silent for 5 h'],
  [
    'RADIUS only, while nobody listened',
    radiusOnly(60 * minute, { listeningSince: now - minute }),
    'up',
    'RADIUS only',
  ],
  ['by RADIUS only, with an API', { radiusSeenAt: now - 60 * minute }, 'up', 'Healthy'],
] as const;

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
    ...silences,
  ] as [string, Partial<HealthInput>, string, string][])('%s', (_case, over, state, detail) => {
    const health = routerHealth({ ...well, ...over });
    expect(health.state).toBe(state);
    expect(health.detail).toContain(detail);
  });
});
