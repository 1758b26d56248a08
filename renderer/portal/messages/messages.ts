/** Every word a customer reads. A new language is a new file of this shape and a line in `languages.ts`. */
export interface Messages {
  readonly language: 'en' | 'ar';
  readonly direction: 'ltr' | 'rtl';
  readonly tabs: { readonly home: string; readonly usage: string; readonly buy: string; readonly help: string };
  readonly online: string;
  readonly offline: string;
  readonly routerSilent: string;
  readonly download: string;
  readonly upload: string;
  /** Units by their symbol: `Mbit/s`, `GB`, `h`. */
  readonly units: Readonly<Record<string, string>>;
  readonly lastSeconds: (seconds: number) => string;
  readonly updated: (age: string) => string;
  readonly stale: (age: string) => string;
  readonly limitNow: (rate: string) => string;
  readonly why: string;
  readonly today: string;
  readonly thisPeriod: string;
  readonly since: (when: string) => string;
  readonly of: (quota: string) => string;
  readonly over: (volume: string) => string;
  readonly left: (volume: string) => string;
  readonly unlimited: string;
  readonly yourPlan: string;
  readonly planSpeed: string;
  readonly speedNow: string;
  readonly tier: string;
  readonly tierOf: (level: number, tiers: number) => string;
  readonly daysLeft: string;
  readonly balance: string;
  readonly status: string;
  readonly close: string;
  readonly dismiss: string;
  readonly whatSetsSpeed: string;
  readonly inOrder: string;
  readonly asking: string;
}
