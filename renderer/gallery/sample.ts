/** Seeded sample data for the gallery: the same on every visit, invented, and nowhere in the product. */

/** mulberry32: small, seeded, good enough for pictures. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function wave(random: () => number, count: number, base: number, amplitude: number): number[] {
  let drift = 0;
  return Array.from({ length: count }, () => {
    drift = drift * 0.82 + (random() - 0.5) * amplitude;
    const burst = random() > 0.93 ? (random() - 0.3) * amplitude * 0.8 : 0;
    return Math.max(0, base + drift + burst);
  });
}

/** How busy an ISP is at an hour, 0…1. */
export function diurnal(hour: number): number {
  const h = (hour + 24) % 24;
  const hump = (middle: number, spread: number) =>
    Math.exp(-((((h - middle + 36) % 24) - 12) ** 2) / (2 * spread * spread));
  return 0.2 + 0.72 * hump(21.2, 2.9) + 0.36 * hump(14, 3.6) + 0.14 * hump(9.5, 2);
}

export interface SampleSession {
  readonly id: number;
  readonly username: string;
  readonly service: string;
  readonly nas: string;
  readonly framedIp: string;
  readonly mac: string;
  readonly startAt: number;
  readonly downBps: number;
  readonly upBps: number;
  readonly downBytes: number;
  readonly upBytes: number;
  readonly level: number;
  readonly downKbps: number;
  readonly upKbps: number;
  readonly isVerified: boolean;
  readonly trend: readonly number[];
}

const FIRST =
  'ahmad layla omar sara yousef hana karim nour ali maya tariq dina sami rana faris lina ziad salma bilal amal rami huda nabil yara walid mona jad reem imad zein'.split(
    ' ',
  );
const NAS =
  'edge-north-01 edge-north-02 edge-south-01 edge-south-02 edge-east-01 edge-west-01 tower-04 tower-07 tower-11 core-bng-01'.split(
    ' ',
  );
const PLANS = [
  ['Home 10M', 10, 2],
  ['Home 20M', 20, 4],
  ['Fiber 50M', 50, 10],
  ['Fiber 100M', 100, 20],
  ['Business 30M', 30, 30],
  ['Night 8M', 8, 2],
] as const;
const TIERS = [1, 0.6, 0.4, 0.25, 0.15, 0.1, 0.05];

export function sampleSessions(count: number, now: number): SampleSession[] {
  const random = seeded(2026);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const hex = () =>
    Math.floor(random() * 256)
      .toString(16)
      .toUpperCase()
      .padStart(2, '0');
  const rows = Array.from({ length: count }, (_, id): SampleSession => {
    const [service, down, up] = PLANS[Math.min(5, Math.floor(random() * random() * 6.5))] as (typeof PLANS)[number];
    const level = random() < 0.93 ? 0 : 1 + Math.floor(random() * random() * 6);
    const factor = TIERS[level] ?? 1;
    const capBps = down * 1e6 * factor;
    const load = id < 40 ? 0.98 - id * 0.004 - random() * 0.03 : random() ** 2.2 * 0.9;
    const downBps = capBps * load;
    const upBps = downBps * (0.04 + random() * 0.14);
    const upMinutes = 2 + Math.floor(random() ** 3 * 9000);
    const share = 0.03 + 0.5 * Math.exp(-upMinutes / 300) + 0.06 * random();
    const username =
      random() < 0.05
        ? `site-${pick(['tower', 'cafe', 'shop', 'clinic'])}-${String(1 + Math.floor(random() * 40)).padStart(2, '0')}`
        : `${pick(FIRST)}.${'abdfghjklmnrstz'[Math.floor(random() * 15)]}${random() < 0.35 ? 1 + Math.floor(random() * 28) : ''}`;
    return {
      id,
      username,
      service,
      nas: pick(NAS),
      framedIp: `100.64.${Math.floor(random() * 64)}.${1 + Math.floor(random() * 253)}`,
      mac: `02:5E:${hex()}:${hex()}:${hex()}:${hex()}`,
      startAt: now - upMinutes * 60_000,
      downBps,
      upBps,
      downBytes: ((upMinutes * 60 * downBps) / 8) * share,
      upBytes: ((upMinutes * 60 * upBps) / 8) * share,
      level,
      downKbps: down * 1000 * factor,
      upKbps: up * 1000 * factor,
      isVerified: random() > 0.03,
      trend: wave(random, 30, downBps, downBps * 0.5).map((v) => Math.min(v, capBps * 1.02)),
    };
  });
  return rows.sort((a, b) => b.downBps - a.downBps);
}

