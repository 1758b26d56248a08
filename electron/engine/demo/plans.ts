/** What the simulated ISP sells, as `POST /api/v1/services` takes it. Volumes are decimal. */
export interface DemoTier {
  readonly fromBytes: number;
  readonly downKbps: number;
  readonly upKbps: number;
}

export interface DemoService {
  readonly name: string;
  readonly downKbps: number;
  readonly upKbps: number;
  readonly priceMinor: number;
  readonly dailyQuotaBytes?: number;
  readonly monthlyQuotaBytes?: number;
  readonly dailyTiers?: readonly DemoTier[];
  readonly monthlyTiers?: readonly DemoTier[];
  readonly freeHours?: { readonly from: string; readonly to: string; readonly percent: number };
  readonly burst?: {
    readonly downKbps: number;
    readonly upKbps: number;
    readonly thresholdDownKbps: number;
    readonly thresholdUpKbps: number;
    readonly seconds: number;
  };
  readonly softFup?: boolean;
  readonly monthlyReset?: 'renew' | 'anniversary' | 'calendar';
}

const MB = 1_000_000;
const GB = 1_000 * MB;

const tier = (fromBytes: number, downKbps: number, upKbps: number): DemoTier => ({ fromBytes, downKbps, upKbps });

/** The first tier of it is small enough that a busy line crosses it while one watches: 100 MB take 10 s at 80 Mbit/s. */
export const prepaid: DemoService = {
  name: 'Prepaid 100M',
  downKbps: 100_000,
  upKbps: 20_000,
  priceMinor: 900,
  dailyQuotaBytes: 5 * GB,
  dailyTiers: [
    tier(100 * MB, 60_000, 12_000),
    tier(300 * MB, 40_000, 8_000),
    tier(1 * GB, 20_000, 4_000),
    tier(2 * GB, 10_000, 2_000),
    tier(3 * GB, 4_000, 1_000),
    tier(5 * GB, 1_000, 512),
  ],
};

export const business: DemoService = {
  name: 'Business 30M',
  downKbps: 30_000,
  upKbps: 30_000,
  priceMinor: 9_500,
  monthlyReset: 'calendar',
};

export const homeServices: readonly DemoService[] = [
  {
    name: 'Fiber 10M',
    downKbps: 10_000,
    upKbps: 2_000,
    priceMinor: 1_500,
    dailyQuotaBytes: 15 * GB,
    dailyTiers: [tier(5 * GB, 4_000, 1_000), tier(10 * GB, 2_000, 512), tier(15 * GB, 1_000, 256)],
    freeHours: { from: '01:00', to: '07:00', percent: 70 },
    burst: { downKbps: 15_000, upKbps: 3_000, thresholdDownKbps: 8_000, thresholdUpKbps: 1_500, seconds: 8 },
    softFup: true,
  },
  {
    name: 'Fiber 50M',
    downKbps: 50_000,
    upKbps: 10_000,
    priceMinor: 2_500,
    dailyQuotaBytes: 60 * GB,
    monthlyQuotaBytes: 900 * GB,
    dailyTiers: [tier(25 * GB, 25_000, 5_000), tier(45 * GB, 10_000, 2_000), tier(60 * GB, 4_000, 1_000)],
    monthlyTiers: [tier(600 * GB, 20_000, 4_000), tier(900 * GB, 8_000, 2_000)],
    freeHours: { from: '01:00', to: '07:00', percent: 100 },
  },
  {
    name: 'Fiber 100M',
    downKbps: 100_000,
    upKbps: 20_000,
    priceMinor: 4_000,
    monthlyQuotaBytes: 2_000 * GB,
    dailyTiers: [tier(80 * GB, 50_000, 10_000), tier(120 * GB, 20_000, 4_000)],
    monthlyTiers: [tier(1_500 * GB, 50_000, 10_000), tier(2_000 * GB, 20_000, 4_000)],
    monthlyReset: 'anniversary',
  },
];

export const demoServices: readonly DemoService[] = [...homeServices, prepaid, business];

/** Mikrotik-Rate-Limit of a plan at full speed, up/down, without burst. */
export const formatPlanRate = ({ downKbps, upKbps }: Pick<DemoService, 'downKbps' | 'upKbps'>): string =>
  `${upKbps}k/${downKbps}k`;
