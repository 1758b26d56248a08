/**
 * A simulated router in its RADIUS role: PPPoE logins, accounting, session timers. Local PPP secrets win over RADIUS, as on
 * RouterOS.
 */
import { parseRateLimit } from '../../../../shared/domain/rate-limit.ts';
import { readAttribute } from '../../radius/attributes.ts';
import type { AttributePair } from '../../radius/encode-attributes.ts';
import { Code } from '../../radius/packet.ts';
import { createSecret } from '../../radius/secret.ts';
import { parseDurationMs, parseUptimeSeconds } from '../../routeros/values.ts';
import type { Row } from '../../routeros/words.ts';
import type { Random } from '../random.ts';
import type { RouterState } from '../router-state.ts';
import { SimSession, type StopCause } from '../session.ts';
import type { Demand } from '../traffic.ts';
import { type Credentials, createAccessAttempt, type DialMethod, type Grant, readGrant } from './access.ts';
import {
  type AccountingEvent,
  eventTimestamp,
  sessionAttributes,
  stopAttribute,
  usageAttributes,
} from './accounting.ts';
import { createDelivery } from './delivery.ts';
import { createRadiusClient, type RadiusClient, type RadiusServer } from './radius-client.ts';

export type { DialMethod };

export interface DialRequest extends Credentials {
  readonly mac: string;
  readonly demand: Demand;
  /** Called once when the session that this opened is over, whoever ended it. */
  readonly onEnd?: () => void;
}

export type DialOutcome =
  | { readonly kind: 'accept'; readonly session: SimSession }
  | {
      readonly kind: 'reject';
      /** `router`: decided without RADIUS. */
      readonly by: 'radius' | 'router';
      readonly message: string | undefined;
      /** `E=691 R=0 …` */
      readonly msChapError: string | undefined;
    }
  /** No RADIUS server gave a believable answer. */
  | { readonly kind: 'no-answer' }
  /** Accepted, and the link did not come up all the same. */
  | { readonly kind: 'hung-up'; readonly why: string };

export interface Nas {
  dial(request: DialRequest): Promise<DialOutcome>;
  /** Ends a session; its Stop is on its way when this returns. Without effect on one that has ended. */
  hangUp(session: SimSession, cause: StopCause): void;
  /** `seconds` from now. */
  limitSession(session: SimSession, seconds: number): void;
  announce(kind: 'Accounting-On' | 'Accounting-Off'): void;
  /** Sends an Interim-Update now, beside those that its interval brings. */
  interim(session: SimSession): void;
  /** Everything stops where it is: no Stop, no retry. */
  cutPower(): Promise<void>;
  /** Resolves when every answer that may be on its way is here, or has not come within `graceMs` of real time. */
  settled(graceMs: number): Promise<void>;
}

/** What goes with an open session. */
interface Line {
  /** Sent in every packet; undefined for a session without RADIUS. */
  identity: readonly AttributePair[] | undefined;
  readonly onEnd: () => void;
  stopInterim: () => void;
  stopTimeout: () => void;
}

/** How a dial is known on this router, from its first packet on. */
interface Call {
  readonly number: number;
  /** Acct-Session-Id: two digits for the service, one that counts reboots, the rest per session (MikroTik manual, RADIUS). */
  readonly sessionId: string;
}

