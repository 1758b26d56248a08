/**
 * What is wrong between a router and us, from evidence alone (pain 14): pure rules, each a name, a sentence and, where
 * there is one, the line to paste into RouterOS. A rule speaks of what goes on now, and is silent about a router that
 * works: whatever is cured by a later packet is not told.
 */
import type { UnknownSource } from '../aaa/client.ts';
import { type NasEvidence, type Spell, skewMattersMs } from './evidence.ts';

export type FindingName =
  | 'wrong-secret'
  | 'several-secrets'
  | 'unsigned'
  | 'ports-swapped'
  | 'other-address'
  | 'method-refused'
  | 'accounting-off'
  | 'interim-missing'
  | 'replies-lost'
  | 'coa-unanswered'
  | 'incoming-off'
  | 'clock-wrong'
  | 'two-routers'
  | 'identifier-differs'
  | 'not-radius';

export interface Finding {
  readonly name: FindingName;
  readonly severity: 'warn' | 'high' | 'crit';
  readonly title: string;
  /** What is wrong and what to do. */
  readonly detail: string;
  /** To be pasted into the router's terminal; null where nothing on the router helps. */
  readonly command: string | null;
  /** What was seen. */
  readonly evidence: string;
  /** UTC ms. */
  readonly since: number;
}

/** What is registered of the router, and what its API said of itself, where it has one. */
export interface NasFacts {
  readonly name: string;
  readonly address: string;
  readonly identity: string | null;
  readonly coaPort: number | null;
  readonly coaPortSeen: number | null;
  readonly coaAccepts: boolean | null;
}

export interface Case {
  readonly nas: NasFacts;
  readonly evidence: NasEvidence;
  /** Addresses that are registered nowhere. */
  readonly unknown: readonly UnknownSource[];
  readonly ports: { readonly auth: number; readonly acct: number };
  readonly interimSeconds: number;
  /** UTC ms. */
  readonly now: number;
}

const currentMs = 5 * 60_000;
const accountingWithinMs = 60_000;
const repeatsMin = 5;

type Rule = (one: Case) => Finding | undefined;

const times = ({ count }: Spell): string => (count === 1 ? 'once' : `${count} times`);

/** It goes on: seen lately, and `curedAt` is not later. */
const goesOn = (spell: Spell | null | undefined, curedAt: number | null, now: number): spell is Spell =>
  spell !== undefined && spell !== null && now - spell.lastAt <= currentMs && (curedAt ?? 0) <= spell.lastAt;

const secret: Rule = ({ nas, evidence: { drops, believedAt }, now }) => {
  const spell = drops.get('wrong-secret');
  if (!goesOn(spell, believedAt, now)) return undefined;
  const isMixed = believedAt !== null && believedAt > spell.firstAt;
  // Both began within the same second: the next packet tells which it is.
  if (!isMixed && believedAt === spell.firstAt) return undefined;
  const shared = { severity: 'crit' as const, since: spell.firstAt };
  if (isMixed) {
    return {
      ...{ ...shared, name: 'several-secrets', command: '/radius print detail' },
      title: 'Some packets are signed with another secret',
      detail: `Packets from ${nas.address} carry the right secret and a wrong one by turns: ${nas.name} has several /radius entries for this server, or another router has the same address. Give them one secret, or register the other router`,
      evidence: `Wrong secret ${times(spell)}, right ones in between`,
    };
  }
  return {
    ...{ ...shared, name: 'wrong-secret', command: '/radius set [find] secret="the secret of this NAS here"' },
    title: 'The shared secret differs',
    detail: `What ${nas.name} sends is signed with another secret than the one registered here. Set the same on both sides`,
    evidence: `Wrong secret ${times(spell)}, no right one since`,
  };
};

const unsigned: Rule = ({ nas, evidence: { drops, acceptAt }, now }) => {
  const spell = drops.get('unsigned');
  if (!goesOn(spell, acceptAt, now)) return undefined;
  return {
    ...{ name: 'unsigned', severity: 'crit', since: spell.firstAt },
    title: 'Logins come without Message-Authenticator',
    detail: `${nas.name} must sign its logins and no longer does: its setting or version changed, or somebody forges its packets`,
    command: '/radius set [find] require-message-auth=yes-for-request-resp',
    evidence: `Dropped unsigned ${times(spell)}`,
  };
};

