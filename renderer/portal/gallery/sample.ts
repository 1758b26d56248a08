/** A dashboard to look at while developing, and for tests of words: the daily cap is reached. */
import type { Dashboard } from '../../../shared/contract/portal/dashboard.ts';

const GB = 1_000_000_000;
const minute = 60_000;

/** 21:05 on 21 November 2026 in Baghdad. */
export const sampleNow = Date.UTC(2026, 10, 21, 18, 5);
const dayEnd = Date.UTC(2026, 10, 21, 21, 5);
const slowed = { downKbps: 60_000, upKbps: 12_000 };

export const sample: Dashboard = {
  contract: 1,
  at: sampleNow,
  csrf: 'of the sample',
  username: 'ali',
  provider: 'Example ISP',
  timeZone: 'Asia/Baghdad',
  currency: 'USD',
  volumeBase: 'decimal',
  live: {
    at: sampleNow,
    state: 'online',
    onlineSinceAt: sampleNow - (4 * 60 + 12) * minute,
    address: '100.64.3.17',
    downBps: 42.1e6,
    upBps: 3.9e6,
    measuredAt: sampleNow - 2000,
  },
  usageAt: sampleNow - 12_000,
  day: {
    usedBytes: 84.2 * GB,
    quotaBytes: 80 * GB,
    totalBytes: 80 * GB,
    sinceAt: dayEnd - 24 * 60 * minute,
    untilAt: dayEnd,
  },
  period: {
    usedBytes: 612 * GB,
    quotaBytes: 1_500 * GB,
    totalBytes: 1_500 * GB,
    sinceAt: Date.UTC(2026, 10, 1, 21, 5),
    untilAt: Date.UTC(2026, 11, 1, 21, 5),
  },
  plan: {
    name: 'Fiber 100M',
    downKbps: 100_000,
    upKbps: 20_000,
    now: slowed,
    tier: { level: 1, count: 6 },
    status: 'Active',
    expiresAt: Date.UTC(2026, 11, 3, 21),
    daysLeft: 12,
    balanceMinor: 3_100,
  },
  steps: [
    { kind: 'plan', name: 'Fiber 100M', decides: null, skippedFor: 'cap', downKbps: 100_000, upKbps: 20_000 },
    {
      kind: 'cap',
      period: 'day',
      decides: 'both',
      skippedFor: null,
      ...slowed,
      level: 1,
      tierCount: 6,
      usedBytes: 84.2 * GB,
      fromBytes: 80 * GB,
    },
    {
      kind: 'cap',
      period: 'period',
      decides: null,
      skippedFor: null,
      downKbps: null,
      upKbps: null,
      level: 0,
      tierCount: 6,
      usedBytes: 612 * GB,
      fromBytes: 1_500 * GB,
    },
  ],
  network: { ...slowed, state: 'checked', at: sampleNow - 6_000 },
  fullSpeed: { kind: 'at', at: dayEnd },
  banners: [
    {
      kind: 'cap',
      key: 'daily-cap',
      severity: 'crit',
      period: 'day',
      slowedTo: slowed,
      untilAt: dayEnd,
      dismissedUntil: null,
    },
  ],
};
