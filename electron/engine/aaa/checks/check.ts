/**
 * What a check of the access pipeline sees and says. A check is one small pure function in a file of its own; the order
 * they run in is the list in `decision.ts`.
 *
 * Every reject has a machine reason (`shared/domain/auth-reasons.ts`: the auth log filters by it), a sentence for the operator that says what to do,
 * and a Reply-Message for the subscriber's CPE, which never tells more than the subscriber may know: an unknown
 * user and a wrong password read the same from outside.
 */
import type { RejectReason } from '../../../../shared/domain/auth-reasons.ts';
import type { OnlineSession } from '../../../../shared/domain/simultaneous-use.ts';
import type { Group } from '../policy.ts';
import type { NasEntry, RealmEntry, SubscriberEntry, TenantEntry } from '../protocol.ts';
import type { RequestFacts } from './request-facts.ts';

export type CredentialCheck =
  | { readonly kind: 'matched'; readonly method: string }
  | { readonly kind: 'wrong'; readonly method: string }
  /** No User-Password, CHAP or MS-CHAP attribute that we can check. */
  | { readonly kind: 'none'; readonly method: string };

export interface Reject {
  readonly kind: 'reject';
  readonly reason: RejectReason;
  /** For the operator: what is wrong; what to do. */
  readonly detail: string;
  readonly replyMessage: string;
}

/** The login may go on, but not without bounds; of several limits the narrowest holds. */
export interface Limit {
  readonly kind: 'limit';
  /** UTC ms: the session ends then (Session-Timeout). */
  readonly endsAt?: number;
  /** Let in only as far as the portal and the payment pages. */
  readonly access?: 'walled';
  /** The login's MAC is a new device, to be remembered when everything else lets it in. */
  readonly learn?: string;
}

/** What is known before the subscriber is. */
export interface RequestContext {
  readonly nas: NasEntry;
  readonly request: RequestFacts;
  readonly credentials: CredentialCheck;
  /** UTC ms, as far as the clock is believed (X46): what accounts expire by. */
  readonly now: number;
  /** Undefined in a tenant without realms, and when there is none of the name that was asked for. */
  readonly realm: RealmEntry | undefined;
  /** The realm that was asked for and does not exist, else ''. */
  readonly unknownRealm: string;
  /** The subscriber's own groups and then its service's. */
  readonly groups: readonly Group[];
  /** UTC ms by our wall clock, which presence is kept by. */
  readonly wallNow: number;
  readonly tenant: TenantEntry;
  readonly subscriber: SubscriberEntry | undefined;
  /** Of a MAC login that could mean several subscribers, their names. */
  readonly sharers?: readonly string[];
  /** The subscriber's sessions, as far as they are known. */
  readonly online: readonly OnlineSession[];
  readonly nasName: (nasId: number) => string;
}

/** What is known once the subscriber has proven who it is. */
export interface SubscriberContext extends RequestContext {
  readonly subscriber: SubscriberEntry;
}

/** Asks who is there: runs for unknown users too. */
export type IdentityCheck = (context: RequestContext) => Reject | undefined;
/** Asks whether somebody who is known may come in, and how far. */
export type AdmissionCheck = (context: SubscriberContext) => Reject | Limit | undefined;

export const reject = (reason: RejectReason, detail: string, replyMessage: string): Reject => ({
  kind: 'reject',
  reason,
  detail,
  replyMessage,
});

/** What an unknown user and a wrong password are both told. */
export const refusedLogin = 'Wrong user name or password';
