/** What the store shows, as the contract says it. Renaming only: no rule, and nothing secret to begin with. */
import type { ApiKey } from '../../../../shared/contract/operations/api-keys.ts';
import type { Nas } from '../../../../shared/contract/operations/nas.ts';
import type { Operator } from '../../../../shared/contract/operations/operators.ts';
import type { Service } from '../../../../shared/contract/operations/services.ts';
import type { Subscriber } from '../../../../shared/contract/operations/subscribers.ts';
import { isMessageAuthenticatorRequired } from '../../../../shared/domain/message-authenticator.ts';
import type { ApiKeyView, NasView, OperatorView, Page, ServiceListItem, SubscriberView } from '../../store/reads.ts';

/** F031: an accounting update within this long. */
const onlineMs = 30 * 60_000;

export const mapPage = <T, U>(page: Page<T>, map: (item: T) => U) => ({
  items: page.items.map(map),
  total: page.total,
  ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
});

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the fields that are undefined, for readers that tell "absent" from "undefined". */
export const defined = <T extends object>(value: T): Partial<Defined<T>> =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<Defined<T>>;

export function subscriberOut(view: SubscriberView, now: number): Subscriber {
  const { counters } = view;
  return {
    id: view.id,
    username: view.username,
    fullName: view.fullName,
    phone: view.phone,
    status: view.status,
    isExpired: view.expiresAt !== null && view.expiresAt <= now,
    serviceId: view.serviceId,
    serviceName: view.serviceName,
    resellerId: view.resellerId,
    resellerName: view.resellerName,
    macs: [...view.macs],
    staticIp: view.staticIp,
    expiresAt: view.expiresAt,
    simultaneousUse: view.simultaneousUse,
    macMode: view.macMode,
    macLimit: view.macLimit,
    billingDay: view.billingDay,
    balanceMinor: view.balanceMinor,
    passwordSet: view.passwordSet,
    portalPasswordSet: view.portalPasswordSet,
    fupLevel: counters.fupLevel,
    monthlyFupLevel: counters.monthlyFupLevel,
    daily: {
      downBytes: counters.dailyDownloadUsed,
      upBytes: counters.dailyUploadUsed,
      countedBytes: counters.dailyQuotaUsed,
      quotaBytes: view.dailyQuotaBytes,
      sinceAt: counters.lastDailyReset,
    },
    monthly: {
      downBytes: counters.monthlyDownloadUsed,
      upBytes: counters.monthlyUploadUsed,
      countedBytes: counters.monthlyQuotaUsed,
      quotaBytes: view.monthlyQuotaBytes,
      sinceAt: counters.lastMonthlyReset,
    },
    bonusBytes: counters.bonusBytes,
    rateLimit: view.rate,
    isOnline:
      counters.isOnline && view.openSessions > 0 && view.lastUpdateAt !== null && now - view.lastUpdateAt <= onlineMs,
    openSessions: view.openSessions,
    framedIpAddress: view.framedIpAddress,
    nasId: view.nasId,
    lastSeenAt: counters.lastSeenAt === 0 ? null : counters.lastSeenAt,
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
  };
}

const tierOut = ({ fromBytes, downKbps, upKbps }: ServiceListItem['dailyTiers'][number]) => ({
  fromBytes,
  downKbps,
  upKbps,
});

export const serviceOut = (view: ServiceListItem): Service => ({
  id: view.id,
  name: view.name,
  downKbps: view.downKbps,
  upKbps: view.upKbps,
  dailyQuotaBytes: view.dailyQuotaBytes,
  monthlyQuotaBytes: view.monthlyQuotaBytes,
  priceMinor: view.priceMinor,
  dailyTiers: view.dailyTiers.map(tierOut),
  monthlyTiers: view.monthlyTiers.map(tierOut),
  freeHours: view.freeHours,
  burst: view.burst,
  softFup: view.softFup,
  monthlyReset: view.monthlyReset,
  expiredPolicy: view.expiredPolicy,
  macMode: view.macMode,
  macLimit: view.macLimit,
  groupId: view.groupId,
  subscribers: view.subscribers,
  createdAt: view.createdAt,
});

export const nasOut = (view: NasView, health: Nas['health']): Nas => ({
  id: view.id,
  name: view.name,
  address: view.address,
  mode: view.mode,
  vendor: view.vendor,
  certificate: view.certificate,
  secretSet: view.secretSet,
  swapDirections: view.swapDirections,
  coaPort: view.coaPort,
  disconnectFor: [...view.disconnectFor],
  api: view.api,
  messageAuthenticator: view.messageAuthenticator,
  messageAuthenticatorRequired: isMessageAuthenticatorRequired(
    view.messageAuthenticator,
    view.seen.messageAuthenticatorSeenAt !== null,
  ),
  ...view.seen,
  openSessions: view.openSessions,
  health,
  createdAt: view.createdAt,
});

export const operatorOut = (view: OperatorView): Operator => ({
  id: view.id,
  username: view.username,
  role: view.role,
  isDisabled: view.disabled,
  createdAt: view.createdAt,
  lastLoginAt: view.lastLoginAt,
});

export const apiKeyOut = (view: ApiKeyView, now: number, isOwnerEnabled: boolean): ApiKey => ({
  id: view.id,
  prefix: view.prefix,
  name: view.name,
  scopes: [...view.scopes],
  operatorId: view.operatorId,
  operatorName: view.operatorUsername,
  isActive: isOwnerEnabled && view.revokedAt === null && (view.expiresAt === null || view.expiresAt > now),
  createdAt: view.createdAt,
  expiresAt: view.expiresAt,
  lastUsedAt: view.lastUsedAt,
});
