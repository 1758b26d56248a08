import { authMethods } from '../../../../shared/domain/realm.ts';
import { type IdentityCheck, reject } from './check.ts';

/**
 * Does the realm allow the way the password was sent (F050)? Asked before anybody is known, so that the answer says
 * nothing about who exists. What cannot be checked at all (EAP) is told by `proven`.
 */
export const method: IdentityCheck = ({ realm, credentials }) => {
  if (realm === undefined || credentials.kind === 'none') return undefined;
  const { methods, name } = realm;
  const isMethod = (authMethods as readonly string[]).includes(credentials.method); // a device’s MAC alone is none
  if (!isMethod || (methods as readonly string[]).includes(credentials.method)) return undefined;
  return reject(
    'method-not-allowed',
    `${credentials.method} is not allowed in realm ${name}; allow it under Realms, or set the router to ${methods.join(' or ')}`,
    'Authentication method not supported',
  );
};
