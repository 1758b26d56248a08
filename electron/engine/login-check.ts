/** `subscriber.login-check`: what the data plane would decide, asked of the same checks with what the control plane knows. */
import type { Output } from '../../shared/contract/contract.ts';
import { stationOf } from '../../shared/domain/mac.ts';
import { groupEntry, nasEntry, realmEntry, subscriberEntry, tenantEntry } from './aaa/entries.ts';
import { checkLogin } from './aaa/login-check.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Scope } from './store/commands.ts';
import { Conflict, NotFound } from './store/errors.ts';
import type { Reads } from './store/reads.ts';

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

export function createLoginCheck(
  control: Pick<ControlPlane, 'directory' | 'usage' | 'presence' | 'clock'>,
  reads: Reads,
  now: () => number,
) {
  const { directory, usage, presence, clock } = control;

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
    const { decision, reply } = checkLogin({
      subscriber: subscriberEntry(subscriber, directory.service(subscriber.serviceId)),
      tenant: tenantEntry(scope.tenantId, directory.settings(scope.tenantId)),
      nas: routers.map(nasEntry),
      nasId: nas.id,
      station,
      facts: open ? factsOf(open.row) : {},
      realms: directory.realms.map(realmEntry),
      groups: directory.groups.map((group) => groupEntry(group, directory.tenant(group.tenantId).timeZone)),
      groupsOfServices: directory.groupsOfServices,
      presence: presence.of(sessions),
      now: now(),
      clockAheadMs: clock.aheadMs,
    });
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
      framedIpAddress: row('Framed-IP-Address'),
      pool: row('Framed-Pool'),
      addressList: row('Mikrotik-Address-List'),
      nasId: nas.id,
      nasName: nas.name,
      station,
    };
  };
}
