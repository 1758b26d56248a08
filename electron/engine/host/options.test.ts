import { describe, expect, it } from 'vitest';
import { defaultDataDir, parseOptions, usage } from './options.ts';

const parsed = (argv: string[], env: NodeJS.ProcessEnv = {}) => {
  const result = parseOptions(argv, env);
  if (!result.ok) throw new Error(result.fault.join('\n'));
  return result.value;
};
const mistakes = (argv: string[], env: NodeJS.ProcessEnv = {}): string => {
  const result = parseOptions(argv, env);
  return result.ok ? '' : result.fault.join('\n');
};

describe('flags and their environment twins', () => {
  it('the defaults are the documented ones', () => {
    expect(parsed([])).toMatchObject({
      host: '127.0.0.1',
      bind: undefined,
      portalBind: undefined,
      consolePort: 8470,
      portalPort: 8480,
      authPort: 1812,
      acctPort: 1813,
      radsecPort: 2083,
      quotaIntervalMs: 30_000,
      logLevel: 'info',
    });
  });

  it.each([
    [[], undefined, undefined],
    [['--bind', '10.0.0.5'], '10.0.0.5', '10.0.0.5'],
    [['--bind', '0.0.0.0'], undefined, '0.0.0.0'],
    [['--bind', '::'], undefined, '::'],
  ])(
    'Z2: %j binds RADIUS to %s and the portal to %s; without one the portal leaves public addresses out',
    (argv, bind, portalBind) => expect(parsed(argv)).toMatchObject({ bind, portalBind }),
  );

  it('a flag wins over its twin, a twin over the default', () => {
    expect(parsed([], { LASTMILE_AUTH_PORT: '2812' }).authPort).toBe(2812);
    expect(parsed(['--auth-port', '3812'], { LASTMILE_AUTH_PORT: '2812' }).authPort).toBe(3812);
    expect(parsed([], { LASTMILE_LOG_JSON: 'true' }).logJson).toBe(true);
  });

  it.each([
    [['--auth-port', '99999'], {}, '--auth-port must be a whole number from 0 to 65535, not "99999".'],
    [['--auth-port', '1812x'], {}, '--auth-port'],
    [[], { LASTMILE_ACCT_PORT: 'many' }, 'LASTMILE_ACCT_PORT must be a whole number'],
    [['--bind', 'eth0'], {}, '--bind must be an IP address such as 127.0.0.1, not "eth0".'],
    [['--bind', '10.1'], {}, '--bind must be an IP address'],
    [['--bind', 'fe80::1'], {}, '--bind takes no link-local address'],
    [['--bind', 'fe80::1%eth0'], {}, '--bind'],
    [['--host', '0.0.0.0'], {}, 'needs a certificate'],
    [['--host', '192.0.2.1'], {}, 'needs a certificate'],
    [['--log-level', 'loud'], {}, '--log-level must be one of trace'],
    [['--quota-interval-ms', '5'], {}, '--quota-interval-ms must be a whole number from 200'],
    [['--auth-port', '1813'], {}, '--auth-port and --acct-port must differ.'],
    [['--speed', '9'], {}, '--speed'],
    [['stray'], {}, 'stray'],
  ] as [string[], NodeJS.ProcessEnv, string][])('%j %j is refused by name', (argv, env, message) => {
    expect(mistakes(argv, env)).toContain(message);
  });

  it('all mistakes are told at once', () => {
    expect(mistakes(['--auth-port', 'x', '--log-level', 'y']).split('\n')).toHaveLength(2);
  });

  it('help names every flag', () => {
    for (const flag of ['--data-dir', '--bind', '--radsec-port', '--log-json']) expect(usage('serve')).toContain(flag);
  });

  it('the data folder is the platform’s own', () => {
    expect(defaultDataDir({ XDG_DATA_HOME: '/x' }, 'linux')).toBe('/x/lastmile');
    expect(defaultDataDir({ LOCALAPPDATA: '/w' }, 'win32')).toContain('Lastmile');
  });
});
