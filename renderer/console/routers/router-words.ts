/** Rules and words of the routers that need no React: secrets, what to paste, what a form becomes. Pure. */
import type { ClientInput } from '../../../shared/contract/contract.ts';
import type { Diagnosis } from '../../../shared/contract/operations/doctor.ts';
import type { Nas, NasTest, NasTestStep } from '../../../shared/contract/operations/nas.ts';
import { type ChangeReason, DEFAULT_DISCONNECT_FOR } from '../../../shared/domain/session-change.ts';
import type { Severity } from '../../ui/marks/severity.ts';

/** Z5: random and at least this long. */
export const SECRET_LEAST = 24;
const SECRET_LENGTH = 32;

/** No 0/O, 1/l/I: somebody reads it over the phone. No character that RouterOS would want escaped. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/** A secret of 32 characters, each equally likely. `random` fills an array, as `crypto.getRandomValues` does. */
export function newSecret(random: (octets: Uint8Array) => Uint8Array): string {
  const fair = 256 - (256 % ALPHABET.length); // octets above it would make the first letters likelier
  let secret = '';
  while (secret.length < SECRET_LENGTH) {
    for (const octet of random(new Uint8Array(SECRET_LENGTH))) {
      if (octet < fair && secret.length < SECRET_LENGTH) secret += ALPHABET[octet % ALPHABET.length];
    }
  }
  return secret;
}

/** What is unwise about a secret while it is typed; the engine warns of the rest (used twice) when it is saved. */
export function secretWarning(secret: string): string | null {
  if (secret === '') return null;
  if ([...secret].length < SECRET_LEAST) {
    return `${[...secret].length} characters can be guessed offline; use at least ${SECRET_LEAST} random ones`;
  }
  return new Set(secret).size < 8 ? 'Repeats few characters; use random ones' : null;
}

/** A RouterOS string: `\`, `"`, `$` and `?` mean something inside quotes (MikroTik manual, Scripting). */
export const quoted = (text: string): string => `"${text.replaceAll(/[\\"$?]/g, (special) => `\\${special}`)}"`;

/** Z5 in one sentence: what becomes of an unsigned Access-Request of this router, and why. */
export function messageAuthenticatorWords(nas: Nas): string {
  const { messageAuthenticator: policy, messageAuthenticatorSeenAt: seenAt } = nas;
  if (policy === 'required') return 'Required: logins without it are dropped.';
  if (policy === 'optional') {
    return 'Not required: whoever can send as this router can forge its logins. Right only for a router that cannot sign.';
  }
  return seenAt === null
    ? 'Not shown yet: logins without it are answered. From the first signed login on it is required by itself.'
    : 'Required by itself since this router first signed: logins without it are dropped.';
}

/** Makes RouterOS 7.15 and later sign its requests and insist on signed answers; it is the default there. */
export const requireMessageAuthLine = '/radius set [find] require-message-auth=yes-for-request-resp';

export const messageAuthenticatorOptions: readonly {
  readonly value: Nas['messageAuthenticator'];
  readonly label: string;
}[] = [
  { value: 'auto', label: 'Required once it has signed' },
  { value: 'required', label: 'Required' },
  { value: 'optional', label: 'Not required (cannot sign)' },
];

/** X45, in the order of the contract: a speed first, which should interrupt nobody. */
export const disconnectReasons: readonly { readonly value: ChangeReason; readonly label: string }[] = [
  { value: 'throttle', label: 'FUP throttle' },
  { value: 'boost', label: 'Boost' },
  { value: 'upgrade', label: 'Other speed' },
  { value: 'suspend', label: 'Suspended' },
  { value: 'expire', label: 'Expired' },
  { value: 'restore', label: 'Out of the wall' },
  { value: 'kick', label: 'Disconnect' },
];

/** Stands in the lines where nothing better is known. */
export const unknownServer = 'LASTMILE-ADDRESS';

/**
 * How the router reaches this machine: by the name that the page is open under, unless that is a loopback one; then by
 * the first of its `addresses` in the network. IPv6 without the brackets that an address bar has.
 */
export function serverName(hostname: string, addresses: readonly string[]): string {
  const isLoopback = (name: string) => name === 'localhost' || name === '::1' || name.startsWith('127.');
  const open = hostname.replace(/^\[|\]$/g, '');
  return isLoopback(open) ? (addresses.find((address) => !isLoopback(address)) ?? unknownServer) : open;
}

/** RFC 2865 and 2866, and RouterOS's own defaults. */
const usualPorts = { auth: 1812, acct: 1813 };

/** What the operator pastes into the router's terminal, in order. An empty secret leaves a place for it. */
export function routerOsLines(router: {
  /** The address of this machine as the router reaches it. */
  readonly server: string;
  /** Where it answers; null while that is not known. */
  readonly ports: { readonly auth: number; readonly acct: number } | null;
  readonly address: string;
  readonly secret: string;
  readonly coaPort: number | null;
}): readonly string[] {
  const secret = router.secret === '' ? '"THE-SHARED-SECRET"' : quoted(router.secret);
  const source = router.address === '' ? '' : ` src-address=${router.address}`;
  const { auth, acct } = router.ports ?? usualPorts;
  const isUsual = auth === usualPorts.auth && acct === usualPorts.acct;
  const ports = isUsual ? '' : ` authentication-port=${auth} accounting-port=${acct}`;
  return [
    `/radius add service=ppp address=${router.server}${ports} secret=${secret}${source} timeout=3s`,
    '/ppp aaa set use-radius=yes accounting=yes interim-update=5m',
    `/radius incoming set accept=yes port=${router.coaPort ?? 3799}`,
  ];
}

