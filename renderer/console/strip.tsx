import { count, integer, NOTHING, percent, plain, type Quantity, quantity } from '../ui/formats/quantity.ts';
import { latency, rateInFull } from '../ui/formats/units.ts';
import { Value } from '../ui/formats/Value.tsx';
import { StatusStrip, type StripItem } from '../ui/frame/StatusStrip.tsx';
import { Sparkline } from '../ui/marks/Sparkline.tsx';
import { useLink, useLiveStatus } from './live/live.ts';
import type { StatusHistory, StatusSample } from './live/topic-folds.ts';
import type { Counts } from './use-counts.ts';

/** What the strip is drawn from: the live status, or what polling says while there is none. */
export interface StripSource {
  readonly counts: Counts | null;
  /** Null while the live socket is down: its figures would be old without saying so. */
  readonly live: StatusHistory | null;
  /** Addresses that the operator's role opens; a door to nowhere is a door to the overview. */
  readonly doors: ReadonlySet<string>;
}

export interface ConsoleStripProps extends Omit<StripSource, 'live'> {
  /** When the engine answered the last poll, epoch ms; null before the first. */
  readonly polledAt: number | null;
  readonly onFind: () => void;
}

/** The strip of this console. It draws itself every second, and nothing around it has to. */
export function ConsoleStrip({ counts, doors, polledAt, onFind }: ConsoleStripProps) {
  const live = useLiveStatus();
  const heardAt = useLink((link) => link.heardAt);
  const dataAt = Math.max(heardAt ?? 0, polledAt ?? 0) || null;
  return <StatusStrip items={stripItems({ counts, live, doors })} onFind={onFind} dataAt={dataAt} />;
}

const TREND_S = 60;

/** The strip's doors; before the first answer every figure is –, so that nothing jumps when it comes. */
export function stripItems({ counts, live, doors }: StripSource): readonly StripItem[] {
  const now = live?.now;
  const subscribers = now?.subscribers ?? counts?.subscribers;
  const throttled = now?.throttled ?? counts?.throttled;
  const openAlerts = now?.openAlerts ?? counts?.openAlerts;
  const door = (path: string) => (doors.has(path.split('?')[0] ?? '') ? path : '/');
  const down = now?.routersDown ?? 0;
  const share = subscribers && throttled ? percent(throttled / subscribers) : null;
  return [
    {
      id: 'online',
      label: 'Online',
      href: door('/sessions'),
      figures: [
        {
          value: <Value of={count(now?.online ?? counts?.online)} />,
          ...(subscribers === undefined ? {} : { unit: `of ${integer(subscribers)}` }),
        },
      ],
    },
    {
      id: 'now',
      label: 'Now',
      href: '/?range=live',
      figures: [
        { value: <Value of={rateInFull(now?.downBps)} direction="down" /> },
        { value: <Value of={rateInFull(now?.upBps)} direction="up" /> },
      ],
      trend: live && <Minute samples={live.samples} />,
    },
    {
      id: 'radius',
      label: 'RADIUS',
      href: door('/auth-log'),
      severity: now && now.unacknowledged > UNACKED_MANY ? 'high' : undefined,
      figures: [
        { value: <Value of={perSecond(now?.authPerSecond)} />, unit: 'auth/s' },
        { value: <Value of={perSecond(now?.acctPerSecond)} />, unit: 'acct/s' },
        { value: <Value of={now ? latency(now.p99Ms) : NOTHING} />, unit: 'p99' },
        { value: <Value of={count(now?.unacknowledged)} />, unit: 'unacked' },
      ],
    },
    {
      id: 'routers',
      label: 'Routers',
      href: door('/routers'),
      severity: down > 0 ? 'crit' : undefined,
      figures: [
        now
          ? { value: <Value of={count(now.routersUp)} />, unit: `of ${integer(now.routers)} up` }
          : { value: <Value of={count(counts?.nas)} />, unit: 'registered' },
      ],
    },
    {
      id: 'throttled',
      label: 'Throttled',
      href: door('/fup?fup=active'),
      figures: [{ value: <Value of={count(throttled)} />, ...(share ? { unit: plain(share) } : {}) }],
    },
    {
      id: 'alerts',
      label: 'Alerts',
      href: '/', // they stand on the overview
      severity: openAlerts ? 'high' : undefined,
      figures: [{ value: <Value of={count(openAlerts)} />, unit: 'open' }],
    },
    // Only when there is something to say: X46 is rare and stops every reset.
    ...(now?.isClockHeld
      ? [
          {
            id: 'clock',
            label: 'Clock',
            href: '/',
            severity: 'crit' as const,
            figures: [{ value: 'wrong', unit: 'resets wait' }],
          },
        ]
      : []),
  ];
}

/** So many accounting records wait for the disk that something is wrong with it. */
const UNACKED_MANY = 1000;

/** Requests per second: 42, 1.4, 0.2; never a 0 that was not one. */
function perSecond(value: number | undefined): Quantity {
  if (value === undefined) return NOTHING;
  if (value === 0) return count(0);
  return quantity(value >= 9.95 ? integer(value) : value < 0.05 ? '<0.1' : value.toFixed(1));
}

/** The last minute of both directions, one place for each second: what is missing is a gap at its own time. */
function Minute({ samples }: { readonly samples: readonly StatusSample[] }) {
  const [down, up] = lastMinute(samples);
  return <Sparkline values={down} beside={up} width={88} height={28} />;
}

/** Two rows of sixty seconds that end with the newest sample. */
export function lastMinute(
  samples: readonly StatusSample[],
): readonly [down: (number | null)[], up: (number | null)[]] {
  const down = new Array<number | null>(TREND_S).fill(null);
  const up = new Array<number | null>(TREND_S).fill(null);
  const end = samples.at(-1)?.at ?? 0;
  for (const { at, downBps, upBps } of samples.slice(-TREND_S)) {
    const place = TREND_S - 1 - Math.round((end - at) / 1000);
    if (place < 0) continue;
    down[place] = downBps;
    up[place] = upBps;
  }
  // A second that fell between two rounds of the engine's clock is no gap.
  for (const row of [down, up]) {
    for (let place = 1; place < TREND_S - 1; place++) {
      if (row[place] === null && row[place - 1] !== null && row[place + 1] !== null)
        row[place] = row[place - 1] ?? null;
    }
  }
  return [down, up];
}
