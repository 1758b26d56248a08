/**
 * How long certificates hold, and when their end is told. Private certificates follow no browser's rules; what counts is
 * how often somebody has to touch a router.
 *
 * - The authority 20 years: when it ends, every router must be visited.
 * - Ours 2 years: it is renewed by itself 30 days before its end, and no router notices, because routers trust the
 *   authority.
 * - A NAS's 3 years: a stolen router's certificate is revoked by hand, not by waiting.
 * All begin an hour before they are made: a router whose clock is a little slow must not refuse a fresh one.
 */
const dayMs = 86_400_000;

export const validityMs = { authority: 20 * 365 * dayMs, server: 2 * 365 * dayMs, client: 3 * 365 * dayMs } as const;
export const backdatedMs = 3_600_000;
export const serverRenewalMs = 30 * dayMs;

export type ExpiryStage = 'fine' | 'in-30-days' | 'in-7-days' | 'in-1-day' | 'expired';

/** How near the end is; `expiresAt` and `now` are UTC ms. */
export function expiryStage(expiresAt: number, now: number): ExpiryStage {
  const left = expiresAt - now;
  if (left <= 0) return 'expired';
  if (left <= dayMs) return 'in-1-day';
  if (left <= 7 * dayMs) return 'in-7-days';
  return left <= 30 * dayMs ? 'in-30-days' : 'fine';
}