const portsSwapped: Rule = ({ nas, evidence: { drops, accountingAt, acceptAt }, ports, now }) => {
  const accounting = drops.get('unexpected-code auth');
  const login = drops.get('unexpected-code acct');
  const accountingWrong = goesOn(accounting, accountingAt, now) ? accounting : undefined;
  const spell = accountingWrong ?? (goesOn(login, acceptAt, now) ? login : undefined);
  if (!spell) return undefined;
  return {
    ...{ name: 'ports-swapped', severity: 'crit', since: spell.firstAt },
    title: 'Authentication and accounting ports are swapped',
    detail: `${nas.name} sends ${accountingWrong ? 'accounting to the authentication port' : 'logins to the accounting port'}. Set both ports`,
    command: `/radius set [find] authentication-port=${ports.auth} accounting-port=${ports.acct}`,
    evidence: `On the wrong port ${times(spell)}`,
  };
};

const otherAddress: Rule = ({ nas, evidence: { believedAt }, unknown, now }) => {
  const names = [nas.identity, nas.name].filter((name) => name !== null && name !== '');
  const source = unknown.find(
    ({ nasIdentifier, lastAt }) => names.includes(nasIdentifier) && now - lastAt <= currentMs,
  );
  if (!source || (believedAt ?? 0) > source.lastAt) return undefined;
  return {
    ...{ name: 'other-address', severity: 'crit', since: source.firstAt },
    title: `Its packets come from ${source.address}`,
    detail: `Something that calls itself ${source.nasIdentifier} asks from ${source.address}, and ${nas.name} is registered with ${nas.address}. If it is this router, set its src-address, or correct the address here`,
    command: `/radius set [find] src-address=${nas.address}`,
    evidence: `${source.packets} packets from ${source.address}; the name in them is not proven`,
  };
};

const method: Rule = ({ nas, evidence: { rejects, acceptAt }, now }) => {
  for (const [key, spell] of rejects) {
    const [name, reason] = [key.slice(0, key.lastIndexOf(' ')), key.slice(key.lastIndexOf(' ') + 1)];
    if (reason !== 'no-credentials' && reason !== 'method-not-allowed') continue;
    if (!goesOn(spell, acceptAt, now)) continue;
    return {
      ...{ name: 'method-refused', severity: 'high', since: spell.firstAt },
      title: 'Logins cannot be checked',
      detail:
        reason === 'no-credentials'
          ? `${nas.name} asks in a way that proves nobody (${name}): here PAP, CHAP and MS-CHAP can be checked. Allow them on the router`
          : `${nas.name} lets subscribers log in by ${name}, which their realm does not allow. Allow another method on the router, or this one in the realm`,
      command: '/interface pppoe-server server set [find] authentication=pap,chap,mschap1,mschap2',
      evidence: `Rejected ${times(spell)}, no login was let in since`,
    };
  }
  return undefined;
};

const accountingOff: Rule = ({ nas, evidence: { unaccountedAt }, now }) => {
  if (unaccountedAt === null || now - unaccountedAt < accountingWithinMs) return undefined;
  return {
    ...{ name: 'accounting-off', severity: 'crit', since: unaccountedAt },
    title: 'No accounting comes',
    detail: `${nas.name} lets subscribers in and tells nothing of their sessions: usage is not counted, quotas do not work. Switch accounting on, and let UDP to the accounting port through`,
    command: '/ppp aaa set use-radius=yes accounting=yes interim-update=5m',
    evidence: 'Logins were accepted, and no accounting arrived within 60 s',
  };
};

const interimMissing: Rule = ({ nas, evidence: { withoutInterimAt }, interimSeconds, now }) => {
  const waitMs = (2 * interimSeconds + 60) * 1000;
  if (withoutInterimAt === null || now - withoutInterimAt < waitMs) return undefined;
  return {
    ...{ name: 'interim-missing', severity: 'high', since: withoutInterimAt },
    title: 'No Interim-Updates come',
    detail: `${nas.name} tells when sessions begin and end, and nothing in between: usage is known only afterwards`,
    command: '/ppp aaa set accounting=yes interim-update=5m',
    evidence: `Sessions are open for more than ${Math.round(waitMs / 60_000)} min without one`,
  };
};

const repliesLost: Rule = ({ nas, evidence: { pace }, now }) => {
  const recent = pace.filter(({ at }) => now - at < 60_000);
  const repeats = recent.reduce((sum, one) => sum + one.repeats, 0);
  const requests = recent.reduce((sum, one) => sum + one.requests, 0);
  if (repeats < repeatsMin || repeats * 2 < requests) return undefined;
  const first = recent.find((one) => one.repeats > 0)!;
  return {
    ...{ name: 'replies-lost', severity: 'crit', since: first.at },
    title: 'Our replies do not arrive',
    detail: `${nas.name} repeats what was answered already. A firewall on the way, or on the router, drops UDP from here; or its timeout is shorter than the way takes`,
    command: '/radius set [find] timeout=3s',
    evidence: `${repeats} repeats of ${requests} requests within a minute`,
  };
};

