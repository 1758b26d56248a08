/**
 * How the page says times, amounts and rates in one language, in the provider's time zone and currency. Figures are
 * Latin digits in every language: they are compared with a bill and with other people's screens.
 */
import { bytesPerGigabyte, type VolumeBase } from '../../../shared/domain/units.ts';
import { type Quantity, shortFigures, threeFigures } from '../../ui/formats/quantity.ts';
import { clock, duration } from '../../ui/formats/times.ts';
import { limitInFull, volume } from '../../ui/formats/units.ts';
import type { Messages } from '../messages/messages.ts';

const DAY = 24 * 3_600_000;

export interface SpeechOf {
  readonly messages: Messages;
  /** The device's own tag of the language: in Baghdad November has another name than in Cairo. */
  readonly locale: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly volumeBase: VolumeBase;
  /** UTC ms by the engine's clock. */
  readonly now: number;
}

export type Speech = ReturnType<typeof createSpeech>;

export function createSpeech({ messages: m, locale, timeZone, currency, volumeBase, now }: SpeechOf) {
  const tag = new Intl.Locale(locale, { numberingSystem: 'latn' });

  const said = ({ parts }: Quantity): string =>
    parts.map(({ figures, unit }) => (unit ? `${figures} ${m.units[unit] ?? unit}` : figures)).join(' ');

  const format = (at: number, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(tag, { timeZone, ...options }).format(at);
  const dayOf = (at: number): string => format(at, { year: 'numeric', month: 'numeric', day: 'numeric' });

  const date = (at: number): string =>
    format(at, { day: 'numeric', month: 'short', ...(Math.abs(at - now) > 300 * DAY ? { year: 'numeric' } : {}) });
  const time = (at: number): string => clock(at, timeZone, false);
  const isNear = (at: number): boolean => Math.abs(at - now) <= DAY;

  /** Both in gigabytes, so that 612 of 1,500 compares at a glance; in megabytes where the whole is less than one. */
  function usedOf(usedBytes: number, ofBytes: number) {
    const gigabyte = bytesPerGigabyte(volumeBase);
    const [size, unit] =
      ofBytes >= gigabyte ? [gigabyte, 'GB'] : [gigabyte / (volumeBase === 'binary' ? 1024 : 1000), 'MB'];
    return {
      used: threeFigures(usedBytes / size),
      whole: shortFigures(ofBytes / size),
      unit: m.units[unit] ?? unit,
    };
  }

  return {
    messages: m,
    now,
    said,
    date,
    time,

    /** `3 h`, `2 d 11 h`, at least a second. A second unit of nothing is left out. */
    lasting(ms: number): string {
      const { parts, kind } = duration(Math.max(1000, ms));
      return said({ kind, parts: parts.filter((part, place) => place === 0 || Number(part.figures) !== 0) });
    },

    /** The beginning of a counter: `00:05` within a day, else `2 Nov`. */
    since: (at: number): string => (isNear(at) ? time(at) : date(at)),

    /** After "until": `00:05` within a day, else `2 Dec`. */
    until: (at: number): string => (isNear(at) ? m.clock(time(at)) : date(at)),

    isNear,

    /** `today`, `tomorrow`, or the date. */
    day(at: number): string {
      if (dayOf(at) === dayOf(now)) return m.todayWord;
      return dayOf(at) === dayOf(now + DAY) ? m.tomorrowWord : date(at);
    },

    rate: (kbps: number): string => said(limitInFull(kbps)),
    volume: (bytes: number): string => said(volume(bytes)),

    usedOf,

    /** `84.2 of 80 GB` */
    usedOfText(usedBytes: number, ofBytes: number): string {
      const { used, whole, unit } = usedOf(usedBytes, ofBytes);
      return `${used} ${m.of(`${whole} ${unit}`)}`;
    },

    /** Minor units as money. How many decimals a currency has is what the locale data says: no fils in Iraq. */
    money(minor: number): string {
      const shown = new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
      const amount = minor / 10 ** (shown.resolvedOptions().maximumFractionDigits ?? 2);
      // Set apart (U+2068, U+2069), so that the sign of a Latin symbol stays where it belongs in an Arabic sentence.
      return shown
        .formatToParts(amount)
        .map(({ type, value }) => (type === 'currency' ? `\u2068${value}\u2069` : value))
        .join('');
    },

    /** `+50`, `−20` */
    signed: (percent: number): string => `${percent < 0 ? '−' : '+'}${shortFigures(Math.abs(percent))}`,
  };
}
