import { type AdmissionCheck, reject } from './check.ts';

/** Has the subscription ended? If not, the session ends with it, so that the next login meets the policy (X55). */
export const expiry: AdmissionCheck = ({ subscriber, tenant: { login }, now }) => {
  const { expiresAt } = subscriber;
  const policy = subscriber.expiredPolicy ?? login.expired;
  if (expiresAt === null || policy === 'keep-running') return undefined;
  if (expiresAt > now) return { kind: 'limit', endsAt: expiresAt };
  if (policy === 'walled') return { kind: 'limit', access: 'walled' };
  const day = new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ');
  return reject('expired', `Expired ${day} UTC; renew to let it in`, 'Subscription expired, please renew');
};
