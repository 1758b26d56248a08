import { describe, expect, it } from 'vitest';
import type { Nas } from '../../../shared/contract/operations/nas.ts';
import {
  apiOf,
  changeOf,
  emptyRouter,
  faultsAtTheirCause,
  hostPort,
  messageAuthenticatorWords,
  newSecret,
  quoted,
  routerOsLines,
  secretWarning,
  serverName,
} from './router-words.ts';

describe('faults of the form of a router', () => {
  const faults = new Map([
    ['api.host', 'must not be empty'],
    ['secret', 'is required'],
  ]);

  it('a missing address is told at the address, though it is the empty host that the engine names', () => {
    const shown = faultsAtTheirCause(faults, { host: ' ', address: '' });
    expect([...shown.keys()].sort()).toEqual(['address', 'secret']);
  });

  it('goes once the address is typed', () => {
    expect([...faultsAtTheirCause(faults, { host: '', address: '10.0.0.1' }).keys()]).toEqual(['secret']);
  });

  it('a host that was typed keeps its own', () => {
    expect(faultsAtTheirCause(faults, { host: 'x y', address: '' })).toBe(faults);
  });
});

describe('Z5: secrets', () => {
  it('a generated one is long enough, and without characters that RouterOS or a phone call would change', () => {
    const secret = newSecret((octets) => crypto.getRandomValues(octets as Uint8Array<ArrayBuffer>));
    expect(secret).toMatch(/^[A-HJ-NP-Za-km-z2-9]{32}$/);
    expect(secretWarning(secret)).toBeNull();
  });

  it('octets that would make some letters likelier are thrown away', () => {
    let round = 0;
    const secret = newSecret((octets) => octets.fill(round++ === 0 ? 255 : 0));
    expect(secret).toBe('A'.repeat(32));
  });

  it('23 characters are warned about, 24 are not', () => {
    expect(secretWarning('abcdefghijklmnopqrstuvw')).toContain('23 characters');
    expect(secretWarning('abcdefghijklmnopqrstuvwx')).toBeNull();
    expect(secretWarning('ab'.repeat(12))).toContain('Repeats');
  });
});

describe('Z5: Message-Authenticator in words', () => {
  it.each([
    ['auto', null, /^Not shown yet: logins without it are answered/],
    ['auto', 5, /^Required by itself since/],
    ['required', null, /^Required: logins without it are dropped/],
    ['optional', 5, /^Not required: .* forge its logins/],
  ] as const)('%s, seen %s', (messageAuthenticator, messageAuthenticatorSeenAt, words) => {
    const nas = { messageAuthenticator, messageAuthenticatorSeenAt } as Nas;
    expect(messageAuthenticatorWords(nas)).toMatch(words);
  });

  it('the form carries the policy', () => {
    expect(changeOf({ ...emptyRouter, messageAuthenticator: 'optional' })).toMatchObject({
      messageAuthenticator: 'optional',
    });
  });
});

describe('what is pasted into the router', () => {
  it('names the server, the source address and the CoA port', () => {
    expect(
      routerOsLines({ server: '10.0.0.2', ports: null, address: '10.0.0.1', secret: 's3', coaPort: 1700 }),
    ).toEqual([
      '/radius add service=ppp address=10.0.0.2 secret="s3" src-address=10.0.0.1 timeout=3s',
      '/ppp aaa set use-radius=yes accounting=yes interim-update=5m',
      '/radius incoming set accept=yes port=1700',
    ]);
  });

  it('an IPv6 host stands in brackets before its port', () => {
    expect([hostPort('10.0.0.1', 8728), hostPort('fd00::1', 8729)]).toEqual(['10.0.0.1:8728', '[fd00::1]:8729']);
  });

  it.each([
    ['lastmile.lan', [], 'lastmile.lan'],
    ['[fd00::1]', [], 'fd00::1'],
    ['localhost', ['127.0.0.1', '10.0.0.2'], '10.0.0.2'],
    ['[::1]', ['::1', 'fd00::1'], 'fd00::1'],
    ['127.0.0.1', ['127.0.0.1'], 'LASTMILE-ADDRESS'],
  ])('on the page at %s of a machine with %j names %s', (hostname, addresses, server) => {
    expect(serverName(hostname, addresses)).toBe(server);
  });

  it('names the ports where they are not the usual ones', () => {
    const first = (auth: number, acct: number) =>
      routerOsLines({ server: 's', ports: { auth, acct }, address: '', secret: 'x', coaPort: null })[0];
    expect(first(1812, 1813)).toBe('/radius add service=ppp address=s secret="x" timeout=3s');
    expect(first(11812, 1813)).toContain(' address=s authentication-port=11812 accounting-port=1813 ');
  });

  it('X36: without a port of its own the RFC’s is proposed', () => {
    expect(routerOsLines({ server: 's', ports: null, address: '', secret: '', coaPort: null }).at(-1)).toContain(
      'port=3799',
    );
  });

  it('a secret with RouterOS’s own characters is escaped', () => {
    expect(quoted('a"b\\c$d?e')).toBe('"a\\"b\\\\c\\$d\\?e"');
  });
});

describe('the form', () => {
  const fields = { ...emptyRouter, name: 'edge', address: '10.0.0.1', username: 'api', password: 'p' };

  it('what is left blank: the API is at the RADIUS address, on the usual port, CoA is asked of the router', () => {
    expect(changeOf(fields)).toMatchObject({ coaPort: null, api: { host: '10.0.0.1', port: 8729, tls: true } });
    expect(changeOf({ ...fields, isTls: false })).toMatchObject({ api: { port: 8728, tls: false } });
  });

  it('an empty secret or password is not sent, so the stored one stays', () => {
    expect(changeOf(fields)).not.toHaveProperty('secret');
    expect(apiOf({ ...fields, password: '' })).not.toHaveProperty('password');
  });

  it('a fingerprint pins the certificate; without API access there is none', () => {
    expect(apiOf({ ...fields, fingerprint: 'ab:cd' })?.tls).toEqual({ fingerprint256: 'ab:cd' });
    expect(changeOf({ ...fields, hasApi: false }).api).toBeNull();
  });
});
