/**
 * "Test connection" (P04): one connection of its own, four questions, each answered in words that say what to do next.
 *
 * It only reads. What the router will not tell is a warning, not a failure: a group without a policy is common, and
 * RADIUS works without the API.
 */
import type { NasTest, NasTestStep } from '../../../shared/contract/operations/nas.ts';
import { readRadiusIncoming } from '../routeros/commands/radius-incoming.ts';
import { readClock, readIdentity, readResource } from '../routeros/commands/system.ts';
import { connectRouter, type RouterConnection } from '../routeros/connection.ts';
import { RouterRefused, RouterUnreachable } from '../routeros/errors.ts';

export type ConnectionTest = NasTest;

export interface TestTarget {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** true: TLS whose certificate nobody pinned yet. Nothing is sent, its fingerprint is told. */
  readonly tls: boolean | { readonly fingerprint256: string };
}

const connectDeadlineMs = 5_000;
const question = { deadlineMs: 4_000 };
/** As in the health of the list: a clock further away than this makes logs and expiry confusing. */
const skewMs = 60_000;

/** @throws only bugs; whatever the router does is in the result */
export async function testConnection(target: TestTarget, now: () => number): Promise<NasTest> {
  const began = performance.now();
  const found = await tried(target, now);
  return { ...nothingFound, ...found, ms: Math.round(performance.now() - began) };
}

const nothingFound: Omit<NasTest, 'works' | 'steps' | 'ms'> = {
  identity: null,
  version: null,
  coaAccepts: null,
  coaPort: null,
  clockSkewMs: null,
  presentedSha256: null,
};

type Found = Pick<NasTest, 'works' | 'steps'> & Partial<NasTest>;

async function tried({ host, port, username, password, tls }: TestTarget, now: () => number): Promise<Found> {
  let connection: RouterConnection;
  try {
    const trust = tls === false ? {} : { tls: { sha256: tls === true ? '' : tls.fingerprint256 } };
    connection = await connectRouter({ host, port, user: username, password, ...trust, connectDeadlineMs });
  } catch (error) {
    return notIn(error);
  }
  try {
    const via = tls === false ? 'plain text: use api-ssl outside your own network' : 'TLS, certificate as pinned';
    const login: NasTestStep = { step: 'login', outcome: 'ok', detail: `${username} is in, ${via}` };
    const [identity, incoming, clock] = await Promise.all([
      askWho(connection),
      askIncoming(connection),
      askClock(connection, now),
    ]);
    const { step: whoStep, ...who } = identity;
    const { step: incomingStep, ...coa } = incoming;
    const { step: clockStep, ...skew } = clock;
    return { works: true, steps: [login, whoStep, incomingStep, clockStep], ...who, ...coa, ...skew };
  } finally {
    connection.close();
  }
}

/** @throws what is neither the router's nor the network's doing */
function notIn(error: unknown): Found {
  if (!(error instanceof RouterRefused) && !(error instanceof RouterUnreachable)) throw error;
  const presentedSha256 = (error instanceof RouterUnreachable && error.presentedSha256) || null;
  const detail =
    error instanceof RouterRefused && error.kind === 'login'
      ? `The router does not know this user and password (${error.trap}). Check /user, and that its group has the api and read policies`
      : error.message;
  const skipped = (['identity', 'radius-incoming', 'clock'] as const).map((step) => ({
    step,
    outcome: 'skipped' as const,
    detail: 'Not asked',
  }));
  return { works: false, presentedSha256, steps: [{ step: 'login', outcome: 'failed', detail }, ...skipped] };
}

async function askWho({ command }: RouterConnection) {
  const [name, resource] = await Promise.all([
    answerOf(readIdentity(command, question)),
    answerOf(readResource(command, question)),
  ]);
  const { value: identity } = name;
  const { value } = resource;
  const said = [identity, value?.boardName, value && `RouterOS ${value.version}`].filter(Boolean).join(', ');
  const step: NasTestStep = {
    step: 'identity',
    outcome: identity && value ? 'ok' : 'warning',
    detail: said || `It does not say who it is: ${name.why ?? resource.why}`,
  };
  return { step, identity: identity ?? null, version: value?.version ?? null };
}

async function askIncoming({ command }: RouterConnection) {
  const { value, why } = await answerOf(readRadiusIncoming(command, question));
  const step = (outcome: NasTestStep['outcome'], detail: string): NasTestStep => ({
    step: 'radius-incoming',
    outcome,
    detail,
  });
  if (!value) {
    const detail = `It does not say whether it accepts CoA: ${why}. Ports 3799 and 1700 are tried`;
    return { step: step('warning', detail), coaAccepts: null, coaPort: null };
  }
  const told = { coaAccepts: value.isAccepting, coaPort: value.port };
  if (value.isAccepting) return { step: step('ok', `Accepts CoA and disconnects on port ${value.port}`), ...told };
  const fix = 'Speed changes and disconnects do not reach it. Run /radius incoming set accept=yes';
  return { step: step('warning', `Does not accept CoA. ${fix}`), ...told };
}

async function askClock({ command }: RouterConnection, now: () => number) {
  const asked = now();
  const { value, why } = await answerOf(readClock(command, question));
  if (!value) {
    const detail = `It does not tell its time: ${why}`;
    return { step: { step: 'clock', outcome: 'warning', detail } satisfies NasTestStep, clockSkewMs: null };
  }
  const clockSkewMs = Math.round(value.atMs - (asked + now()) / 2);
  const seconds = Math.round(Math.abs(clockSkewMs) / 1000);
  const isOff = Math.abs(clockSkewMs) >= skewMs;
  const detail =
    seconds < 2
      ? 'Its clock is right'
      : `Its clock is ${seconds} s ${clockSkewMs > 0 ? 'fast' : 'slow'}${isOff ? '. Set up /system ntp client' : ''}`;
  return { step: { step: 'clock', outcome: isOff ? 'warning' : 'ok', detail } satisfies NasTestStep, clockSkewMs };
}

/** An answer, or why there is none. */
async function answerOf<T>(asked: Promise<T | undefined>): Promise<{ readonly value?: T; readonly why?: string }> {
  try {
    const value = await asked;
    return value === undefined ? { why: 'the answer could not be read' } : { value };
  } catch (error) {
    if (error instanceof RouterRefused) return { why: error.trap };
    if (error instanceof RouterUnreachable) return { why: error.message };
    throw error;
  }
}