const coa: Rule = ({ nas, evidence: { coaTimeouts, accountingAt }, now }) => {
  const port = nas.coaPort ?? nas.coaPortSeen ?? 3799;
  if (nas.coaAccepts === false) {
    return {
      ...{ name: 'incoming-off', severity: 'high', since: coaTimeouts?.firstAt ?? now },
      title: 'The router takes no CoA',
      detail: `${nas.name} has /radius incoming switched off: speeds change at the next login only, and nobody can be disconnected from here`,
      command: `/radius incoming set accept=yes port=${port}`,
      evidence: 'Its API says accept=no',
    };
  }
  const isAlive = accountingAt !== null && now - accountingAt <= 2 * currentMs;
  if (!coaTimeouts || !isAlive || now - coaTimeouts.lastAt > 2 * currentMs) return undefined;
  const isOther = nas.coaPort !== null && nas.coaPortSeen !== null && nas.coaPort !== nas.coaPortSeen;
  return {
    ...{ name: 'coa-unanswered', severity: 'high', since: coaTimeouts.firstAt },
    title: 'CoA is not answered',
    detail: isOther
      ? `${nas.name} listens on port ${nas.coaPortSeen}, and ${nas.coaPort} is registered here. Correct one of them`
      : `${nas.name} sends accounting and does not answer CoA: switch incoming on, set the port, and let UDP ${port} from here through`,
    command: `/radius incoming set accept=yes port=${port}`,
    evidence: `${times(coaTimeouts)} without an answer, while accounting arrives`,
  };
};

const clock: Rule = ({ nas, evidence: { skewMs, skewSince } }) => {
  if (skewMs === null || skewSince === null || Math.abs(skewMs) <= skewMattersMs) return undefined;
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  return {
    ...{ name: 'clock-wrong', severity: 'warn', since: skewSince },
    title: 'The router’s clock is wrong',
    detail: `${nas.name} is ${minutes} min ${skewMs > 0 ? 'fast' : 'slow'}. Usage is kept by our time, its own log is not`,
    command: '/system ntp client set enabled=yes servers=pool.ntp.org',
    evidence: `Event-Timestamp differs by ${minutes} min`,
  };
};

const names: Rule = ({ nas, evidence: { identifiers }, now }) => {
  const recent = [...identifiers].filter(([, { lastAt }]) => now - lastAt <= currentMs);
  for (const [name, spell] of recent) {
    // By turns, not one after the other: that is a router that was renamed.
    const twin = recent.find(
      ([, other]) => other.firstAt < spell.lastAt && spell.firstAt < other.lastAt && other !== spell,
    );
    if (!twin) continue;
    return {
      ...{ name: 'two-routers', severity: 'high', since: Math.max(spell.firstAt, twin[1].firstAt) },
      title: 'Two routers use one address',
      detail: `Packets from ${nas.address} call themselves ${name} and ${twin[0]} by turns. Give each its own src-address, and register both`,
      command: '/radius set [find] src-address=THE-ADDRESS-OF-THIS-ROUTER',
      evidence: `NAS-Identifier ${name} and ${twin[0]}`,
    };
  }
  const last = recent.toSorted(([, a], [, b]) => b.lastAt - a.lastAt)[0];
  if (nas.identity === null || !last || last[0] === nas.identity) return undefined;
  return {
    ...{ name: 'identifier-differs', severity: 'warn', since: last[1].firstAt },
    title: 'RADIUS and API are not the same router',
    detail: `Packets from ${nas.address} call themselves ${last[0]}, and the API registered for ${nas.name} answers as ${nas.identity}. Correct the address or the API host`,
    command: null,
    evidence: `NAS-Identifier ${last[0]}, identity ${nas.identity}`,
  };
};

const notRadius: Rule = ({ nas, evidence: { drops, believedAt }, now }) => {
  const spell = drops.get('malformed');
  if (!goesOn(spell, believedAt, now)) return undefined;
  return {
    ...{ name: 'not-radius', severity: 'warn', since: spell.firstAt },
    title: 'Something that is no RADIUS comes from it',
    detail: `${nas.name} sends packets to the RADIUS ports that are none, or they are cut on the way: see what else uses the port, and the MTU of the way`,
    command: null,
    evidence: `Malformed ${times(spell)}`,
  };
};

const rules: readonly Rule[] = [
  ...[secret, unsigned, portsSwapped, otherAddress, repliesLost, accountingOff, method, coa],
  ...[interimMissing, names, clock, notRadius],
];

/** The worst first, as the list of rules has them. */
export const diagnose = (one: Case): Finding[] => rules.flatMap((rule) => rule(one) ?? []);
