/** The things that the command line lists, adds, sets and removes, each as a row of data. */

import type { OperationName } from '../../shared/contract/contract.ts';
import { changeReasons } from '../../shared/domain/session-change.ts';
import { formatBytes, formatKbps } from '../../shared/domain/units.ts';
import { asNumber, type Flags, orNone } from './flags.ts';
import { UsageError } from './io.ts';
import type { Column } from './table.ts';

/** A row as the API lists it: every resource has a number, and a name that people know it by. */
export interface Item {
  readonly id: number;
  readonly [field: string]: unknown;
}

export interface Resource {
  readonly title: string;
  readonly list: OperationName;
  /** The field by which a person names one. */
  readonly nameField: string;
  readonly columns: readonly Column<Item>[];
  readonly add: { readonly operation: OperationName; readonly flags: Flags };
  /** Undefined where nothing can be changed; `whyNot` says what to do instead. */
  readonly set: { readonly operation: OperationName; readonly flags: Flags } | { readonly whyNot: string };
  readonly remove: OperationName;
  /** Printed once after an add: what will not be shown again. */
  readonly shownOnce?: string;
}

const text = (field: string) => (item: Item) => (item[field] == null ? null : String(item[field]));
const number = (field: string) => (item: Item) => (typeof item[field] === 'number' ? (item[field] as number) : null);
const time = (field: string) => (item: Item) => {
  const at = item[field];
  return typeof at === 'number' ? new Date(at).toISOString().slice(0, 16).replace('T', ' ') : null;
};
const yes = (field: string, word: string) => (item: Item) => (item[field] === true ? word : '');
const part = <T>(item: Item, field: string): T => item[field] as T;
const speed = (item: Item) => `${formatKbps(part(item, 'downKbps'))}/${formatKbps(part(item, 'upKbps'))}`;
const quota = (field: string) => (item: Item) => {
  const bytes = part<number>(item, field);
  return bytes === 0 ? 'unlimited' : formatBytes(bytes);
};
const used = (field: 'daily' | 'monthly') => (item: Item) =>
  formatBytes(part<{ countedBytes: number }>(item, field).countedBytes);

const id: Column<Item> = { title: 'ID', of: number('id') };
const secretHelp = 'use - to read it from standard input, which keeps it out of the process list';

/** `DOWN/UP`, such as `10M/2M`, for two fields. */
function pair(text: string, flag: string): [string, string] {
  const [down, up, ...rest] = text.split('/');
  if (!down || !up || rest.length > 0) throw new UsageError(`${flag} must be DOWN/UP such as 10M/2M, not "${text}"`);
  return [down, up];
}

/** `5000000000:4M/1M`. */
function tier(text: string, flag: string): unknown {
  const [from, speeds, ...rest] = text.split(':');
  if (!from || !speeds || rest.length > 0)
    throw new UsageError(`${flag} must be BYTES:DOWN/UP such as 5000000000:4M/1M, not "${text}"`);
  const [downKbps, upKbps] = pair(speeds, flag);
  return { fromBytes: asNumber(from, flag), downKbps, upKbps };
}

/** `01:00-07:00:100`. */
function freeHours(text: string, flag: string): unknown {
  const match = /^(\d{1,2}:\d{2})-(\d{1,2}:\d{2}):(\d{1,3})$/.exec(text);
  if (!match) throw new UsageError(`${flag} must be FROM-TO:PERCENT such as 01:00-07:00:100, not "${text}"`);
  return { from: match[1], to: match[2], percent: Number(match[3]) };
}

/** `15M/3M,8M/1M,8`: burst, threshold, seconds. */
function burst(text: string, flag: string): unknown {
  const [rate, threshold, seconds, ...rest] = text.split(',');
  if (!rate || !threshold || !seconds || rest.length > 0) {
    throw new UsageError(`${flag} must be DOWN/UP,DOWN/UP,SECONDS such as 15M/3M,8M/1M,8, not "${text}"`);
  }
  const [downKbps, upKbps] = pair(rate, flag);
  const [thresholdDownKbps, thresholdUpKbps] = pair(threshold, flag);
  return { downKbps, upKbps, thresholdDownKbps, thresholdUpKbps, seconds: asNumber(seconds, flag) };
}

