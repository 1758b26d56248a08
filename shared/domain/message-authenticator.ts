/**
 * Must a NAS sign its Access-Requests with a Message-Authenticator (Z5)? Without one anybody on the path can forge a
 * request, and with Proxy-State a reply (CVE-2024-3596, "BlastRADIUS").
 */

/** `auto` asks for it from the first right one on; `required` always; `optional` never, for what cannot sign. */
export const messageAuthenticatorPolicies = ['auto', 'required', 'optional'] as const;
export type MessageAuthenticatorPolicy = (typeof messageAuthenticatorPolicies)[number];

/** `hasSigned`: a right Message-Authenticator was seen from this NAS since it learned anew. */
export const isMessageAuthenticatorRequired = (policy: MessageAuthenticatorPolicy, hasSigned: boolean): boolean =>
  policy === 'required' || (policy === 'auto' && hasSigned);

/** Whether a change of the policy begins to learn anew: only by way of `optional` or `required` back to `auto`. */
export const learnsAnew = (before: MessageAuthenticatorPolicy, after: MessageAuthenticatorPolicy): boolean =>
  after === 'auto' && before !== 'auto';
