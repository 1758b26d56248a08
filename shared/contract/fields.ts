/** Fields that several operations share. Each says what is allowed; `wording.ts` says the rest. */
import { z } from 'zod';
import { canonicalAddress, canonicalIpv4, type IpFault, isInBlock } from '../domain/ip.ts';
import { normaliseMac } from '../domain/mac.ts';
import { fault, ok, type Result } from '../domain/result.ts';
import { formatTimeOfDay, parseTimeOfDay } from '../domain/time-of-day.ts';
import { KBPS_MAX, parseSpeedKbps } from '../domain/units.ts';
import { parseZone } from '../domain/zone.ts';

/** A field whose text a rule of `shared/domain` reads; the rule's fault is the message. */
const textBy = <T>(read: (text: string) => Result<T, string>) =>
  z.string().transform((text, context) => {
    const result = read(text);
    if (result.ok) return result.value;
    context.addIssue({ code: 'custom', message: result.fault });
    return z.NEVER;
  });

/** Usernames go to RADIUS and to RouterOS as they are. FreeRADIUS tables hold 64 characters. */
export const Username = z
  .string()
  .min(1)
  .max(64)
  .regex(/^\P{Cc}*$/u, 'must not contain control characters')
  .regex(/^(\S(.*\S)?)?$/su, 'must not begin or end with a space');

/** Octets of `text` in UTF-8; shared/ has neither Buffer nor TextEncoder. */
const octetsOf = (text: string): number => encodeURIComponent(text.toWellFormed()).replace(/%../g, '_').length;

/** RFC 2865 §5.2: a User-Password carries at most 128 octets. */
export const SubscriberPassword = z
  .string()
  .min(1)
  .max(128)
  .regex(/^\P{Cc}*$/u, 'must not contain control characters')
  .refine((text) => octetsOf(text) <= 128, 'must have at most 128 octets in UTF-8 (RFC 2865)');

const petabyte = 10 ** 15;

/** A quota: 0 or nothing is unlimited (F010). */
export const QuotaBytes = z.int().min(0).max(petabyte);

/** That it is above 0 and rises from tier to tier is the service's rule (`shared/domain/tiers.ts`). */
export const ThresholdBytes = z.int().max(petabyte);

/** Minor units (cents). */
export const PriceMinor = z
  .int()
  .min(0)
  .max(10 ** 12);

export const Port = z.int().min(1).max(65_535);

/** Blocks that no machine on a network can have as its own address (RFC 6890, RFC 5735 §3). */
const unusable: readonly (readonly [block: string, what: string])[] = [
  ['0.0.0.0/8', 'means "this network"'],
  ['224.0.0.0/4', 'is a multicast address'],
  ['240.0.0.0/4', 'is reserved and never routed'],
  ['::/128', 'means "no address"'],
  ['ff00::/8', 'is a multicast address'],
  ['fe80::/10', 'is a link-local address, which means nothing without an interface'],
];
const onlyLocal: readonly (readonly [block: string, what: string])[] = [
  ['127.0.0.0/8', 'is a loopback address and never leaves its machine'],
  ['169.254.0.0/16', 'is a link-local address, which hosts give themselves'],
];

/** Reads a machine's address into its canonical spelling, in none of `refused`. */
const addressReader =
  (
    canonical: (text: string) => Result<string, IpFault>,
    refused: readonly (readonly [block: string, what: string])[],
  ) =>
  (text: string): Result<string, string> => {
    const parsed = canonical(text);
    if (!parsed.ok) return fault(parsed.fault.message);
    const wrong = refused.find(([block]) => isInBlock(parsed.value, block));
    return wrong ? fault(`"${text.trim()}" ${wrong[1]}; write the address of a host`) : parsed;
  };
const readNasAddress = addressReader(canonicalAddress, unusable);

/** Where a NAS sends from, IPv4 or IPv6: any host, loopback included (the simulated routers of the demo live there). */
export const NasAddress = textBy(readNasAddress);

/** Over TLS a NAS may come from anywhere: there may be no address, which is the empty text. */
export const NasAddressOrNone = textBy((text) => (text.trim() === '' ? ok('') : readNasAddress(text)));

/** What a subscriber can be given. */
export const SubscriberAddress = textBy(addressReader(canonicalIpv4, [...unusable, ...onlyLocal]));

/** Any common spelling; becomes `AA:BB:CC:DD:EE:FF`. */
export const MacAddress = textBy(normaliseMac);

/** `HH:MM`; a missing leading zero is added. */
export const TimeOfDay = textBy(parseTimeOfDay).transform(formatTimeOfDay);

/** An IANA zone or a fixed offset, in its proper spelling. */
export const TimeZone = textBy(parseZone);

const speedForm = `must be a whole number of kbps from 1 to ${KBPS_MAX}, or text such as 2M`;

/** P01: whole kbps, or text such as `2M`, `1.5M`, `2000k`. At least 1 kbps (X49: 0 is "unlimited" to RouterOS). */
export const Kbps = z
  .union([z.number(), z.string()], { error: (issue) => (issue.input === undefined ? 'is required' : speedForm) })
  .transform((value, context) => {
    if (typeof value === 'string') {
      const parsed = parseSpeedKbps(value);
      if (parsed.ok) return parsed.value;
      context.addIssue({ code: 'custom', message: parsed.fault.message });
      return z.NEVER;
    }
    if (Number.isInteger(value) && value >= 1 && value <= KBPS_MAX) return value;
    context.addIssue({ code: 'custom', message: speedForm });
    return z.NEVER;
  });

/** A calendar day `YYYY-MM-DD`. */
export const Day = z.iso.date({ error: 'must be a day such as 2026-12-31' });

const Moment = z.iso.datetime({ offset: true });
/** 9999-12-31T23:59:59.999Z: what lies beyond has no four-digit year, and from 8.64e15 on is no date at all. */
const timeMax = 253_402_300_799_999;
const expiryForm = 'must be UTC milliseconds, a time such as 2026-12-31T21:59:00Z, or a day such as 2026-12-31';

/** When something ends: UTC ms, or a day (as its text), at whose end in the operator's zone it ends. */
export const Expiry = z
  .union([z.number(), z.string()], { error: (issue) => (issue.input === undefined ? 'is required' : expiryForm) })
  .transform((value, context) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= timeMax) return value;
    if (typeof value === 'string' && Moment.safeParse(value).success) return Date.parse(value);
    if (typeof value === 'string' && Day.safeParse(value).success) return value;
    context.addIssue({ code: 'custom', message: expiryForm });
    return z.NEVER;
  });

/** UTC epoch milliseconds in an answer. */
export const At = z.int();

const Milliseconds = z.coerce.number<number | string>().int().min(0).max(timeMax);

/** A period of a report in UTC ms, `from` included, `to` not. */
export const period = { from: Milliseconds, to: Milliseconds };
export const openPeriod = { from: Milliseconds.optional(), to: Milliseconds.optional() };
