import { utcOffset } from '../../ui/formats/times.ts';

interface Option {
  readonly value: string;
  readonly label: string;
}

export interface OptionGroup {
  readonly group: string;
  readonly items: Option[];
}

/** For places whose rules the system does not know, or changed last week (X46). */
const offsets = [
  ...['-12:00', '-11:00', '-10:00', '-09:30', '-09:00', '-08:00', '-07:00', '-06:00', '-05:00', '-04:00', '-03:30'],
  ...['-03:00', '-02:00', '-01:00', '+00:00', '+01:00', '+02:00', '+03:00', '+03:30', '+04:00', '+04:30', '+05:00'],
  ...['+05:30', '+05:45', '+06:00', '+06:30', '+07:00', '+08:00', '+08:45', '+09:00', '+09:30', '+10:00', '+10:30'],
  ...['+11:00', '+12:00', '+12:45', '+13:00', '+14:00'],
];

/** `Asia/Baghdad · UTC+3`; `UTC` alone. */
export function placeLabel(zone: string, now: number): string {
  const [name, offset] = [zone.replaceAll('_', ' '), utcOffset(now, zone)];
  return name === offset ? name : `${name} · ${offset}`;
}

/** Every IANA zone that this browser knows with its offset at `now`, and the fixed offsets; `own` is there for sure. */
export function zoneOptions(own: string, now: number): OptionGroup[] {
  const names = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']);
  if (!offsets.includes(own)) names.add(own);
  return [
    { group: 'Places', items: [...names].toSorted().map((value) => ({ value, label: placeLabel(value, now) })) },
    {
      group: 'Fixed offsets',
      items: offsets.map((value) => ({ value, label: `UTC${value.replace('-', '−')}, all year` })),
    },
  ];
}

/** Currencies by code, with their names; `own` is there for sure. */
export function currencyOptions(own: string): Option[] {
  const names = new Intl.DisplayNames('en', { type: 'currency' });
  const codes = new Set([...Intl.supportedValuesOf('currency'), own]);
  return [...codes].toSorted().map((value) => ({ value, label: `${value} · ${names.of(value) ?? ''}` }));
}
