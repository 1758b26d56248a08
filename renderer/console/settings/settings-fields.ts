import { Temporal } from 'temporal-polyfill';
import type { ClientInput } from '../../../shared/contract/contract.ts';
import { type Settings, settings as settingsOperations } from '../../../shared/contract/operations/settings.ts';
import { fieldProblems, wording } from '../../../shared/contract/wording.ts';
import type { FieldFault } from '../../../shared/domain/field-fault.ts';
import { formatKbps, parseSpeedKbps } from '../../../shared/domain/units.ts';
import { localTime, type Zone } from '../../../shared/domain/zone.ts';

/** A maintenance window as it is typed: local times of the ISP, `2026-12-01T02:00`. */
export interface WindowFields {
  /** Of the line on the page, for React. */
  readonly key: number;
  readonly from: string;
  readonly to: string;
  readonly note: string;
}

export interface SettingsFields {
  readonly name: string;
  readonly timeZone: string;
  readonly dailyResetTime: string;
  readonly currency: string;
  readonly volumeBase: Settings['volumeBase'];
  readonly windows: readonly WindowFields[];
  readonly expiredPolicy: Settings['expiredPolicy'];
  readonly suspendedPolicy: Settings['suspendedPolicy'];
  readonly inactivePolicy: Settings['inactivePolicy'];
  /** Empty: no pool. */
  readonly wallPool: string;
  readonly wallList: string;
  /** As in P01: `512k`. */
  readonly wallDown: string;
  readonly wallUp: string;
  readonly macNasIds: readonly string[];
  readonly macPassword: Settings['macAuth']['password'];
}

export type SettingsBody = NonNullable<ClientInput<'settings.set'>['body']>;

let lastKey = 0;
const nextKey = (): number => ++lastKey;

/** Windows are shown in the zone that is in force, `settings.timeZone`. */
export const fieldsOf = (settings: Settings): SettingsFields => ({
  name: settings.name,
  timeZone: settings.timeZone,
  dailyResetTime: settings.dailyResetTime,
  currency: settings.currency,
  volumeBase: settings.volumeBase,
  expiredPolicy: settings.expiredPolicy,
  suspendedPolicy: settings.suspendedPolicy,
  inactivePolicy: settings.inactivePolicy,
  wallPool: settings.walled.pool ?? '',
  wallList: settings.walled.addressList,
  wallDown: formatKbps(settings.walled.downKbps),
  wallUp: formatKbps(settings.walled.upKbps),
  macNasIds: settings.macAuth.nasIds.map(String),
  macPassword: settings.macAuth.password,
  windows: settings.maintenance.map(({ from, to, note }) => ({
    ...{ key: nextKey(), from: wallTime(from, settings.timeZone), to: wallTime(to, settings.timeZone), note },
  })),
});

/** The next night from two to four: what most windows are. */
export function newWindow(now: number, zone: Zone): WindowFields {
  const today = localTime(now, zone).toPlainDate();
  const at = (hour: number, plusDays: number) => `${today.add({ days: plusDays })}T0${hour}:00`;
  const days = localTime(now, zone).hour < 2 ? 0 : 1;
  return { key: nextKey(), from: at(2, days), to: at(4, days), note: '' };
}

/** An instant as `<input type="datetime-local">` shows it, to the minute. */
export const wallTime = (at: number, zone: Zone): string =>
  localTime(at, zone).toPlainDateTime().toString().slice(0, 16);

/**
 * What was typed as UTC ms. A minute that the clock skips is moved on by the gap; of one that happens twice the first
 * counts. Undefined for no time at all.
 */
export function instantAt(text: string, zone: Zone): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return undefined;
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // 31 February
    throw error;
  }
}

export interface ReadSettings {
  /** Only what differs from `before`. */
  readonly body: SettingsBody;
  readonly faults: readonly FieldFault[];
}

const inOrder = ({ pool, addressList, downKbps, upKbps }: Settings['walled']) => ({
  pool,
  addressList,
  downKbps,
  upKbps,
});

/** Text that is no speed goes as it is, so that the contract can say so. */
function kbps(text: string): number | string {
  const parsed = parseSpeedKbps(text);
  return parsed.ok ? parsed.value : text.trim();
}

/** What the form says, and what is wrong with it by the contract's own rules. */
export function readSettings(fields: SettingsFields, before: Settings, now: number): ReadSettings {
  const zone = before.timeZone;
  const body: Record<string, unknown> = {};
  for (const name of ['name', 'timeZone', 'dailyResetTime', 'currency', 'volumeBase'] as const) {
    const typed = fields[name].trim();
    if (typed !== before[name]) body[name] = typed;
  }
  for (const name of ['expiredPolicy', 'suspendedPolicy', 'inactivePolicy'] as const) {
    if (fields[name] !== before[name]) body[name] = fields[name];
  }
  const walled = {
    ...{ pool: fields.wallPool.trim() || null, addressList: fields.wallList.trim() },
    ...{ downKbps: kbps(fields.wallDown), upKbps: kbps(fields.wallUp) },
  };
  if (JSON.stringify(walled) !== JSON.stringify(inOrder(before.walled))) body.walled = walled;
  const nasIds = fields.macNasIds.map(Number);
  if (fields.macPassword !== before.macAuth.password || nasIds.join() !== before.macAuth.nasIds.join()) {
    body.macAuth = { nasIds, password: fields.macPassword };
  }
  const faults: FieldFault[] = [];
  // What was not touched stays the same instant: inputs know no seconds, and an hour that the clock repeats has one name.
  const known = new Map(before.maintenance.flatMap(({ from, to }) => [from, to]).map((at) => [wallTime(at, zone), at]));
  const instant = (text: string) => known.get(text) ?? instantAt(text, zone);
  const windows = fields.windows.map(({ from, to, note }) => ({
    ...{ from: instant(from), to: instant(to), note: note.trim() },
  }));
  if (JSON.stringify(windows) !== JSON.stringify(before.maintenance)) {
    body.maintenance = windows;
    for (const [at, { from, to }] of windows.entries()) {
      const isStored = before.maintenance.some((window) => window.from === from && window.to === to);
      if (!isStored && to !== undefined && to <= now)
        faults.push({ field: `maintenance[${at}].to`, message: 'is in the past' });
    }
  }
  const judged = settingsOperations['settings.set'].body.safeParse(body, { error: wording });
  if (!judged.success) faults.unshift(...fieldProblems(judged.error.issues));
  return { body: body as SettingsBody, faults };
}
