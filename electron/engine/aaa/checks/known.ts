import { type IdentityCheck, refusedLogin, reject } from './check.ts';

/** Is there a subscriber of this name? */
export const known: IdentityCheck = ({ request, subscriber, sharers = [] }) => {
  const { username } = request;
  if (username === '') {
    return reject('unknown-user', 'No User-Name in the request; check the CPE’s PPPoE settings', refusedLogin);
  }
  if (subscriber) return undefined;
  if (sharers.length > 0) {
    return reject(
      'shared-mac',
      `${username} is a device of ${named(sharers)}, so its MAC does not say who logs in; remove it from all but one of them`,
      refusedLogin,
    );
  }
  return reject('unknown-user', `No subscriber "${username}"; add it, or correct the name on the CPE`, refusedLogin);
};

/** Two are named, whatever their number: the sentence is for a table's cell. */
function named([one, other, ...more]: readonly string[]): string {
  return more.length === 0 ? `${one} and of ${other}` : `${one}, of ${other} and of ${more.length} more`;
}