export function createNas(state: RouterState, random: Random): Nas {
  const { model, timers, faults, sessions, config, log, pool } = state;
  const client: RadiusClient = createRadiusClient({
    timers,
    faults,
    counters: state.radiusCounters,
    random: random.fork('datagrams'),
  });
  const luck = random.fork('challenges');
  const lines = new Map<SimSession, Line>();
  const delivery = createDelivery({ client, timers, findServer: () => findServer('accounting') });

  function findServer(kind: 'authentication' | 'accounting'): RadiusServer | undefined {
    const row = config
      .table('/radius')
      .rows.find(({ values }) => values.disabled !== 'true' && values.service?.split(',').includes('ppp'))?.values;
    if (!row?.address || !row.secret) return undefined;
    return {
      address: row.address,
      port: Number(row[`${kind}-port`]),
      secret: createSecret(row.secret),
      sourceAddress: row['src-address'] || model.address,
      timeoutMs: parseDurationMs(row.timeout ?? '') ?? 1100,
      requireMessageAuthenticator: row['require-message-auth'] !== 'no',
    };
  }

  /** Who dials in and where, the same in all packets of a session. */
  function identityOf({ user, mac }: DialRequest, { number, sessionId }: Call): AttributePair[] {
    return [
      ['Service-Type', 'Framed-User'],
      ['Framed-Protocol', 'PPP'],
      ['NAS-Port', 0xf00000 + number],
      ['NAS-Port-Type', 'Ethernet'],
      ['User-Name', user],
      ['Calling-Station-Id', mac],
      ['Called-Station-Id', 'service1'],
      ['NAS-Port-Id', model.ports[1] ?? model.ports[0] ?? 'ether2'],
      ['Acct-Session-Id', sessionId],
      ...nasIdentity(),
    ];
  }

  const nasIdentity = (): AttributePair[] => [
    ['NAS-Identifier', config.settings('/system/identity').values.name ?? model.name],
    ['NAS-IP-Address', model.address],
  ];

  async function dial(request: DialRequest): Promise<DialOutcome> {
    if (!state.isUp) return { kind: 'no-answer' };
    const number = state.nextNumber();
    const digits = (number % 0x100000).toString(16).padStart(5, '0');
    const call: Call = { number, sessionId: `81${(state.reboots & 15).toString(16)}${digits}` };
    const secret = config
      .table('/ppp/secret')
      .rows.find(({ values }) => values.name === request.user && values.disabled !== 'true');
    if (secret) return dialLocally(request, call, secret.values);
    const usesRadius = config.settings('/ppp/aaa').values['use-radius'] === 'true';
    const server = usesRadius ? findServer('authentication') : undefined;
    return server ? dialByRadius(request, call, server) : rejectLocally(request.user, 'user not found');
  }

  async function dialByRadius(request: DialRequest, call: Call, server: RadiusServer): Promise<DialOutcome> {
    const identity = identityOf(request, call);
    const attempt = createAccessAttempt(request, identity, server.secret, luck.fork(`${call.number} ${request.user}`));
    const answer = await client.exchange(server, attempt.encode);
    if (answer.kind !== 'reply') {
      if (answer.kind === 'timeout') log.write('radius,warning', `radius timeout for ${request.user}`);
      return { kind: 'no-answer' };
    }
    const { packet } = answer;
    if (packet.code !== Code['Access-Accept']) {
      state.radiusCounters.rejects += 1;
      log.write('pppoe,ppp,error', `<${request.user}>: user ${request.user} authentication failed`);
      const error = readAttribute(packet, 'MS-CHAP-Error');
      return {
        kind: 'reject',
        by: 'radius',
        message: readAttribute(packet, 'Reply-Message'),
        msChapError: error && Buffer.from(error.subarray(1)).toString('latin1'),
      };
    }
    state.radiusCounters.accepts += 1;
    const grant = readGrant(packet);
    const profile = profileRow(grant.profile);
    const why = attempt.whyHungUp(packet, answer.requestAuthenticator, profile?.['use-encryption'] === 'required');
    if (why) return hungUp(request.user, why);
    if (grant.unreadableRate !== undefined) {
      log.write('radius,error', `cannot parse rate limit ${grant.unreadableRate} of ${request.user}`);
    }
    const outcome = open(request, call, grant, profile, identity);
    if (outcome.kind === 'accept') beginAccounting(outcome.session, grant);
    return outcome;
  }

  function dialLocally(request: DialRequest, call: Call, secret: Row): DialOutcome {
    if (secret.password !== request.password) return rejectLocally(request.user, 'authentication failed');
    const profile = profileRow(secret.profile);
    const parsed = parseRateLimit(profile?.['rate-limit'] ?? '');
    const rate = parsed.ok ? parsed.value : null;
    return open(
      request,
      call,
      { ...noGrant, rate, address: secret['remote-address'] || undefined },
      profile,
      undefined,
    );
  }

  function rejectLocally(user: string, why: string): DialOutcome {
    log.write('pppoe,ppp,error', `<${user}>: ${why}`);
    return { kind: 'reject', by: 'router', message: why, msChapError: undefined };
  }

  function hungUp(user: string, why: string): DialOutcome {
    log.write('pppoe,ppp,error', `<${user}>: terminating... - ${why}`);
    return { kind: 'hung-up', why };
  }

  function profileRow(name: string | undefined): Row | undefined {
    const { rows } = config.table('/ppp/profile');
    const wanted =
      rows.find(({ values }) => values.name === name) ?? rows.find(({ values }) => values.name === 'default');
    return wanted?.values;
  }

  /** The interface comes up, with its queue. Without `identity` it is a session that RADIUS knows nothing of. */
  function open(
    { user, mac, demand, onEnd = () => {} }: DialRequest,
    { number, sessionId }: Call,
    grant: Grant,
    profile: Row | undefined,
    identity: readonly AttributePair[] | undefined,
  ): DialOutcome {
    if (!profile?.['local-address']) return hungUp(user, 'could not acquire local address');
    // Every pool of a router is one here: what counts is that addresses are its own and distinct.
    const address = grant.address ?? pool.take();
    if (!address) return hungUp(user, `pool ${pool.name} is empty`);
    const session = new SimSession({
      id: sessionId,
      itemId: `*F${number.toString(16).toUpperCase().padStart(5, '0')}`,
      user,
      mac,
      address,
      interfaceName: sessions.freeInterfaceName(user),
      isRadius: identity !== undefined,
      classes: grant.classes,
      addressLists: grant.addressLists,
      rate: grant.rate,
      demand,
      startedAt: timers.now(),
      startedElapsedMs: timers.elapsed(),
      utcOffsetMs: state.utcOffsetMinutes * 60_000,
    });
    sessions.add(session);
    lines.set(session, { identity, onEnd, stopInterim: () => {}, stopTimeout: () => {} });
    if (grant.sessionSeconds !== undefined) limitSession(session, grant.sessionSeconds);
    log.write('pppoe,ppp,info,account', `${user} logged in, ${address} from ${mac}`);
    return { kind: 'accept', session };
  }

  function beginAccounting(session: SimSession, grant: Grant): void {
    const aaa = config.settings('/ppp/aaa').values;
    if (aaa.accounting !== 'true') return;
    report(session, 'Start', []);
    const interimMs = (grant.interimSeconds ?? parseUptimeSeconds(aaa['interim-update'] ?? '') ?? 0) * 1000;
    if (interimMs > 0) scheduleInterim(session, interimMs);
  }

  function scheduleInterim(session: SimSession, interimMs: number): void {
    const line = lines.get(session);
    if (!line) return;
    line.stopInterim = timers.after(interimMs, () => {
      interim(session);
      scheduleInterim(session, interimMs);
    });
  }

  function interim(session: SimSession): void {
    session.settle(timers.now());
    report(session, 'Interim-Update', usageAttributes(session, ageSeconds(session), 'Interim-Update', faults));
  }

  const ageSeconds = (session: SimSession) => Math.floor((timers.elapsed() - session.start.startedElapsedMs) / 1000);

  function report(session: SimSession, kind: AccountingEvent['kind'], usage: readonly AttributePair[]): void {
    const identity = lines.get(session)?.identity;
    if (!identity || config.settings('/ppp/aaa').values.accounting !== 'true') return;
    const attributes = [...sessionAttributes(session, identity, state.clock()), ...usage];
    delivery.send({ kind, attributes, happenedAtMs: timers.elapsed() });
  }

  function limitSession(session: SimSession, seconds: number): void {
    const line = lines.get(session);
    if (!line) return;
    line.stopTimeout();
    line.stopTimeout = timers.after(seconds * 1000, () => hangUp(session, 'Session-Timeout'));
  }

  function hangUp(session: SimSession, cause: StopCause): void {
    if (!session.isOpen) return;
    session.close(timers.now());
    const usage = usageAttributes(session, ageSeconds(session), 'Stop', faults);
    report(session, 'Stop', [...usage, stopAttribute(cause)]);
    log.write('pppoe,ppp,info,account', `${session.user} logged out, ${ageSeconds(session)} seconds, ${cause}`);
    forget(session);
  }

  function forget(session: SimSession): void {
    const line = lines.get(session);
    lines.delete(session);
    sessions.remove(session);
    pool.giveBack(session.address);
    line?.stopInterim();
    line?.stopTimeout();
    line?.onEnd();
  }

  return {
    dial,
    hangUp,
    limitSession,
    interim,
    announce(kind) {
      const attributes = [...nasIdentity(), eventTimestamp(state.clock())];
      delivery.send({ kind, attributes, happenedAtMs: timers.elapsed() });
    },
    async cutPower() {
      for (const session of [...sessions.all()]) {
        session.close(timers.now());
        forget(session);
      }
      delivery.cutPower();
      await client.reset();
    },
    settled: client.settled,
  };
}

const noGrant: Grant = {
  rate: null,
  unreadableRate: undefined,
  address: undefined,
  sessionSeconds: undefined,
  interimSeconds: undefined,
  classes: [],
  addressLists: [],
  profile: undefined,
};
