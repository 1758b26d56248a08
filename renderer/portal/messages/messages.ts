import type { Reach } from '../../../shared/contract/portal/dashboard.ts';

/** Every word a customer reads. A new language is a new file of this shape and a line in `languages.ts`. */
export interface Messages {
  readonly language: 'en' | 'ar';
  readonly direction: 'ltr' | 'rtl';
  /** The language's own name, on the button that leads to it. */
  readonly name: string;
  /** Units by their symbol: `Mbit/s`, `GB`, `h`. */
  readonly units: Readonly<Record<string, string>>;

  readonly title: string;
  readonly asking: string;
  readonly signIn: {
    readonly title: string;
    readonly username: string;
    readonly password: string;
    readonly show: string;
    readonly hide: string;
    readonly submit: string;
    readonly busy: string;
    /** Which password is meant (Z2), and who has it. */
    readonly hint: string;
    readonly ended: string;
    readonly wrong: string;
    readonly wait: (seconds: string) => string;
  };
  readonly failed: {
    readonly unreachable: string;
    readonly unreachableText: string;
    readonly offline: string;
    readonly offlineText: string;
    readonly trouble: string;
    readonly troubleText: string;
    readonly again: string;
    /** On the home screen, above old numbers. */
    readonly stale: (clock: string) => string;
  };

  readonly online: string;
  readonly offline: string;
  readonly routerSilent: string;
  readonly routerSilentTitle: string;
  readonly routerSilentText: string;
  readonly onlineFor: (duration: string) => string;
  readonly liveTraffic: string;
  readonly download: string;
  readonly upload: string;
  readonly lastSeconds: (seconds: number) => string;
  readonly updated: (age: string) => string;
  readonly stale: (age: string) => string;
  readonly notMeasured: string;
  readonly limitNow: (rate: string) => string;
  readonly why: string;

  readonly usage: string;
  readonly today: string;
  readonly thisPeriod: string;
  readonly since: (when: string) => string;
  readonly of: (quota: string) => string;
  readonly over: (volume: string) => string;
  readonly left: (volume: string) => string;
  readonly unlimited: string;
  readonly bought: (volume: string) => string;
  readonly usageAsOf: (age: string) => string;

  readonly yourPlan: string;
  readonly planSpeed: string;
  readonly speedNow: string;
  readonly tier: string;
  readonly tierOf: (level: number, tiers: number) => string;
  readonly noTiers: string;
  readonly daysLeft: string;
  readonly noEnd: string;
  readonly balance: string;
  readonly status: string;
  readonly address: string;
  readonly statuses: {
    readonly Active: string;
    readonly Inactive: string;
    readonly Expired: string;
    readonly Stopped: string;
  };
  readonly signedInAs: (username: string) => string;
  readonly signOut: string;
  readonly close: string;

  readonly notices: string;
  readonly dismiss: (title: string) => string;
  readonly banner: {
    readonly stopped: string;
    readonly stoppedText: Readonly<Record<Exclude<Reach, 'all'>, (provider: string) => string>>;
    readonly expired: string;
    readonly expiredText: Readonly<Record<Reach, (provider: string) => string>>;
    readonly expiring: (days: number) => string;
    readonly expiringText: (when: string) => string;
    readonly dailyCap: string;
    readonly monthlyCap: string;
    readonly dailyTier: (level: number, tiers: number) => string;
    readonly monthlyTier: (level: number, tiers: number) => string;
    readonly slowedUntil: (rate: string, when: string) => string;
    readonly slowedUntilRenewal: (rate: string) => string;
    readonly notSlowed: string;
    readonly balance: (balance: string) => string;
    readonly balanceText: (price: string) => string;
    readonly maintenance: (clocks: string, day: string) => string;
    readonly maintenanceText: string;
  };

  readonly whatSetsSpeed: string;
  readonly inOrder: string;
  readonly step: {
    readonly plan: string;
    readonly rule: string;
    readonly ownRule: string;
    readonly dailyCap: string;
    readonly monthlyCap: string;
    readonly boost: string;
    readonly expired: string;
    readonly stopped: string;
    readonly network: string;
    readonly use: string;
    readonly used: (usedOf: string) => string;
    readonly notReached: (usedOf: string) => string;
    readonly percent: (signed: string) => string;
    readonly until: (when: string) => string;
    readonly ended: (when: string) => string;
    readonly keptRunning: string;
    readonly askProvider: string;
    readonly downOnly: string;
    readonly upOnly: string;
    readonly skipped: {
      readonly account: string;
      readonly boost: string;
      readonly 'own-rule': string;
      readonly 'lower-cap': string;
      readonly cap: string;
      readonly rule: string;
      readonly bonus: string;
    };
    readonly checked: (age: string) => string;
    readonly set: (age: string) => string;
    readonly pending: string;
    readonly allDevices: string;
    readonly nearlyAll: string;
    readonly notKnown: string;
  };
  readonly back: {
    readonly now: string;
    readonly atClock: (clock: string, duration: string) => string;
    readonly onDate: (date: string, duration: string) => string;
    readonly renewal: (provider: string) => string;
    readonly unknown: (provider: string) => string;
  };
  /** A time of day inside a sentence, after "until". */
  readonly clock: (clock: string) => string;
  readonly todayWord: string;
  readonly tomorrowWord: string;
}
