/** All of the page in one answer: collects what the control plane knows of one subscriber. Decides nothing itself. */
import type { Banner, Dashboard, NetworkRate } from '../../../shared/contract/portal/dashboard.ts';
import { portalContract } from '../../../shared/contract/portal/paths.ts';
import { parseRateLimit } from '../../../shared/domain/rate-limit.ts';
import type { EffectiveSpeed } from '../../../shared/domain/speed.ts';
import { portalStatus } from '../../../shared/domain/status.ts';
import { windowsOf } from '../settings/service.ts';
import { NotFound } from '../store/errors.ts';
import { notices } from './banners.ts';
import type { Connection } from './connection.ts';
import { daysLeft } from './days-left.ts';
import type { Dismissals } from './dismissals.ts';
import type { OpenSession, PortalControl, PortalSubscriber, SessionRate } from './ports.ts';
import { quotaUses } from './quota-use.ts';
import { fullSpeed, speedSteps } from './speed-steps.ts';

export interface DashboardPorts {
  readonly control: PortalControl;
  readonly connection: Connection;
  readonly dismissals: Dismissals;
  readonly now: () => number;
}

export type DashboardOf = (subscriberId: number) => Promise<Omit<Dashboard, 'csrf'>>;

export function createDashboard({ control, connection, dismissals, now }: DashboardPorts): DashboardOf {
  /** @throws NotFound when the subscriber is gone */
  return async function dashboardOf(subscriberId) {
    const { directory } = control;
    const account = await control.account(subscriberId);
    const subscriber = directory.subscriber(subscriberId);
    const service = subscriber && directory.service(subscriber.serviceId);
    if (!account || !subscriber || !service) throw new NotFound('This account does not exist any more.');
    const { tenantId, username, expiresAt } = subscriber;
    const [live, balanceMinor, dismissed] = await Promise.all([
      connection.live(subscriberId),
      control.balanceMinor(tenantId, subscriberId),
      dismissals.of(subscriberId),
    ]);

    const at = now();
    const tenant = directory.tenant(tenantId);
    const settings = directory.settings(tenantId);
    const { plan, usage } = account;
    const speed = account.speed(at);
    const uses = quotaUses(account, at);
    const left = expiresAt === null ? null : daysLeft(expiresAt, at, tenant.timeZone);
    const facts = { planName: service.name, plan, usage, speed };
    const shown = notices({
      ...uses,
      speed,
      planSpeed: plan,
      bonusBytes: usage.bonusBytes,
      expiresAt,
      daysLeft: left,
      balanceMinor,
      priceMinor: service.priceMinor,
      maintenance: windowsOf(settings.maintenance),
      now: at,
    });
    return {
      contract: portalContract,
      at,
      username,
      provider: tenant.name,
      timeZone: tenant.timeZone,
      currency: tenant.currency,
      volumeBase: settings.volumeBase === 'binary' ? 'binary' : 'decimal',
      live,
      usageAt: connection.countedAt(subscriberId),
      ...uses,
      plan: {
        name: service.name,
        downKbps: plan.downKbps,
        upKbps: plan.upKbps,
        now: { downKbps: speed.downKbps, upKbps: speed.upKbps },
        tier: tierOf(speed, plan),
        status: portalStatus(statusOf(subscriber, at)),
        expiresAt,
        daysLeft: left,
        balanceMinor,
      },
      steps: speedSteps(facts),
      network: networkRate(control.sessionsOf(subscriberId), control.rateOf),
      fullSpeed: fullSpeed(facts),
      banners: shown.map((notice): Banner => ({ ...notice, dismissedUntil: dismissed.get(notice.key) ?? null })),
    };
  };
}

/** Expired is a date and not a status in the store; a stopped account stays stopped whatever its date. */
function statusOf({ status, expiresAt }: PortalSubscriber, at: number): Parameters<typeof portalStatus>[0] {
  return status === 'active' && expiresAt !== null && expiresAt <= at ? 'expired' : status;
}

/** The higher of both levels, of the tiers of its period; the day's where both are 0. */
function tierOf(
  { dailyLevel, monthlyLevel }: EffectiveSpeed,
  { dailyTiers, monthlyTiers }: { readonly dailyTiers: readonly unknown[]; readonly monthlyTiers: readonly unknown[] },
): Dashboard['plan']['tier'] {
  if (monthlyLevel > dailyLevel) return { level: monthlyLevel, count: monthlyTiers.length };
  return { level: dailyLevel, count: dailyTiers.length || monthlyTiers.length };
}

/** What the router of the newest session was told; null where nothing had to be sent since it began. */
function networkRate(sessions: readonly OpenSession[], rateOf: PortalControl['rateOf']): NetworkRate | null {
  const newest = sessions.toSorted((a, b) => b.row.startAt - a.row.startAt)[0];
  const known: SessionRate | undefined = newest && rateOf(newest.row.sessionKey);
  const rate = known?.applied === undefined ? undefined : parseRateLimit(known.applied);
  if (!known || !rate?.ok) return null;
  const { downBps, upBps } = rate.value;
  const state = known.result === 'verified' ? 'checked' : known.result === 'acknowledged' ? 'set' : 'pending';
  return { downKbps: Math.round(downBps / 1000), upKbps: Math.round(upBps / 1000), state, at: known.at };
}