/** UTC ms, or the text that the contract reads. */
const moment = (typed: string): unknown => (/^\d{11,}$/.test(typed) ? Number(typed) : typed);
const tls = (typed: string): unknown => (typed === 'yes' ? true : typed === 'no' ? false : { fingerprint256: typed });

const nasFlags: Flags = {
  name: { field: 'name', value: 'NAME', help: 'name of the router' },
  address: { field: 'address', value: 'IP', help: 'address that its RADIUS packets come from' },
  secret: { field: 'secret', value: 'SECRET', help: `shared secret, 24 random characters or more; ${secretHelp}` },
  'coa-port': { field: 'coaPort', value: 'PORT', help: 'CoA port; none asks the router', read: orNone(asNumber) },
  'disconnect-for': {
    field: 'disconnectFor',
    value: 'REASONS',
    help: `for what its sessions may be disconnected: ${changeReasons.join(',')}; none for nothing`,
    read: (typed) => (typed === 'none' ? [] : typed.split(',')),
  },
  'swap-directions': { field: 'swapDirections', help: 'it counts input and output the other way round' },
  'message-authenticator': {
    field: 'messageAuthenticator',
    value: 'auto|required|optional',
    help: 'whether it must sign its Access-Requests',
  },
  'api-host': { field: 'api.host', value: 'HOST', help: 'address of its API' },
  'api-port': { field: 'api.port', value: 'PORT', help: 'port of its API (8728, or 8729 with TLS)', read: asNumber },
  'api-username': { field: 'api.username', value: 'NAME', help: 'user of its API' },
  'api-password': { field: 'api.password', value: 'PASSWORD', help: `password of its API; ${secretHelp}` },
  'api-tls': {
    field: 'api.tls',
    value: 'yes|no|SHA256',
    help: 'TLS to its API, or the fingerprint of its certificate',
    read: tls,
  },
};

const serviceFlags: Flags = {
  name: { field: 'name', value: 'NAME', help: 'name of the service' },
  down: { field: 'downKbps', value: 'SPEED', help: 'download, such as 10M or 512k' },
  up: { field: 'upKbps', value: 'SPEED', help: 'upload' },
  'daily-quota-bytes': { field: 'dailyQuotaBytes', value: 'BYTES', help: '0 is unlimited', read: asNumber },
  'monthly-quota-bytes': { field: 'monthlyQuotaBytes', value: 'BYTES', help: '0 is unlimited', read: asNumber },
  'price-minor': { field: 'priceMinor', value: 'CENTS', help: 'price in minor units', read: asNumber },
  'daily-tier': { field: 'dailyTiers', value: 'BYTES:DOWN/UP', help: 'FUP tier of the day', isMany: true, read: tier },
  'monthly-tier': {
    field: 'monthlyTiers',
    value: 'BYTES:DOWN/UP',
    help: 'FUP tier of the month',
    isMany: true,
    read: tier,
  },
  'free-hours': {
    field: 'freeHours',
    value: 'FROM-TO:PERCENT',
    help: 'hours that count less; none clears',
    read: orNone(freeHours),
  },
  burst: { field: 'burst', value: 'D/U,D/U,SECONDS', help: 'burst, threshold, time; none clears', read: orNone(burst) },
  expired: {
    field: 'expiredPolicy',
    value: 'WHAT',
    help: 'walled, reject or keep-running; none as the settings',
    read: orNone(),
  },
  'mac-mode': { field: 'macMode', value: 'MODE', help: 'off, learn or locked' },
  'mac-limit': { field: 'macLimit', value: 'N', help: 'how many devices are learned', read: asNumber },
  'soft-fup': { field: 'softFup', help: 'keep the burst while throttled' },
  'monthly-reset': { field: 'monthlyReset', value: 'WHEN', help: 'renew, anniversary or calendar' },
};

const realmFlags: Flags = {
  name: { field: 'name', value: 'NAME', help: 'what stands after the @ of a login name' },
  method: { field: 'methods', value: 'METHOD', help: 'PAP, CHAP, MS-CHAPv1 or MS-CHAPv2', isMany: true },
  active: { field: 'isActive', help: 'its subscribers may log in (--no-active stops them)' },
  default: { field: 'isDefault', help: 'the realm of login names without one' },
};

