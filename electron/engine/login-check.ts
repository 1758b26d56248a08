/** `subscriber.login-check`: what the data plane would decide, asked of the same checks with what the control plane knows. */
import type { Output } from '../../shared/contract/contract.ts';
import { stationOf } from '../../shared/domain/mac.ts';
import { poolAttributes } from '../../shared/domain/pool-attribute.ts';
import { groupEntry, nasEntry, realmEntry, subscriberEntry, tenantEntry } from './aaa/entries.ts';
import { checkLogin, type LoginCheckOutcome } from './aaa/login-check.ts';
import type { PreviewedLease } from './aaa/pools/lease-for.ts';
import { type PoolNames, poolNames, poolUseOf } from './aaa/pools/pools.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Scope } from './store/commands.ts';
import { Conflict, NotFound } from './store/errors.ts';
import type { NasSnapshot, Reads, SubscriberSnapshot } from './store/reads.ts';

/** What the session that is open said at its start: a login from there would say the same. */
const factsOf = (row: {
  readonly calledStationId: string;
  readonly nasPortId: string;
  readonly nasPortType: string;
}): { calledStationId: string; nasPortId: string; nasPortType?: string } => ({
  calledStationId: row.calledStationId,
  nasPortId: row.nasPortId,
  ...(row.nasPortType === '' ? {} : { nasPortType: row.nasPortType }),
});

export interface LoginCheckQuery {
  /** Where it would dial in; absent: where it is, or was last, or the first router. */
  readonly nasId?: number | undefined;
  /** From which device; absent: the one that it uses, or used last. */
  readonly mac?: string | undefined;
}

type Knowing = Pick<ControlPlane, 'directory' | 'usage' | 'presence' | 'clock'>;
/** Which address a pool would give is known to the data plane alone. */
type Asking = { readonly dataPlane: Pick<ControlPlane['dataPlane'], 'previewLeases'> };
type OpenSession = ReturnType<ControlPlane['usage']['book']['ofSubscriber']>[number];

/** What a login of the subscriber at `nas` would be told now; `open` is the session whose circumstances it has. */
function decideNow(
  { directory, usage, presence, clock }: Knowing,
  subscriber: SubscriberSnapshot,
  nas: NasSnapshot,
  station: string,
  open: OpenSession | undefined,
  now: number,
): LoginCheckOutcome {
  const { tenantId } = subscriber;
  return checkLogin({
    subscriber: subscriberEntry(subscriber, directory.service(subscriber.serviceId)),
    tenant: tenantEntry(tenantId, directory.settings(tenantId)),
    nas: directory.allNas.filter((one) => one.tenantId === tenantId).map(nasEntry),
    nasId: nas.id,
    station,
    facts: open ? factsOf(open.row) : {},
    realms: directory.realms.map(realmEntry),
    groups: directory.groups.map((group) => groupEntry(group, directory.tenant(group.tenantId).timeZone)),
    groupsOfServices: directory.groupsOfServices,
    pools: directory.pools,
    presence: presence.of(usage.book.ofSubscriber(subscriber.id)),
    now,
    clockAheadMs: clock.aheadMs,
  });
}

/** Of a session that nothing ends any more, s: CoA cannot take a Session-Timeout away, and a year is as good. */
const unlimitedSeconds = 365 * 86_400;

/**
 * What is left of an open session, s, by the rules of a login from where it is: expiry, login windows, a Session-Timeout
 * row. Undefined where a login would be refused: then there is nothing to tell the session.
 */
export function sessionSecondsLeft(control: Knowing, session: OpenSession, now: number): number | undefined {
  const { subscriberId, nasId, callingStationId, startAt } = session.row;
  const subscriber = subscriberId === null ? undefined : control.directory.subscriber(subscriberId);
  const nas = control.directory.nas(nasId);
  if (!subscriber || !nas) return undefined;
  const { decision, reply } = decideNow(control, subscriber, nas, stationOf(callingStationId), session, now);
  if (decision.kind === 'reject') return undefined;
  const row = Number(reply.find(([name]) => name === 'Session-Timeout')?.[1]) || Number.POSITIVE_INFINITY;
  const left = Math.min(decision.sessionSeconds ?? unlimitedSeconds, row - Math.round((now - startAt) / 1000));
  return Math.min(unlimitedSeconds, Math.max(1, left));
}

