/**
 * Our own Class attribute (X47): a random id per login, echoed by the NAS in every record of the session. It also says
 * whether the login was walled, so that a session whose subscriber may come in again is known also after a restart.
 */

/** Marks the Class values that are our login ids; others are somebody else's and identify nothing. */
export const loginClassPrefix = 'lm-';

/** No character of base64url, so no random id ends with it. */
const walledMark = '.w';

/** `id` is base64url. */
export const loginClassOf = (id: string, isWalled: boolean): string =>
  `${loginClassPrefix}${id}${isWalled ? walledMark : ''}`;

export const isWalledClass = (loginClass: string): boolean =>
  loginClass.startsWith(loginClassPrefix) && loginClass.endsWith(walledMark);