const poolFlags: Flags = {
  name: { field: 'name', value: 'NAME', help: 'what Framed-Pool of a subscriber or group says' },
  kind: { field: 'kind', value: 'KIND', help: 'ipv4 (default) or ipv6-prefix' },
  range: { field: 'ranges', value: 'RANGE', help: '100.64.0.0/22, FIRST-LAST or an IPv6 block', isMany: true },
  'prefix-length': {
    field: 'prefixLength',
    value: 'BITS',
    help: 'of IPv6: the length that each customer gets',
    read: asNumber,
  },
  reserved: { field: 'reserved', value: 'IP', help: 'an address that is never given', isMany: true },
  sticky: { field: 'isSticky', help: 'a subscriber gets its last address back (--no-sticky: not)' },
  'cool-down-seconds': { field: 'coolDownSeconds', value: 'N', help: 'rest after a session', read: asNumber },
  'nas-id': { field: 'nasIds', value: 'N', help: 'number of a NAS that it is for', isMany: true, read: asNumber },
};

const subscriberFlags: Flags = {
  username: { field: 'username', value: 'NAME', help: 'PPPoE user name' },
  password: { field: 'password', value: 'PASSWORD', help: `PPPoE password; ${secretHelp}` },
  'portal-password': {
    field: 'portalPassword',
    value: 'PASSWORD',
    help: `password of the portal, 8 characters or more; ${secretHelp}`,
  },
  service: { field: 'service', value: 'NAME', help: 'name of the service' },
  'full-name': { field: 'fullName', value: 'NAME', help: 'name of the person' },
  phone: { field: 'phone', value: 'NUMBER', help: 'telephone' },
  mac: { field: 'macs', value: 'MAC', help: 'allowed MAC address', isMany: true },
  'static-ip': { field: 'staticIp', value: 'IP', help: 'fixed address; none clears', read: orNone() },
  expires: {
    field: 'expiresAt',
    value: 'WHEN',
    help: 'a day, a time with zone, or UTC ms; none clears',
    read: orNone(moment),
  },
  'simultaneous-use': { field: 'simultaneousUse', value: 'N', help: 'sessions at once', read: asNumber },
  'mac-mode': { field: 'macMode', value: 'MODE', help: 'off, learn or locked; none as the service', read: orNone() },
  'mac-limit': { field: 'macLimit', value: 'N', help: 'how many devices are learned', read: asNumber },
  status: { field: 'status', value: 'STATUS', help: 'active, inactive or suspended' },
  'billing-day': { field: 'billingDay', value: 'DAY', help: 'day of the month, 1 to 31', read: asNumber },
};

const operatorFlags: Flags = {
  password: { field: 'password', value: 'PASSWORD', help: `at least 8 characters; ${secretHelp}` },
  role: { field: 'role', value: 'ROLE', help: 'such as admin, operator or viewer' },
};

