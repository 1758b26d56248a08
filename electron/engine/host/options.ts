/**
 * The flags of `serve`, `demo` and `start`, and their environment twins (`--data-dir` = `LASTMILE_DATA_DIR`).
 * A flag wins over its twin. Wrong usage is a list of sentences, each naming the flag; the caller exits with 2.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import ipaddr from 'ipaddr.js';
import { fault, ok, type Result } from '../../../shared/domain/result.ts';

export interface EngineOptions {
  readonly dataDir: string;
  /** Address of the console and the API. */
  readonly host: string;
  /** Address of RADIUS; undefined = every local address. */
  readonly bind: string | undefined;
  /** Address of the portal as it was asked for (`0.0.0.0` and `::` are every one); undefined: none that is public (Z2). */
  readonly portalBind: string | undefined;
  readonly consolePort: number;
  readonly portalPort: number;
  readonly authPort: number;
  readonly acctPort: number;
  readonly radsecPort: number;
  readonly quotaIntervalMs: number;
  readonly logLevel: LogLevel;
  readonly logJson: boolean;
  readonly help: boolean;
}

/** "Every address" as programs write it. */
const everyAddress: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** As the system reports it; `::ffff:10.0.0.1` is 10.0.0.1. */
const canonical = (address: string): string => ipaddr.process(address).toString();

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

interface Flag {
  readonly text: string;
  readonly value: string;
  readonly help: string;
}

/** The default data folder of the user: %LOCALAPPDATA%\Lastmile, or $XDG_DATA_HOME/lastmile. */
export function defaultDataDir(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Lastmile');
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'lastmile');
}

const flags = {
  'data-dir': { value: 'DIR', text: '', help: 'where the database and keys live (default: your data folder)' },
  host: { value: 'ADDR', text: '127.0.0.1', help: 'address of the console and API' },
  bind: {
    value: 'ADDR',
    text: '',
    help: 'address of RADIUS and portal (default: all local ones; the portal not on public ones)',
  },
  'console-port': { value: 'PORT', text: '8470', help: 'console and API' },
  'portal-port': { value: 'PORT', text: '8480', help: 'subscriber portal' },
  'auth-port': { value: 'PORT', text: '1812', help: 'RADIUS authentication (UDP)' },
  'acct-port': { value: 'PORT', text: '1813', help: 'RADIUS accounting (UDP)' },
  'radsec-port': { value: 'PORT', text: '2083', help: 'RADIUS over TLS; off until a certificate exists' },
  'quota-interval-ms': { value: 'MS', text: '30000', help: 'how often the routers are polled for usage' },
  'log-level': { value: 'LEVEL', text: 'info', help: logLevels.join(', ') },
} as const satisfies Record<string, Flag>;

type FlagName = keyof typeof flags;

export const usage = (command: string): string =>
  [
    `Usage: ${command} [flags]`,
    '',
    ...Object.entries(flags).map(
      ([name, flag]: [string, Flag]) =>
        `  ${`--${name} ${flag.value}`.padEnd(26)}${flag.help}${flag.text && name !== 'log-level' ? ` (default ${flag.text})` : ''}`,
    ),
    `  ${'--log-json'.padEnd(26)}log lines as JSON`,
    `  ${'--help'.padEnd(26)}this text`,
    '',
    'Every flag has an environment twin: LASTMILE_DATA_DIR, LASTMILE_AUTH_PORT, … Port 0 means any free port.',
    'LASTMILE_ADMIN_PASSWORD sets the password of the first operator, admin, at the first start.',
  ].join('\n');

const twin = (name: string): string => `LASTMILE_${name.toUpperCase().replaceAll('-', '_')}`;

/** Reads flags and environment. The fault is one sentence per mistake. */
export function parseOptions(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  defaults: Partial<Record<FlagName, string>> = {},
): Result<EngineOptions, readonly string[]> {
  const mistakes: string[] = [];
  let given: Record<string, string | boolean | undefined>;
  try {
    given = parseArgs({
      args: [...argv],
      options: {
        ...Object.fromEntries(Object.keys(flags).map((name) => [name, { type: 'string' as const }])),
        'log-json': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: false,
    }).values as Record<string, string | boolean | undefined>;
  } catch (error) {
    return fault([error instanceof Error ? error.message : String(error)]);
  }

  const text = (name: FlagName): string => {
    const flag = given[name];
    return typeof flag === 'string' ? flag : env[twin(name)] || (defaults[name] ?? flags[name].text);
  };
  const source = (name: FlagName): string => (given[name] === undefined && env[twin(name)] ? twin(name) : `--${name}`);
  const whole = (name: FlagName, least: number, most: number): number => {
    const value = Number(text(name));
    if (!/^\d+$/.test(text(name)) || value < least || value > most) {
      mistakes.push(`${source(name)} must be a whole number from ${least} to ${most}, not "${text(name)}".`);
    }
    return value;
  };
  const port = (name: FlagName): number => whole(name, 0, 65_535);
  const address = (name: FlagName): string | undefined => {
    const value = text(name);
    if (value === '') return undefined;
    if (!ipaddr.isValid(value) || !(value.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(value))) {
      mistakes.push(`${source(name)} must be an IP address such as 127.0.0.1, not "${value}".`);
    }
    return value;
  };

  const host = address('host') ?? '127.0.0.1';
  const bind = address('bind');
  if (bind && /^fe[89ab]/i.test(bind)) {
    mistakes.push(`${source('bind')} takes no link-local address; no router can be registered by one.`);
  }
  if (ipaddr.isValid(host) && ipaddr.process(host).range() !== 'loopback') {
    mistakes.push(
      `--host ${host} would serve the operator console to the network without encryption. It needs a certificate; use --host 127.0.0.1 and reach the console through a tunnel.`,
    );
  }
  const level = text('log-level');
  if (!logLevels.some((known) => known === level)) {
    mistakes.push(`${source('log-level')} must be one of ${logLevels.join(', ')}, not "${level}".`);
  }
  const options: EngineOptions = {
    dataDir: text('data-dir') || defaultDataDir(env),
    host,
    bind: bind === undefined || everyAddress.has(bind) || !ipaddr.isValid(bind) ? undefined : canonical(bind),
    portalBind: bind === undefined || !ipaddr.isValid(bind) ? undefined : canonical(bind),
    consolePort: port('console-port'),
    portalPort: port('portal-port'),
    authPort: port('auth-port'),
    acctPort: port('acct-port'),
    radsecPort: port('radsec-port'),
    quotaIntervalMs: whole('quota-interval-ms', 200, 3_600_000),
    logLevel: level as LogLevel,
    logJson: given['log-json'] === true || /^(1|true|yes)$/i.test(env[twin('log-json')] ?? ''),
    help: given.help === true,
  };
  const { authPort, acctPort, consolePort, portalPort } = options;
  if (authPort !== 0 && authPort === acctPort) mistakes.push('--auth-port and --acct-port must differ.');
  if (consolePort !== 0 && consolePort === portalPort) mistakes.push('--console-port and --portal-port must differ.');
  return mistakes.length > 0 ? fault(mistakes) : ok(options);
}
