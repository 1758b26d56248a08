/**
 * Who may come in, and what is said to who may not. Pure: the credentials were checked by the caller.
 *
 * Every reject has a machine reason (the auth log filters by it), a sentence for the operator that says what to do,
 * and a Reply-Message for the subscriber's CPE, which never tells more than the subscriber may know: an unknown
 * user and a wrong password read the same from outside.
 */
import type { SubscriberEntry } from './protocol.ts';

export type CredentialCheck =
  | { readonly kind: 'matched'; readonly method: string }
  | { readonly kind: 'wrong'; readonly method: string }
  /** No User-Password, CHAP or MS-CHAP attribute that we can check. */
  | { readonly kind: 'none'; readonly method: string };

export type RejectReason = 'unknown-user' | 'wrong-password' | 'no-credentials' | 'inactive' | 'suspended' | 'expired';

export type Decision =
  | { readonly kind: 'accept'; readonly sessionSeconds: number | undefined }
  | { readonly kind: 'reject'; readonly reason: RejectReason; readonly detail: string; readonly replyMessage: string };

/** Session-Timeout is a 32-bit number of seconds; a longer time is no limit. */
const maxSessionSeconds = 0xffff_ffff;

const reject = (reason: RejectReason, detail: string, replyMessage: string): Decision => ({
  kind: 'reject',
  reason,
  detail,
  replyMessage,
});

const refusedLogin = 'Wrong user name or password';

/** `now` is UTC ms. `sessionSeconds` is the time to expiry (RFC 2865 §5.27), undefined when there is none. */
export function decide(
  subscriber: SubscriberEntry | undefined,
  username: string,
  check: CredentialCheck,
  now: number,
): Decision {
  if (username === '') {
    return reject('unknown-user', 'No User-Name in the request; check the CPE’s PPPoE settings', refusedLogin);
  }
  if (!subscriber) {
    return reject('unknown-user', `No subscriber "${username}"; add it, or correct the name on the CPE`, refusedLogin);
  }
  if (check.kind === 'none') {
    return reject(
      'no-credentials',
      `${check.method} cannot be checked; allow pap, chap or mschap2 on the router`,
      'Authentication method not supported',
    );
  }
  if (check.kind === 'wrong') {
    return reject('wrong-password', `Wrong password (${check.method}); correct it on the CPE or here`, refusedLogin);
  }
  if (subscriber.status === 'inactive') {
    return reject('inactive', 'The subscriber is inactive; set it to active to let it in', 'Account is not active');
  }
  if (subscriber.status === 'suspended') {
    return reject(
      'suspended',
      'The subscriber is suspended; set it to active to let it in',
      'Account is suspended, please contact support',
    );
  }
  const { expiresAt } = subscriber;
  if (expiresAt === null) return { kind: 'accept', sessionSeconds: undefined };
  if (expiresAt <= now) {
    const day = new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ');
    return reject('expired', `Expired ${day} UTC; renew to let it in`, 'Subscription expired, please renew');
  }
  const seconds = Math.max(1, Math.floor((expiresAt - now) / 1000));
  return { kind: 'accept', sessionSeconds: seconds > maxSessionSeconds ? undefined : seconds };
}
