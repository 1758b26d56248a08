import { type IdentityCheck, refusedLogin, reject } from './check.ts';

/** Is the realm one of the tenant's, and switched on (F050)? */
export const realm: IdentityCheck = ({ request, realm, unknownRealm }) => {
  if (unknownRealm !== '') {
    return reject(
      'unknown-realm',
      `There is no realm "${unknownRealm}"; add it under Realms, or correct "${request.username}" on the CPE`,
      refusedLogin,
    );
  }
  if (realm === undefined || realm.isActive) return undefined;
  return reject(
    'realm-inactive',
    `Realm ${realm.name} is switched off; set it to active under Realms to let its subscribers in`,
    'Service is not available',
  );
};
