/**
 * Who may come in, how far and for how long: the checks of `checks/` in their order, the first reject ends it. Pure:
 * the credentials were checked by the caller.
 */

import { attributes } from './checks/attributes.ts';
import type { AdmissionCheck, IdentityCheck, Reject, RequestContext } from './checks/check.ts';
import { expiry } from './checks/expiry.ts';
import { known } from './checks/known.ts';
import { loginWindow } from './checks/login-window.ts';
import { macBinding } from './checks/mac-binding.ts';
import { method } from './checks/method.ts';
import { nasAllowed } from './checks/nas-allowed.ts';
import { proven } from './checks/proven.ts';
import { realm } from './checks/realm.ts';
import { simultaneousUse } from './checks/simultaneous-use.ts';
import { status } from './checks/status.ts';
import type { SubscriberEntry } from './protocol.ts';

export interface Accept<S extends SubscriberEntry = SubscriberEntry> {
  readonly kind: 'accept';
  readonly subscriber: S;
  /** `walled` reaches the portal and the payment pages only (X55). */
  readonly access: 'full' | 'walled';
  /** Session-Timeout (RFC 2865 §5.27); undefined when nothing ends the session. */
  readonly sessionSeconds: number | undefined;
  /** A device that was not known before, to be remembered (W9). */
  readonly learn?: string;
}

export type Decision<S extends SubscriberEntry = SubscriberEntry> = Accept<S> | Reject;

/** Who is there. Nothing after these runs for somebody who has not proven who it is. */
const identityChecks: readonly IdentityCheck[] = [realm, method, known, proven];

/** May it come in here, now, with this device; and last how far: the account's own state. */
const admissionChecks: readonly AdmissionCheck[] = [
  ...[status, attributes, nasAllowed, loginWindow, macBinding],
  ...[expiry, simultaneousUse],
];

/** Session-Timeout is a 32-bit number of seconds; a longer time is no limit. */
const maxSessionSeconds = 0xffff_ffff;

export function decide<S extends SubscriberEntry>(
  context: RequestContext & { readonly subscriber: S | undefined },
): Decision<S> {
  for (const check of identityChecks) {
    const refused = check(context);
    if (refused) return refused;
  }
  const { subscriber, now } = context;
  if (!subscriber) throw new Error('the identity checks let an unknown user pass');
  let endsAt = Number.POSITIVE_INFINITY;
  let access: Accept['access'] = 'full';
  let learn: string | undefined;
  for (const check of admissionChecks) {
    const said = check(context as RequestContext & { readonly subscriber: S });
    if (said?.kind === 'reject') return said;
    if (said?.endsAt !== undefined && said.endsAt < endsAt) endsAt = said.endsAt;
    if (said?.access) access = said.access;
    if (said?.learn) learn = said.learn;
  }
  const accept = { kind: 'accept', subscriber, access, sessionSeconds: secondsUntil(endsAt, now) } as const;
  return learn === undefined ? accept : { ...accept, learn };
}

/** At least 1: a Session-Timeout of 0 is no limit. */
function secondsUntil(endsAt: number, now: number): number | undefined {
  const seconds = Math.max(1, Math.floor((endsAt - now) / 1000));
  return seconds > maxSessionSeconds ? undefined : seconds;
}
