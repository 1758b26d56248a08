/**
 * Who had an address (W4). Asking is an act that is audited before it is answered: who asked, about which address and
 * time, why, and how many people the answer names.
 */
import {
  type Confidence,
  confidences,
  type HoldingJudgement,
  judgeHolding,
} from '../../../shared/domain/address-holding.ts';
import { type AddressQuery, addressQueryText } from '../../../shared/domain/address-query.ts';
import { isPrivateAddress } from '../../../shared/domain/ip.ts';
import { retentionOf } from '../../../shared/domain/retention.ts';
import type { Store } from '../store/client.ts';
import type { Actor, Scope } from '../store/commands.ts';
import { Invalid } from '../store/errors.ts';
import { installationTenantId } from '../store/installation.ts';
import type { AlertTime, SessionView } from '../store/reads.ts';

export interface AddressPorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly clock: { now(): number };
  /** Keys of the alerts that stand while a clock is wrong (X46): this computer's, and a NAS's. */
  readonly clockAlerts: { readonly own: string; readonly ofNas: (nasId: number) => string };
}

export interface AddressQuestion {
  readonly address: AddressQuery;
  /** UTC ms, both included; the same for a moment. */
  readonly from: number;
  readonly to: number;
  /** For the audit: a case number, a request. */
  readonly reason: string;
}

export interface AddressHolder extends HoldingJudgement {
  readonly session: SessionView;
}

export interface AddressAnswer {
  readonly address: string;
  readonly from: number;
  readonly to: number;
  /** The address is known inside the network only: outside, a NAT hid it. */
  readonly isPrivate: boolean;
  /** Sessions that ended before are not on record (any more), UTC ms; null: nothing has been deleted or ended yet. */
  readonly recordsFrom: number | null;
  readonly items: readonly AddressHolder[];
  /** There are more than are shown. */
  readonly isCut: boolean;
}

export type AddressHistory = ReturnType<typeof createAddressHistory>;

const holdersMax = 500;
const dayMs = 86_400_000;

export function createAddressHistory({ store, clock, clockAlerts }: AddressPorts) {
  const { reads } = store;

  async function recordsFrom(scope: Scope): Promise<number | null> {
    const { retention } = await reads.settings.all({ tenantId: installationTenantId });
    const { sessionsDays } = retentionOf(retention);
    const edge = sessionsDays === null ? null : clock.now() - sessionsDays * dayMs;
    const oldest = await reads.sessions.oldestStopAt(scope);
    return oldest === null ? edge : Math.max(oldest, edge ?? 0);
  }

  async function clockTimes(sessions: readonly SessionView[], to: number): Promise<readonly AlertTime[]> {
    if (sessions.length === 0) return [];
    const keys = new Set([clockAlerts.own, ...sessions.map(({ nasId }) => clockAlerts.ofNas(nasId))]);
    return reads.engine.alertTimes([...keys], { from: Math.min(...sessions.map(({ startAt }) => startAt)), to });
  }

  /**
   * `viewScope` is whose sessions may be shown, `scope` whose audit it is. For a moment the surest come first, for a
   * period the newest.
   *
   * @throws Invalid for a time that has not come yet
   */
  return async function find(
    { scope, viewScope, actor }: { readonly scope: Scope; readonly viewScope: Scope; readonly actor: Actor },
    { address, from, to, reason }: AddressQuestion,
  ): Promise<AddressAnswer> {
    const now = clock.now();
    if (from > now) {
      throw new Invalid([
        { field: from === to ? 'at' : 'from', message: 'must not be in the future: nobody knows yet' },
      ]);
    }
    const asked = { from, to: Math.min(to, now) };
    // All of the tenant's: another reseller's claim to the address is a reason for doubt, whoever it names.
    const claims = await reads.sessions.byAddress({ tenantId: viewScope.tenantId }, address, asked, holdersMax + 1);
    const isShown = ({ id }: SessionView, own: ReadonlySet<number> | undefined): boolean => own?.has(id) ?? true;
    const own =
      viewScope.resellerId === undefined
        ? undefined
        : new Set((await reads.sessions.byAddress(viewScope, address, asked, holdersMax + 1)).map(({ id }) => id));
    const shown = claims.filter((session) => isShown(session, own));
    const wrongClocks = await clockTimes(shown, asked.to);
    const wasWrong = (key: string, session: SessionView): boolean =>
      wrongClocks.some(
        (time) =>
          time.key === key &&
          time.raisedAt <= (session.stopAt ?? asked.to) &&
          (time.resolvedAt ?? now) >= session.startAt,
      );
    const holders = shown.slice(0, holdersMax).map(
      (session): AddressHolder => ({
        session,
        ...judgeHolding(session, asked, {
          claims: claims.filter((other) => overlaps(session, other, asked)).length,
          wasOwnClockWrong: wasWrong(clockAlerts.own, session),
          wasNasClockWrong: wasWrong(clockAlerts.ofNas(session.nasId), session),
        }),
      }),
    );
    const text = addressQueryText(address);
    await store.command('audit.append', {
      rows: [
        {
          tenantId: scope.tenantId,
          actor,
          action: 'ip-history.searched',
          entity: 'address',
          entityId: null,
          detail: { address: text, from, to, reason, found: holders.length },
          at: now,
        },
      ],
    });
    return {
      address: text,
      from,
      to,
      isPrivate: isPrivateAddress(address.address),
      recordsFrom: await recordsFrom(viewScope),
      items: from === to ? holders.toSorted((a, b) => rank(a.confidence) - rank(b.confidence)) : holders,
      isCut: shown.length > holdersMax,
    };
  };
}

const rank = (confidence: Confidence): number => confidences.indexOf(confidence);

/** Whether both had the address at one time within what is asked; a session overlaps itself. */
function overlaps(one: SessionView, other: SessionView, { from, to }: { from: number; to: number }): boolean {
  const begin = Math.max(one.startAt, other.startAt, from);
  const end = Math.min(one.stopAt ?? to, other.stopAt ?? to, to);
  return one.id === other.id || begin < end || (begin === end && from === to);
}