export const resources: Readonly<Record<string, Resource>> = {
  nas: {
    title: 'NAS (routers in their RADIUS role)',
    list: 'nas.list',
    nameField: 'name',
    columns: [
      id,
      { title: 'NAME', of: text('name') },
      { title: 'ADDRESS', of: text('address') },
      { title: 'API', of: (item) => part<{ host: string } | null>(item, 'api')?.host ?? null },
      { title: 'SESSIONS', of: number('openSessions') },
      { title: 'VERSION', of: text('version') },
      { title: 'LAST SEEN (UTC)', of: time('lastSeenAt') },
    ],
    add: { operation: 'nas.create', flags: nasFlags },
    set: { operation: 'nas.update', flags: nasFlags },
    remove: 'nas.remove',
  },
  pool: {
    title: 'IP pools',
    list: 'pool.list',
    nameField: 'name',
    columns: [
      id,
      { title: 'NAME', of: text('name') },
      { title: 'RANGES', of: (item) => part<string[]>(item, 'ranges').join(' ') },
      { title: 'USABLE', of: number('usable') },
      { title: 'IN USE', of: number('inUse') },
      { title: 'RESTING', of: number('resting') },
      { title: 'STATIC', of: number('fixed') },
    ],
    add: { operation: 'pool.create', flags: poolFlags },
    set: { operation: 'pool.update', flags: poolFlags },
    remove: 'pool.remove',
  },
  service: {
    title: 'services (plans)',
    list: 'service.list',
    nameField: 'name',
    columns: [
      id,
      { title: 'NAME', of: text('name') },
      { title: 'DOWN/UP', of: speed },
      { title: 'DAILY QUOTA', of: quota('dailyQuotaBytes') },
      { title: 'MONTHLY QUOTA', of: quota('monthlyQuotaBytes') },
      {
        title: 'TIERS',
        of: (item) => `${part<unknown[]>(item, 'dailyTiers').length}+${part<unknown[]>(item, 'monthlyTiers').length}`,
      },
      { title: 'SUBSCRIBERS', of: number('subscribers') },
    ],
    add: { operation: 'service.create', flags: serviceFlags },
    set: { operation: 'service.update', flags: serviceFlags },
    remove: 'service.remove',
  },
  realm: {
    title: 'realms',
    list: 'realm.list',
    nameField: 'name',
    columns: [
      id,
      { title: 'NAME', of: text('name') },
      { title: 'METHODS', of: (item) => part<string[]>(item, 'methods').join(' ') },
      { title: 'STATE', of: (item) => (item.isActive ? 'active' : 'off') },
      { title: 'DEFAULT', of: yes('isDefault', 'default') },
      { title: 'SUBSCRIBERS', of: number('subscribers') },
    ],
    add: { operation: 'realm.create', flags: realmFlags },
    set: { operation: 'realm.update', flags: realmFlags },
    remove: 'realm.remove',
  },
  subscriber: {
    title: 'subscribers',
    list: 'subscriber.list',
    nameField: 'username',
    columns: [
      id,
      { title: 'USERNAME', of: text('username') },
      { title: 'FULL NAME', of: text('fullName') },
      { title: 'SERVICE', of: text('serviceName') },
      { title: 'STATUS', of: (item) => (item.isExpired ? 'expired' : String(item.status)) },
      { title: 'ONLINE', of: yes('isOnline', 'online') },
      { title: 'TODAY', of: used('daily') },
      { title: 'MONTH', of: used('monthly') },
      { title: 'FUP', of: number('fupLevel') },
      { title: 'EXPIRES (UTC)', of: time('expiresAt') },
    ],
    add: { operation: 'subscriber.create', flags: subscriberFlags },
    set: { operation: 'subscriber.update', flags: subscriberFlags },
    remove: 'subscriber.remove',
  },
  operator: {
    title: 'operators',
    list: 'operator.list',
    nameField: 'username',
    columns: [
      id,
      { title: 'USERNAME', of: text('username') },
      { title: 'ROLE', of: text('role') },
      { title: 'STATE', of: (item) => (item.isDisabled ? 'disabled' : 'enabled') },
      { title: 'LAST LOGIN (UTC)', of: time('lastLoginAt') },
    ],
    add: {
      operation: 'operator.create',
      flags: { username: { field: 'username', value: 'NAME', help: 'login name' }, ...operatorFlags },
    },
    set: {
      operation: 'operator.update',
      flags: { ...operatorFlags, disabled: { field: 'isDisabled', help: 'may not log in (--no-disabled enables)' } },
    },
    remove: 'operator.remove',
  },
  'api-key': {
    title: 'API keys',
    list: 'api-key.list',
    nameField: 'name',
    columns: [
      id,
      { title: 'PREFIX', of: text('prefix') },
      { title: 'NAME', of: text('name') },
      { title: 'OWNER', of: text('operatorName') },
      { title: 'STATE', of: (item) => (item.isActive ? 'active' : 'off') },
      { title: 'LAST USED (UTC)', of: time('lastUsedAt') },
      { title: 'SCOPES', of: (item) => part<string[]>(item, 'scopes').join(' ') },
    ],
    add: {
      operation: 'api-key.create',
      flags: {
        name: { field: 'name', value: 'NAME', help: 'what the key is for' },
        scope: { field: 'scopes', value: 'PERMISSION', help: 'such as subscribers.view', isMany: true },
        'expires-at': { field: 'expiresAt', value: 'MS', help: 'UTC milliseconds', read: asNumber },
        'operator-id': {
          field: 'operatorId',
          value: 'N',
          help: 'owner (default: the first administrator)',
          read: asNumber,
        },
      },
    },
    set: { whyNot: 'An API key cannot be changed. Add another one, then remove this one.' },
    remove: 'api-key.revoke',
    shownOnce: 'key',
  },
};
