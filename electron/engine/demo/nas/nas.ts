/**
 * A simulated router in its RADIUS role: PPPoE logins, accounting, session timers. Local PPP secrets win over RADIUS, as on
 * RouterOS.
 */
import { parseRateLimit, type RateLimit } from '../../../../shared/domain/rate-limit.ts';
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
  /** Everything stops where it is: no Stop, no retry. */
  cutPower(): Promise<void>;
  /** Resolves when no request waits for an answer, or waits longer than `graceMs` of real time. */
  settled(graceMs: number): Promise<void>;
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
  const stopTimers = new Map<SimSession, { interim: () => void; timeout: () => void }>();
  const identities = new Map<SimSession, readonly AttributePair[]>();
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
  function identityOf(user: string, mac: string, sessionId: string, number: number): AttributePair[] {
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
    const number = state.nextNumber();
    const sessionId = `81${(state.reboots & 15).toString(16)}${(number % 0x100000).toString(16).padStart(5, '0')}`;
    const identity = identityOf(request.user, request.mac, sessionId, number);
    const secretRow = config
      .table('/ppp/secret')
      .rows.find(({ values }) => values.name === request.user && values.disabled !== 'true')?.values;
    if (secretRow) return dialLocally(request, secretRow, sessionId, number);
    const server =
      config.settings('/ppp/aaa').values['use-radius'] === 'true' ? findServer('authentication') : undefined;
    if (!server) return rejectLocally(request.user, 'user not found');

    const attempt = createAccessAttempt(request, identity, server.secret, luck.fork(`${number} ${request.user}`));
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
    const opened = open(request, grant, profile, { sessionId, number, isRadius: true });
    if (opened.kind === 'accept') beginAccounting(opened.session, identity, grant);
    return opened;
  }

  function dialLocally(request: DialRequest, secret: Row, sessionId: string, number: number): DialOutcome {
    if (secret.password !== request.password) return rejectLocally(request.user, 'authentication failed');
    const profile = profileRow(secret.profile);
    const parsed = parseRateLimit(profile?.['rate-limit'] ?? '');
    const rate: RateLimit | null = parsed.ok ? parsed.value : null;
    const address = secret['remote-address'] || undefined;
    return open(request, { ...localGrant, rate, address }, profile, { sessionId, number, isRadius: false });
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

  /** The interface comes up, with its queue. */
  function open(
    { user, mac, demand }: DialRequest,
    grant: Grant,
    profile: Row | undefined,
    { sessionId, number, isRadius }: { sessionId: string; number: number; isRadius: boolean },
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
      isRadius,
      classes: grant.classes,
      addressLists: grant.addressLists,
      rate: grant.rate,
      demand,
      startedAt: timers.now(),
      startedElapsedMs: timers.elapsed(),
      utcOffsetMs: state.utcOffsetMinutes * 60_000,
    });
    sessions.add(session);
    stopTimers.set(session, { interim: () => {}, timeout: () => {} });
    if (grant.sessionSeconds !== undefined) limitSession(session, grant.sessionSeconds);
    log.write('pppoe,ppp,info,account', `${user} logged in, ${address} from ${mac}`);
    return { kind: 'accept', session };
  }

  function beginAccounting(session: SimSession, identity: readonly AttributePair[], grant: Grant): void {
    identities.set(session, identity);
    if (config.settings('/ppp/aaa').values.accounting !== 'true') return;
    report(session, 'Start', []);
    const configured = parseUptimeSeconds(config.settings('/ppp/aaa').values['interim-update'] ?? '') ?? 0;
    const interimMs = (grant.interimSeconds ?? configured) * 1000;
    if (interimMs <= 0) return;
    const schedule = () => {
      const timer = stopTimers.get(session);
      if (!timer) return;
      timer.interim = timers.after(interimMs, () => {
        session.settle(timers.now());
        report(session, 'Interim-Update', usageAttributes(session, ageSeconds(session), 'Interim-Update', faults));
        schedule();
      });
    };
    schedule();
  }

  const ageSeconds = (session: SimSession) => Math.floor((timers.elapsed() - session.start.startedElapsedMs) / 1000);

  function report(session: SimSession, kind: AccountingEvent['kind'], usage: readonly AttributePair[]): void {
    const identity = identities.get(session);
    if (!identity || config.settings('/ppp/aaa').values.accounting !== 'true') return;
    const attributes = [...sessionAttributes(session, identity, state.clock()), ...usage];
    delivery.send({ kind, attributes, happenedAtMs: timers.elapsed() });
  }

  function limitSession(session: SimSession, seconds: number): void {
    const timer = stopTimers.get(session);
    if (!timer) return;
    timer.timeout();
    timer.timeout = timers.after(seconds * 1000, () => hangUp(session, 'Session-Timeout'));
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
    const timer = stopTimers.get(session);
    timer?.interim();
    timer?.timeout();
    stopTimers.delete(session);
    identities.delete(session);
    sessions.remove(session);
    pool.giveBack(session.address);
  }

  return {
    dial,
    hangUp,
    limitSession,
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

const localGrant: Grant = {
  rate: null,
  unreadableRate: undefined,
  address: undefined,
  poolName: undefined,
  sessionSeconds: undefined,
  interimSeconds: undefined,
  classes: [],
  addressLists: [],
  profile: undefined,
};
