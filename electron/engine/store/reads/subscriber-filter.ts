/** Filters and sorts of subscribers, as SQL over `s` (subscribers) and `v` (services). */
import { type RawBuilder, sql } from 'kysely';
import type { Scope } from '../commands.ts';
import type { SubscriberFilter, SubscriberSort } from '../reads.ts';
import { searchFold } from '../search-text.ts';
import { allOf, scopeOf } from './context.ts';
import type { Sort, SortValue } from './paging.ts';

const dayMs = 86_400_000;
/** Open sessions by subscriber: the planner has no statistics and would walk through the closed ones too. */
export const open = sql`radacct a INDEXED BY radacct_open`;
/** F031: the last accounting update of an online subscriber is at most this old. */
export const staleMs = 30 * 60_000;

/** All three conditions of F031. */
export const isOnline = (now: number): RawBuilder<number> =>
  sql`(s.is_online = 1 AND EXISTS (SELECT 1 FROM ${open} WHERE a.subscriber_id = s.id AND a.stop_at IS NULL
       AND a.update_at >= ${now - staleMs}))`;

// F074–F076. The monthly limit includes what was bought (X19); bonus_bytes is what is left of it.
export const dailyExceeded = sql`(v.daily_quota > 0 AND s.daily_quota_used >= v.daily_quota)`;
export const monthlyExceeded = sql`(v.monthly_quota > 0 AND s.monthly_quota_used >= v.monthly_quota + s.bonus_bytes)`;
export const unlimited = sql`(v.daily_quota = 0 AND v.monthly_quota = 0)`;
/** F083: 80 % or more of either quota. */
const warning = sql`((v.daily_quota > 0 AND s.daily_quota_used * 5 >= v.daily_quota * 4)
  OR (v.monthly_quota > 0 AND s.monthly_quota_used * 5 >= (v.monthly_quota + s.bonus_bytes) * 4))`;

const quotas = {
  'daily-exceeded': dailyExceeded,
  'monthly-exceeded': monthlyExceeded,
  exceeded: sql`(${dailyExceeded} OR ${monthlyExceeded})`,
  warning,
  unlimited,
};

/** F082 by daily level, and X9's other two ways to look at it. */
const fupStates = {
  active: sql`s.fup_level > 0`,
  'monthly-active': sql`s.monthly_fup_level > 0`,
  'effective-active': sql`(s.fup_level > 0 OR s.monthly_fup_level > 0)`,
  normal: sql`s.fup_level = 0`,
};

/** What the filter lets through, the scope first. Deleted subscribers never match. */
export function subscriberConditions(scope: Scope, filter: SubscriberFilter, now: number): RawBuilder<unknown> {
  const conditions = [scopeOf(scope, 's'), sql`s.deleted_at IS NULL`];
  const add = (condition: RawBuilder<unknown>): void => {
    conditions.push(condition);
  };
  if (filter.q) add(matches(filter.q));
  if (filter.status) add(statusIs(filter.status, now));
  if (filter.serviceId !== undefined) add(sql`s.service_id = ${filter.serviceId}`);
  if (filter.resellerId !== undefined) add(sql`s.reseller_id = ${filter.resellerId}`);
  if (filter.nasId !== undefined) {
    add(sql`EXISTS (SELECT 1 FROM ${open} WHERE a.subscriber_id = s.id AND a.stop_at IS NULL
      AND a.nas_id = ${filter.nasId})`);
  }
  if (filter.fupLevel !== undefined) add(sql`s.fup_level = ${filter.fupLevel}`);
  if (filter.monthlyFupLevel !== undefined) add(sql`s.monthly_fup_level = ${filter.monthlyFupLevel}`);
  if (filter.effectiveLevel !== undefined) {
    add(sql`max(s.fup_level, s.monthly_fup_level) = ${filter.effectiveLevel}`);
  }
  if (filter.fup) add(fupStates[filter.fup]);
  if (filter.online !== undefined) add(filter.online ? isOnline(now) : sql`NOT ${isOnline(now)}`);
  if (filter.quota) add(quotas[filter.quota]);
  if (filter.ids) add(sql`s.id IN (SELECT value FROM json_each(${JSON.stringify(filter.ids)}))`);
  return allOf(conditions);
}

function matches(q: string): RawBuilder<unknown> {
  const text = searchFold(q.trim());
  const known = sql`instr(s.search_text, ${text}) > 0`;
  if (!/^[\d.]+$/.test(text)) return known;
  return sql`(${known} OR EXISTS (SELECT 1 FROM ${open} WHERE a.subscriber_id = s.id AND a.stop_at IS NULL
    AND instr(a.framedipaddress, ${text}) > 0))`;
}

/** The stored words, and the two that follow from the expiry date; who has expired is not active (F022). */
function statusIs(status: NonNullable<SubscriberFilter['status']>, now: number): RawBuilder<unknown> {
  if (status === 'expired') return sql`s.expires_at <= ${now}`;
  if (status === 'expiring') return sql`(s.expires_at > ${now} AND s.expires_at <= ${now + 7 * dayMs})`;
  if (status === 'active') return sql`(s.status = 'active' AND (s.expires_at IS NULL OR s.expires_at > ${now}))`;
  return sql`s.status = ${status}`;
}

const text = (by: RawBuilder<SortValue>): Sort => ({ by, order: 'asc' });
const number = (by: RawBuilder<SortValue>): Sort => ({ by, order: 'desc' });

/** `r` is the reseller, if any. */
export const subscriberSorts = (now: number): Readonly<Record<SubscriberSort, Sort>> => ({
  username: text(sql`s.username COLLATE NOCASE`),
  fullName: text(sql`s.full_name COLLATE NOCASE`),
  phone: text(sql`s.phone`),
  status: text(sql`s.status`),
  service: text(sql`v.name COLLATE NOCASE`),
  reseller: text(sql`coalesce(r.name, '') COLLATE NOCASE`),
  dailyUsed: number(sql`s.daily_quota_used`),
  monthlyUsed: number(sql`s.monthly_quota_used`),
  dailyPercent: number(sql`CASE WHEN v.daily_quota > 0 THEN 1.0 * s.daily_quota_used / v.daily_quota ELSE -1.0 END`),
  monthlyPercent: number(sql`CASE WHEN v.monthly_quota > 0
    THEN 1.0 * s.monthly_quota_used / (v.monthly_quota + s.bonus_bytes) ELSE -1.0 END`),
  fupLevel: number(sql`s.fup_level`),
  monthlyFupLevel: number(sql`s.monthly_fup_level`),
  // Level first, then bytes: six levels of less than a petabyte stay within 2^53.
  fup: number(sql`s.fup_level * 1000000000000000 + min(s.monthly_quota_used, 999999999999999)`),
  online: number(isOnline(now)),
  lastSeen: number(sql`s.last_seen`),
  lastDailyReset: number(sql`s.last_daily_reset`),
  expiresAt: text(sql`coalesce(s.expires_at, 9000000000000000)`),
  balance: number(sql`s.balance_minor`),
  createdAt: number(sql`s.created_at`),
});
