import { type AdmissionCheck, reject } from './check.ts';

/** Has the subscription ended? If not, the session ends with it. */
export const expiry: AdmissionCheck = ({ subscriber: { expiresAt }, now }) => {
  if (expiresAt === null) return undefined;
  if (expiresAt > now) return { kind: 'limit', endsAt: expiresAt };
  const day = new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ');
  return reject('expired', `Expired ${day} UTC; renew to let it in`, 'Subscription expired, please renew');
};
