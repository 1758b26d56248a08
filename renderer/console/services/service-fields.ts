/** A service as it stands in the form, as text, and back: pure. GB are the installation's (X21), speeds as in P01. */
import type { ClientInput } from '../../../shared/contract/contract.ts';
import type { Service } from '../../../shared/contract/operations/services.ts';
import type { FieldFault } from '../../../shared/domain/field-fault.ts';
import { MAC_LIMIT_MAX } from '../../../shared/domain/mac-binding.ts';
import { fault, ok, type Result } from '../../../shared/domain/result.ts';
import { validateServicePlan } from '../../../shared/domain/service.ts';
import { parseTimeOfDay } from '../../../shared/domain/time-of-day.ts';
import { formatKbps, parseSpeedKbps } from '../../../shared/domain/units.ts';

export interface TierFields {
  /** Keeps React's rows apart when one in the middle is removed. */
  readonly key: number;
  readonly fromGb: string;
  /** Empty inherits the base speed (X49). */
  readonly down: string;
  readonly up: string;
}

export interface ServiceFields {
  readonly name: string;
  readonly down: string;
  readonly up: string;
  readonly dailyQuotaGb: string;
  readonly monthlyQuotaGb: string;
  readonly price: string;
  readonly monthlyReset: Service['monthlyReset'];
  /** Id of its group of RADIUS attributes; empty for none. */
  readonly groupId: string;
  readonly softFup: boolean;
  readonly dailyTiers: readonly TierFields[];
  readonly monthlyTiers: readonly TierFields[];
  readonly hasFreeHours: boolean;
  readonly freeFrom: string;
  readonly freeTo: string;
  readonly freePercent: string;
  readonly hasBurst: boolean;
  readonly burstDown: string;
  readonly burstUp: string;
  readonly thresholdDown: string;
  readonly thresholdUp: string;
  readonly burstSeconds: string;
  /** Empty: as the settings say. */
  readonly expiredPolicy: NonNullable<Service['expiredPolicy']> | '';
  readonly macMode: Service['macMode'];
  readonly macLimit: string;
}

export type ServiceBody = NonNullable<ClientInput<'service.create'>['body']>;

let nextKey = 1;
export const emptyTier = (): TierFields => ({ key: nextKey++, fromGb: '', down: '', up: '' });

export const emptyService: ServiceFields = {
  name: '',
  down: '',
  up: '',
  dailyQuotaGb: '',
  monthlyQuotaGb: '',
  price: '',
  monthlyReset: 'renew',
  groupId: '',
  softFup: false,
  dailyTiers: [],
  monthlyTiers: [],
  hasFreeHours: false,
  freeFrom: '00:00',
  freeTo: '06:00',
  freePercent: '100',
  hasBurst: false,
  burstDown: '',
  burstUp: '',
  thresholdDown: '',
  thresholdUp: '',
  burstSeconds: '16',
  expiredPolicy: '',
  macMode: 'off',
  macLimit: '1',
};

/** Minor units in one of the currency's: prices are kept in hundredths. */
const MINOR = 100;

/** Bytes in GB without rounding what was typed: 1500000000 is `1.5`. */
export const gbText = (bytes: number, perGb: number): string => (bytes === 0 ? '' : String(bytes / perGb));

const speedText = (kbps: number | null): string => (kbps === null ? '' : formatKbps(kbps));

export function fieldsOf(service: Service, perGb: number): ServiceFields {
  const tiers = (list: Service['dailyTiers']) =>
    list.map((tier) => ({
      ...emptyTier(),
      fromGb: gbText(tier.fromBytes, perGb),
      down: speedText(tier.downKbps),
      up: speedText(tier.upKbps),
    }));
  const { freeHours, burst } = service;
  return {
    ...emptyService,
    name: service.name,
    down: speedText(service.downKbps),
    up: speedText(service.upKbps),
    dailyQuotaGb: gbText(service.dailyQuotaBytes, perGb),
    monthlyQuotaGb: gbText(service.monthlyQuotaBytes, perGb),
    price: service.priceMinor === 0 ? '' : String(service.priceMinor / MINOR),
    monthlyReset: service.monthlyReset,
    groupId: service.groupId === null ? '' : String(service.groupId),
    softFup: service.softFup,
    expiredPolicy: service.expiredPolicy ?? '',
    macMode: service.macMode,
    macLimit: String(service.macLimit),
    dailyTiers: tiers(service.dailyTiers),
    monthlyTiers: tiers(service.monthlyTiers),
    ...(freeHours && {
      hasFreeHours: true,
      freeFrom: freeHours.from,
      freeTo: freeHours.to,
      freePercent: String(freeHours.percent),
    }),
    ...(burst && {
      hasBurst: true,
      burstDown: speedText(burst.downKbps),
      burstUp: speedText(burst.upKbps),
      thresholdDown: speedText(burst.thresholdDownKbps),
      thresholdUp: speedText(burst.thresholdUpKbps),
      burstSeconds: String(burst.seconds),
    }),
  };
}

/**
 * Reads a number with or without thousands: `1,500`, `1 500`, `1_500` and `1500` are the same; `2.5` is a decimal.
 * `1,5` could be either, so it is a fault and never ten times what was meant.
 */
