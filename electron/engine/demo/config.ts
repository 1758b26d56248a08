/**
 * The configuration of a simulated router, menu by menu, as a router that was set up well has it. A test misconfigures it
 * here or by the API: both are the same rows.
 */
import { parseIpv4 } from '../radius/address.ts';
import { formatDuration, formatRatePair, parseDurationMs, parseRatePair } from '../routeros/values.ts';
import type { AddressPool } from './address-pool.ts';
import {
  type ConfigSettings,
  type ConfigSpec,
  type ConfigTable,
  createConfigSettings,
  createConfigTable,
} from './config-table.ts';
import type { RouterModel } from './router-state.ts';

const tables = {
  '/ppp/secret': {
    fields: [
      'name',
      'password',
      'service',
      'profile',
      'local-address',
      'remote-address',
      'caller-id',
      'routes',
      'limit-bytes-in',
      'limit-bytes-out',
      'comment',
      'disabled',
    ],
    required: ['name'],
    unique: 'name',
    defaults: { password: '', service: 'any', profile: 'default', 'limit-bytes-in': '0', 'limit-bytes-out': '0' },
  },
  '/ppp/profile': {
    fields: [
      'name',
      'local-address',
      'remote-address',
      'rate-limit',
      'address-list',
      'only-one',
      'use-encryption',
      'session-timeout',
      'idle-timeout',
      'dns-server',
      'on-up',
      'on-down',
      'comment',
    ],
    required: ['name'],
    unique: 'name',
    defaults: { 'use-encryption': 'default', 'only-one': 'default' },
  },
  '/radius': {
    fields: [
      'service',
      'address',
      'secret',
      'authentication-port',
      'accounting-port',
      'timeout',
      'src-address',
      'require-message-auth',
      'protocol',
      'realm',
      'called-id',
      'comment',
      'disabled',
    ],
    required: ['address'],
    defaults: {
      service: '',
      secret: '',
      'authentication-port': '1812',
      'accounting-port': '1813',
      timeout: '1s100ms',
      'require-message-auth': 'yes-for-request-resp',
      protocol: 'udp',
    },
    normalise: (name, value) => {
      if (name === 'address' || name === 'src-address') return parseIpv4(value) ? value : undefined;
      if (name.endsWith('-port')) return isPort(value) ? value : undefined;
      if (name === 'timeout') return parseDurationMs(value) === undefined ? undefined : value;
      return value;
    },
  },
  '/ip/address': {
    fields: ['address', 'interface', 'network', 'comment', 'disabled'],
    required: ['address', 'interface'],
    readOnly: { dynamic: 'false', invalid: 'false', slave: 'false' },
    normalise: (name, value) => (name === 'address' ? withPrefix(value) : value),
  },
  '/ip/route': {
    fields: [
      'dst-address',
      'gateway',
      'distance',
      'routing-table',
      'pref-src',
      'check-gateway',
      'scope',
      'target-scope',
      'blackhole',
      'comment',
      'disabled',
    ],
    defaults: { 'dst-address': '0.0.0.0/0', distance: '1', 'routing-table': 'main', scope: '30', 'target-scope': '10' },
    readOnly: { active: 'true', static: 'true', dynamic: 'false' },
    normalise: (name, value) => (name === 'dst-address' ? withPrefix(value) : value),
  },
  '/ip/pool': {
    fields: ['name', 'ranges', 'next-pool', 'comment'],
    required: ['name', 'ranges'],
    unique: 'name',
  },
  '/ip/service': {
    fields: ['name', 'port', 'address', 'certificate', 'tls-version', 'max-sessions', 'disabled'],
    unique: 'name',
    defaults: { address: '', 'max-sessions': '20' },
  },
  '/ip/firewall/address-list': {
    fields: ['list', 'address', 'timeout', 'comment', 'disabled'],
    required: ['list', 'address'],
    readOnly: { dynamic: 'false' },
  },
  '/ip/firewall/filter': {
    fields: ['chain', 'action', 'connection-state', 'protocol', 'dst-port', 'hw-offload', 'comment', 'disabled'],
    required: ['chain'],
    defaults: { action: 'accept' },
    readOnly: { dynamic: 'false', invalid: 'false' },
  },
  '/interface/vlan': {
    fields: ['name', 'vlan-id', 'interface', 'mtu', 'arp', 'use-service-tag', 'comment', 'disabled'],
    required: ['name', 'vlan-id', 'interface'],
    unique: 'name',
    defaults: { mtu: '1500', arp: 'enabled', 'use-service-tag': 'false' },
    readOnly: { running: 'true' },
    normalise: (name, value) => (name === 'vlan-id' && !isBetween(value, 1, 4094) ? undefined : value),
  },
  '/queue/simple': {
    fields: [
      'name',
      'target',
      'dst',
      'parent',
      'packet-marks',
      'priority',
      'queue',
      'limit-at',
      'max-limit',
      'burst-limit',
      'burst-threshold',
      'burst-time',
      'bucket-size',
      'time',
      'comment',
      'disabled',
    ],
    required: ['target'],
    unique: 'name',
    defaults: {
      parent: 'none',
      'packet-marks': '',
      priority: '8/8',
      queue: 'default-small/default-small',
      'limit-at': '0/0',
      'max-limit': '0/0',
      'burst-limit': '0/0',
      'burst-threshold': '0/0',
      'burst-time': '0s/0s',
      'bucket-size': '0.1/0.1',
    },
    readOnly: { dynamic: 'false', invalid: 'false' },
    normalise: normaliseQueue,
  },
} as const satisfies Record<string, ConfigSpec>;