/** `10.0.0.1:8728`, `[2001:db8::1]:8728`. */
export const hostPort = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** What stands in the form, as text. */
export interface RouterFields {
  readonly name: string;
  readonly address: string;
  readonly secret: string;
  readonly coaPort: string;
  readonly disconnectFor: readonly ChangeReason[];
  readonly swapDirections: boolean;
  readonly messageAuthenticator: Nas['messageAuthenticator'];
  readonly hasApi: boolean;
  readonly host: string;
  readonly port: string;
  readonly username: string;
  readonly password: string;
  readonly isTls: boolean;
  readonly fingerprint: string;
}

export const emptyRouter: RouterFields = {
  name: '',
  address: '',
  secret: '',
  coaPort: '',
  disconnectFor: DEFAULT_DISCONNECT_FOR,
  swapDirections: false,
  messageAuthenticator: 'auto',
  hasApi: true,
  host: '',
  port: '',
  username: '',
  password: '',
  isTls: true,
  fingerprint: '',
};

export const fieldsOf = (nas: Nas): RouterFields => ({
  ...emptyRouter,
  name: nas.name,
  address: nas.address,
  coaPort: nas.coaPort === null ? '' : String(nas.coaPort),
  disconnectFor: nas.disconnectFor,
  swapDirections: nas.swapDirections,
  messageAuthenticator: nas.messageAuthenticator,
  hasApi: nas.api !== null,
  ...(nas.api && {
    host: nas.api.host,
    port: String(nas.api.port),
    username: nas.api.username,
    isTls: nas.api.tls !== false,
    fingerprint: typeof nas.api.tls === 'object' ? nas.api.tls.fingerprint256 : '',
  }),
});

const portOf = (text: string, usual: number): number => (text.trim() === '' ? usual : Number(text));

/** The API part of the form. The host is the RADIUS source address unless another is written. */
export function apiOf(fields: RouterFields): NonNullable<ClientInput<'nas.test'>['body']>['api'] {
  return {
    host: fields.host.trim() || fields.address.trim(),
    port: portOf(fields.port, fields.isTls ? 8729 : 8728),
    username: fields.username,
    ...(fields.password === '' ? {} : { password: fields.password }),
    tls: fields.isTls
      ? fields.fingerprint.trim() === ''
        ? true
        : { fingerprint256: fields.fingerprint.trim() }
      : false,
  };
}

/** A host that was left empty is the RADIUS address: where that is missing too, the fault belongs to the address. */
export function faultsAtTheirCause(
  faults: ReadonlyMap<string, string>,
  { host, address }: Pick<RouterFields, 'host' | 'address'>,
): ReadonlyMap<string, string> {
  const ofHost = faults.get('api.host');
  if (ofHost === undefined || host.trim() !== '') return faults;
  const others = new Map([...faults].filter(([field]) => field !== 'api.host'));
  return address.trim() === '' ? new Map([['address', ofHost], ...others]) : others;
}

/** The form as the engine takes it; an empty secret or password keeps the stored one. */
export const changeOf = (fields: RouterFields): NonNullable<ClientInput<'nas.update'>['body']> => ({
  name: fields.name,
  address: fields.address,
  ...(fields.secret === '' ? {} : { secret: fields.secret }),
  disconnectFor: [...fields.disconnectFor],
  swapDirections: fields.swapDirections,
  messageAuthenticator: fields.messageAuthenticator,
  coaPort: fields.coaPort.trim() === '' ? null : Number(fields.coaPort),
  api: fields.hasApi ? (apiOf(fields) ?? null) : null,
});

const healthSeverities = { up: 'ok', degraded: 'high', down: 'crit', unknown: 'none' } as const;
export const healthSeverity = (state: Nas['health']['state']): Severity => healthSeverities[state];

const healthNames = { up: 'Up', degraded: 'Degraded', down: 'Down', unknown: 'Unknown' } as const;
export const healthWord = (state: Nas['health']['state']): string => healthNames[state];

const outcomes = { ok: 'ok', warning: 'warn', failed: 'crit', skipped: 'none' } as const;
export const stepSeverity = ({ outcome }: NasTestStep): Severity => outcomes[outcome];

const steps = { login: 'API login', identity: 'Identity', 'radius-incoming': 'CoA', clock: 'Clock' } as const;
export const stepName = ({ step }: NasTestStep): string => steps[step];

/** One line about a whole test. */
export function testWords({ works, steps: done, ms }: NasTest): string {
  if (!works) return 'The API does not let us in';
  const warnings = done.filter(({ outcome }) => outcome === 'warning').length;
  const said = warnings === 0 ? 'Everything is as it should be' : `Works, with ${warnings} to look at`;
  return `${said}; ${ms} ms`;
}

/** What the doctor says of a router in one line: the worst first. */
export function diagnosisText({ worst, findings, heardAt }: Diagnosis): string {
  if (worst) return findings === 1 ? worst.title : `${worst.title}, and ${findings - 1} more`;
  return heardAt === null ? 'Not heard yet' : 'Nothing wrong';
}