export function parseAmount(text: string): Result<number, string> {
  const typed = text.trim();
  const isGrouped = /^\d{1,3}([,\u00a0\u202f _]\d{3})+(\.\d+)?$/.test(typed);
  const plain = isGrouped ? typed.replaceAll(/[,\u00a0\u202f _]/g, '') : typed;
  if (!/^(\d+(\.\d+)?|\.\d+)$/.test(plain)) {
    return fault(/^\d+,\d+$/.test(typed) ? 'is unclear: write decimals with a point, as in 1.5' : 'is not a number');
  }
  return ok(Number(plain));
}

/** The engine names fields by their paths; the operator sees tiers and speeds. */
export const inWords = (message: string): string =>
  message
    .replaceAll(/(?:daily|monthly)Tiers\[(\d+)\]\.fromBytes/g, (_, at: string) => `that of tier ${Number(at) + 1}`)
    .replaceAll('burst.downKbps', 'the burst download')
    .replaceAll('burst.upKbps', 'the burst upload')
    .replaceAll('freeHours.from', 'the start')
    .replaceAll(/\bdownKbps\b/g, 'the download')
    .replaceAll(/\bupKbps\b/g, 'the upload');

/** Checks everything and makes the body; the faults carry the paths that the engine would use. */
export function readService(
  fields: ServiceFields,
  perGb: number,
): { readonly body: ServiceBody; readonly faults: readonly FieldFault[] } {
  const faults: FieldFault[] = [];
  const say = (field: string, message: string) => faults.push({ field, message });
  const speed = (text: string, field: string): number => {
    const read = parseSpeedKbps(text);
    if (read.ok) return read.value;
    say(field, read.fault.message);
    return 1;
  };
  const amount = (text: string, field: string, scale: number): number => {
    if (text.trim() === '') return 0;
    const read = parseAmount(text);
    if (read.ok) return Math.round(read.value * scale);
    say(field, read.fault);
    return 0;
  };
  const time = (text: string, field: string): number => {
    const read = parseTimeOfDay(text);
    if (read.ok) return read.value;
    say(field, read.fault);
    return 0;
  };
  const whole = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);
  const tiers = (list: readonly TierFields[], field: string) =>
    list.map((tier, at) => {
      const optional = (text: string, name: string) =>
        text.trim() === '' ? null : speed(text, `${field}[${at}].${name}`);
      return {
        fromBytes: amount(tier.fromGb, `${field}[${at}].fromBytes`, perGb),
        downKbps: optional(tier.down, 'downKbps'),
        upKbps: optional(tier.up, 'upKbps'),
      };
    });

  if (fields.name.trim() === '') say('name', 'is required');
  const plan = {
    downKbps: speed(fields.down, 'downKbps'),
    upKbps: speed(fields.up, 'upKbps'),
    dailyQuotaBytes: amount(fields.dailyQuotaGb, 'dailyQuotaBytes', perGb),
    monthlyQuotaBytes: amount(fields.monthlyQuotaGb, 'monthlyQuotaBytes', perGb),
    dailyTiers: tiers(fields.dailyTiers, 'dailyTiers'),
    monthlyTiers: tiers(fields.monthlyTiers, 'monthlyTiers'),
    burst: fields.hasBurst
      ? {
          downKbps: speed(fields.burstDown, 'burst.downKbps'),
          upKbps: speed(fields.burstUp, 'burst.upKbps'),
          thresholdDownKbps: speed(fields.thresholdDown, 'burst.thresholdDownKbps'),
          thresholdUpKbps: speed(fields.thresholdUp, 'burst.thresholdUpKbps'),
          seconds: whole(fields.burstSeconds),
        }
      : null,
    softFup: fields.softFup,
    monthlyReset: fields.monthlyReset,
    groupId: fields.groupId === '' ? null : Number(fields.groupId),
  };
  const macLimit = whole(fields.macLimit);
  if (fields.macMode === 'learn' && !(macLimit >= 1 && macLimit <= MAC_LIMIT_MAX)) {
    say('macLimit', `must be a whole number from 1 to ${MAC_LIMIT_MAX}`);
  }
  const percent = whole(fields.freePercent);
  if (fields.hasFreeHours && !(percent <= 100)) say('freeHours.percent', 'must be a whole number from 0 to 100');
  const free = fields.hasFreeHours
    ? { fromMinute: time(fields.freeFrom, 'freeHours.from'), toMinute: time(fields.freeTo, 'freeHours.to'), percent }
    : null;
  // What could not be read was replaced by something harmless: only the first complaint of a field counts.
  const told = new Set(faults.map(({ field }) => field));
  for (const one of validateServicePlan({ ...plan, freeHours: free })) if (!told.has(one.field)) faults.push(one);
  const body = {
    name: fields.name.trim(),
    ...plan,
    priceMinor: amount(fields.price, 'priceMinor', MINOR),
    expiredPolicy: fields.expiredPolicy === '' ? null : fields.expiredPolicy,
    macMode: fields.macMode,
    macLimit: Number.isNaN(macLimit) ? 1 : macLimit,
    freeHours: free && { from: fields.freeFrom, to: fields.freeTo, percent: free.percent },
  };
  return { body, faults };
}