const settings = {
  '/ppp/aaa': {
    fields: ['use-radius', 'accounting', 'interim-update', 'use-circuit-id-in-nas-port-id', 'enable-ipv6-accounting'],
    defaults: {
      'use-radius': 'true',
      accounting: 'true',
      'interim-update': '0s',
      'use-circuit-id-in-nas-port-id': 'false',
    },
    normalise: (name, value) => (name === 'interim-update' ? normaliseSeconds(value) : value),
  },
  '/radius/incoming': {
    fields: ['accept', 'port', 'vrf'],
    defaults: { accept: 'true', port: '3799', vrf: 'main' },
    normalise: (name, value) => (name !== 'port' || isPort(value) ? value : undefined),
  },
  '/system/identity': { fields: ['name'], defaults: { name: 'MikroTik' } },
} as const satisfies Record<string, ConfigSpec>;

export type TablePath = keyof typeof tables;
export type SettingsPath = keyof typeof settings;

export interface RouterConfig {
  table(path: TablePath): ConfigTable;
  settings(path: SettingsPath): ConfigSettings;
  readonly tablePaths: readonly TablePath[];
  readonly settingsPaths: readonly SettingsPath[];
}

/** Empty menus with RouterOS's defaults. `follow` is told which settings menu has changed. */
export function createRouterConfig(follow: (path: SettingsPath) => void): RouterConfig {
  const tablePaths = Object.keys(tables) as TablePath[];
  const settingsPaths = Object.keys(settings) as SettingsPath[];
  const byTable = new Map(tablePaths.map((path) => [path, createConfigTable(tables[path])]));
  const bySettings = new Map(
    settingsPaths.map((path) => [path, createConfigSettings(settings[path], () => follow(path))]),
  );
  return {
    table: (path) => byTable.get(path)!,
    settings: (path) => bySettings.get(path)!,
    tablePaths,
    settingsPaths,
  };
}

/** What an installer leaves behind: a profile that PPPoE works with, and a way out. */
export function configureAsInstalled(config: RouterConfig, { name, ports }: RouterModel, pool: AddressPool): void {
  const results = [
    config.settings('/system/identity').set({ name }),
    config.table('/ppp/profile').add({ name: 'default', 'local-address': '100.64.0.1', 'remote-address': pool.name }),
    config.table('/ip/pool').add({ name: pool.name, ranges: pool.ranges }),
    config.table('/ip/service').add({ name: 'api', port: '8728' }),
    config.table('/ip/address').add({ address: '192.0.2.2/30', interface: ports[0] ?? 'ether1' }),
    config.table('/ip/route').add({ gateway: '192.0.2.1' }),
  ];
  for (const result of results) if (!result.ok) throw new Error(result.fault.message);
}

function isBetween(text: string, min: number, max: number): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max;
}

const isPort = (text: string) => isBetween(text, 1, 65_535);

const withPrefix = (address: string) => (address.includes('/') ? address : `${address}/32`);

function normaliseSeconds(text: string): string | undefined {
  const ms = parseDurationMs(text);
  return ms === undefined ? undefined : formatDuration(Math.floor(ms / 1000));
}

/** Rates come back in plain bit/s, times with their unit, addresses with their prefix. */
function normaliseQueue(name: string, value: string): string | undefined {
  switch (name) {
    case 'target':
      return value
        .split(',')
        .map((part) => (parseIpv4(part) ? withPrefix(part) : part))
        .join(',');
    case 'max-limit':
    case 'limit-at':
    case 'burst-limit':
    case 'burst-threshold': {
      const pair = parseRatePair(value);
      return pair && formatRatePair(pair);
    }
    case 'burst-time': {
      const halves = value.split('/').map((half) => normaliseSeconds(/^\d+$/.test(half) ? `${half}s` : half));
      return halves.includes(undefined) || halves.length > 2 ? undefined : `${halves[0]}/${halves[1] ?? halves[0]}`;
    }
    default:
      return value;
  }
}
