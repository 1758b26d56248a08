/**
 * Is this subscriber connected? One answer with its reason for the console and the portal (spec X12).
 *
 * The source documents ask for three conditions (F031): the flag that polling sets, an open session, and accounting
 * not older than 30 minutes. A router that does not answer makes the answer unknown and not "offline"; only time
 * during which the engine was up makes accounting stale (X56).
 */

/** An open session without accounting for longer is stale (F031, P07). */
export const STALE_ACCOUNTING_MS = 30 * 60_000;

export interface OnlineInput {
  /** An accounting session without stop time exists. */
  readonly hasOpenSession: boolean;
  /** The last complete poll listed the session (`subscribers.is_online`); null without a poll since the session began. */
  readonly isListed: boolean | null;
  /** The last Start, Interim-Update or poll that showed the session, UTC ms. */
  readonly lastUpdateAt: number | null;
  /** Since when this engine has been running without a pause, UTC ms. */
  readonly engineUpSince: number;
  /** The router's management side: `unpolled` where no API access is set up, so RADIUS alone decides. */
  readonly router: { readonly state: 'answering' | 'unpolled' } | { readonly state: 'silent'; readonly since: number };
  /** UTC ms. */
  readonly now: number;
}

export type OnlineReason =
  | 'listed'
  | 'accounting-fresh'
  | 'no-session'
  | 'not-listed'
  | 'stale-accounting'
  | 'router-silent';

export interface OnlineState {
  readonly state: 'online' | 'offline' | 'unknown';
  readonly reason: OnlineReason;
}

export function onlineState(input: OnlineInput): OnlineState {
  const { router, lastUpdateAt, now } = input;
  if (!input.hasOpenSession) return { state: 'offline', reason: 'no-session' };
  if (router.state === 'silent') {
    // Accounting that arrived after the API fell silent still proves the session.
    const isProven = lastUpdateAt !== null && lastUpdateAt > router.since && now - lastUpdateAt <= STALE_ACCOUNTING_MS;
    return isProven ? { state: 'online', reason: 'accounting-fresh' } : { state: 'unknown', reason: 'router-silent' };
  }
  if (router.state === 'answering' && input.isListed === false) return { state: 'offline', reason: 'not-listed' };
  const quietSince = Math.max(lastUpdateAt ?? Number.NEGATIVE_INFINITY, input.engineUpSince);
  if (now - quietSince > STALE_ACCOUNTING_MS) return { state: 'offline', reason: 'stale-accounting' };
  return { state: 'online', reason: input.isListed === true ? 'listed' : 'accounting-fresh' };
}
