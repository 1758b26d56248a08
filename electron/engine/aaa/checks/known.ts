import { type IdentityCheck, refusedLogin, reject } from './check.ts';

/** Is there a subscriber of this name? */
export const known: IdentityCheck = ({ request, subscriber }) => {
  const { username } = request;
  if (username === '') {
    return reject('unknown-user', 'No User-Name in the request; check the CPE’s PPPoE settings', refusedLogin);
  }
  if (subscriber) return undefined;
  return reject('unknown-user', `No subscriber "${username}"; add it, or correct the name on the CPE`, refusedLogin);
};
