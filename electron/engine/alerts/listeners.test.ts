/** Which alert begins and ends by what the parts of the engine tell. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createClockAlerts } from './clock-alerts.ts';
import { createPortalAlerts } from './portal-alerts.ts';
import { createRadiusAlerts } from './radius-alerts.ts';
import { routerAlerts } from './router-alerts.ts';
import type { Alerts } from './service.ts';
import { usageAlerts } from './usage-alerts.ts';

let told: string[];
let commands: string[];
let now: number;
const alerts: Alerts = {
  raise: (tenantId, { key, severity }) => void told.push(`${tenantId} ${severity} ${key}`),
  resolve: (tenantId, key) => void told.push(`${tenantId} ended ${key}`),
};
const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
/** One router, of tenant 3. */
const directory = { nas: (id: number) => (id === 7 ? ({ id, tenantId: 3, name: 'tower-7' } as never) : undefined) };

beforeEach(() => {
  told = [];
  commands = [];
  now = 1_000_000;
  for (const level of Object.values(log)) level.mockClear();
});

describe('a router’s API', () => {
  const { onState, onGone } = routerAlerts({ alerts, directory, log });
  const down = (failedAttempts: number) =>
    ({ kind: 'down', failedAttempts, error: new Error('refused'), retryAt: 0 }) as never;

  it('pain 7: is an alert with its first failed attempt, ended by its answer', () => {
    onState(7, down(1));
    onState(7, down(2));
    onState(7, { kind: 'up', version: '7.16' } as never);
    expect(told).toEqual(['3 crit router.down.7', '3 ended router.down.7']);
  });

  it('ends with the router, or with its API access; of an unknown one nothing is said', () => {
    onGone({ id: 7, tenantId: 3 } as never);
    onState(8, down(1));
    expect(told).toEqual(['3 ended router.down.7']);
  });
});

describe('the fold', () => {
  const listeners = () =>
    usageAlerts({
      ...{ alerts, directory, log, now: () => now },
      store: {
        command: async (name: string) => {
          commands.push(name);
          return {} as never;
        },
      },
    });
  const session = (holds: readonly string[] = []) =>
    ({
      row: { nasId: 7, tenantId: 3, username: 'ali', sessionKey: 'k' },
      usage: { holds: holds.map((decision) => ({ decision })) },
    }) as never;
  const noticed = (kind: string) => ({ findings: [{ kind, source: 'radius' }], quarantined: undefined }) as never;

  it('tells a kind of finding of a NAS once a minute, whatever its sessions', () => {
    const { onFinding } = listeners();
    onFinding(session(), noticed('counter-wrapped'));
    onFinding(session(), noticed('counter-wrapped'));
    onFinding(session(), noticed('directions-swapped'));
    now += 60_000;
    onFinding(session(), noticed('counter-wrapped'));
    expect(told).toEqual([
      '3 warn usage.counter-wrapped.7',
      '3 warn usage.directions-swapped.7',
      '3 warn usage.counter-wrapped.7',
    ]);
    expect(log.warn).toHaveBeenCalledTimes(3);
  });

  it('N19: ends the alert of a session in quarantine with its last decision', () => {
    const { onHoldDecided } = listeners();
    onHoldDecided(session(['approve', 'pending']));
    onHoldDecided(session(['approve', 'void']));
    expect(told).toEqual(['3 ended usage.quarantine.k']);
  });

  it('tells of records that could not be counted until none is left', () => {
    const { onUnfolded } = listeners();
    onUnfolded(2);
    onUnfolded(0);
    expect(told).toEqual(['1 crit usage.unfolded', '1 ended usage.unfolded']);
  });

  it('X46: a NAS whose clock is wrong is an alert and a finding, and both end when it is right', () => {
    const { onClockFinding, onClockRight } = listeners();
    onClockFinding(7);
    onClockFinding(8);
    expect([told, commands]).toEqual([['3 warn nas.clock.7'], ['finding.note']]);
    onClockRight(7);
    onClockRight(8);
    expect([told.slice(1), commands.slice(1)]).toEqual([['3 ended nas.clock.7'], ['finding.over']]);
  });
});

it('X46: this computer’s clock is an alert until it is believed again', () => {
  const { held, released } = createClockAlerts(alerts);
  held(-3_600_000);
  released();
  expect(told).toEqual(['1 crit engine.clock', '1 ended engine.clock']);
});

it('RADIUS in trouble is an alert until it answers, its TLS port until it is served or off', () => {
  const { troubled, serving, radsec } = createRadiusAlerts(alerts);
  troubled('the thread died');
  serving();
  radsec({ kind: 'failed', port: 2083, code: 'EADDRINUSE', message: 'address in use' });
  radsec({ kind: 'serving', port: 2083 });
  expect(told).toEqual([
    '1 crit radius.trouble',
    '1 ended radius.trouble',
    '1 crit radius.radsec',
    '1 ended radius.radsec',
  ]);
});

it('Z2: the portal forgets what the last start left out before it tells anew', () => {
  const { forget, leftOut } = createPortalAlerts(alerts, log);
  forget();
  leftOut(['203.0.113.5']);
  expect(told).toEqual(['1 ended portal.public-address', '1 warn portal.public-address']);
});