export interface SampleCounter {
  readonly id: number;
  readonly username: string;
  readonly fullName: string;
  readonly service: string;
  readonly reseller: string;
  readonly dailyBytes: number;
  readonly dailyQuota: number;
  readonly monthlyBytes: number;
  readonly monthlyQuota: number;
  readonly level: number;
  readonly isOnline: boolean;
  readonly lastResetAt: number;
  readonly downKbps: number | null;
  readonly upKbps: number | null;
}

export function sampleCounters(now: number): SampleCounter[] {
  const random = seeded(404);
  const names =
    'site-cafe-12 karim.d12 omar.h2 zein.r site-tower-31 maya.t19 faris.b lina.s8 jad.b7 rana.f tariq.n21 hana.g4 walid.j reem.a15 nabil.t salma.h3 bilal.d yara.m6'.split(
      ' ',
    );
  const daily = [268, 241, 226, 214, 209, 203, 201, 200, 182, 176, 171, 165, 160, 148, 144, 141, 138, 136];
  const monthly = [134, 118, 109, 104, 97, 92, 88, 81, 112, 101, 86, 77, 63, 106, 84, 71, 58, 44];
  const levels = [6, 6, 6, 6, 6, 6, 6, 6, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4];
  const plans = [
    ['Business 30M', 40, 800],
    ['Fiber 100M', 80, 1500],
    ['Fiber 50M', 50, 1000],
    ['Home 20M', 20, 400],
    ['Home 10M', 10, 200],
  ] as const;
  const ofPlan = [0, 1, 2, 1, 0, 2, 3, 3, 2, 4, 2, 3, 4, 4, 3, 2, 4, 3];
  const midnight = Math.floor((now + 3 * 3_600_000) / 86_400_000) * 86_400_000 - 3 * 3_600_000;
  return Array.from({ length: 214 }, (_, id) => {
    const base = id % names.length;
    const round = Math.floor(id / names.length);
    const [service, dailyGb, monthlyGb] = plans[ofPlan[base] ?? 0] as (typeof plans)[number];
    const isOnline = random() > 0.16;
    const fade = 0.93 ** round;
    return {
      id,
      username: round === 0 ? (names[base] as string) : `${names[base]}${round}`,
      fullName: names[base]?.replace(/\.(\w).*/, ' $1.').replace(/^./, (c) => c.toUpperCase()) ?? '',
      service,
      reseller: ['Direct', 'north-shop', 'Direct', 'east-shop'][base % 4] as string,
      dailyBytes: ((daily[base] ?? 0) / 100) * dailyGb * 1e9 * fade,
      dailyQuota: dailyGb * 1e9,
      monthlyBytes: ((monthly[base] ?? 0) / 100) * monthlyGb * 1e9 * fade,
      monthlyQuota: monthlyGb * 1e9,
      level: Math.max(0, (levels[base] ?? 0) - Math.floor(round / 3)),
      isOnline,
      lastResetAt: midnight + (random() > 0.1 ? 5 * 60_000 : 14 * 3_600_000 + 22 * 60_000),
      downKbps: isOnline ? [1000, 5000, 2500, 5000, 1500, 2500, 1000, 1000, 5000][base % 9]! : null,
      upKbps: isOnline ? [500, 1000, 500, 1000, 1500, 500, 200, 200, 1000][base % 9]! : null,
    };
  });
}