/** A pool that the reply names: ours with what it would give, or one of the router's. */
function namedPool(
  names: PoolNames,
  [attribute, name]: readonly [string, string],
  leases: readonly PreviewedLease[],
): Output<'subscriber.login-check'>['pools'][number] {
  const use = poolUseOf(names, attribute, name);
  const lease = leases.find((one) => one.pool === use?.name && one.attribute === use.attribute);
  return { attribute, name, isOurs: use !== undefined, address: lease?.address ?? null };
}

export function createLoginCheck(control: Knowing & Asking, reads: Reads, now: () => number) {
  const { directory, usage } = control;

  /** @throws NotFound, Conflict while there is no router to dial in at */
  return async function loginCheck(
    scope: Scope,
    id: number,
    query: LoginCheckQuery,
  ): Promise<Output<'subscriber.login-check'>> {
    const view = await reads.subscribers.byId(scope, id);
    const subscriber = directory.subscriber(id);
    if (!view || !subscriber) throw new NotFound(`There is no subscriber ${id}.`);
    const routers = directory.allNas.filter(({ tenantId }) => tenantId === scope.tenantId);
    const sessions = usage.book.ofSubscriber(id);
    const open = sessions.toSorted((a, b) => b.row.updateAt - a.row.updateAt)[0];
    const nas =
      query.nasId === undefined
        ? (routers.find(({ id: nasId }) => nasId === (open?.row.nasId ?? view.nasId)) ?? routers[0])
        : routers.find(({ id: nasId }) => nasId === query.nasId);
    if (!nas) {
      if (query.nasId !== undefined) throw new NotFound(`There is no router ${query.nasId}.`);
      throw new Conflict('There is no router yet that it could dial in at; add one under Routers.');
    }
    const devices = await reads.subscribers.macs(scope, id);
    const last = devices.toSorted((a, b) => (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0))[0];
    const station = stationOf(query.mac ?? open?.row.callingStationId ?? last?.mac ?? '');
    const { decision: decided, reply, pools } = decideNow(control, subscriber, nas, station, open, now());
    const asked = { uses: pools, nasId: nas.id, subscriber: { id, username: subscriber.username } };
    const preview = pools.length > 0 ? await control.dataPlane.previewLeases(asked) : [];
    const decision = preview && 'kind' in preview ? preview : decided;
    const leases: readonly PreviewedLease[] = preview && !('kind' in preview) ? preview : [];
    const row = (name: string): string | null => reply.findLast(([attribute]) => attribute === name)?.[1] ?? null;
    const isReject = decision.kind === 'reject';
    return {
      result: isReject ? 'reject' : decision.access === 'walled' ? 'walled' : 'accept',
      reason: isReject ? decision.reason : null,
      detail: isReject ? decision.detail : null,
      replyMessage: isReject ? decision.replyMessage : null,
      sessionSeconds: isReject ? null : (decision.sessionSeconds ?? null),
      learns: isReject ? null : (decision.learn ?? null),
      rateLimit: row('Mikrotik-Rate-Limit'),
      framedIpAddress:
        row('Framed-IP-Address') ?? leases.find(({ attribute }) => attribute === 'Framed-IP-Address')?.address ?? null,
      pool: row('Framed-Pool'),
      pools: reply
        .filter(([name]) => poolAttributes.has(name))
        .map((named) => namedPool(poolNames(directory.pools, scope.tenantId), named, leases)),
      addressList: row('Mikrotik-Address-List'),
      nasId: nas.id,
      nasName: nas.name,
      station,
    };
  };
}
