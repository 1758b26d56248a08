import { type IdentityCheck, refusedLogin, reject } from './check.ts';

/** Did the credentials match? They were checked by the caller: MS-CHAP needs the packet and the secret for it. */
export const proven: IdentityCheck = ({ credentials }) => {
  switch (credentials.kind) {
    case 'matched':
      return undefined;
    case 'none':
      return reject(
        'no-credentials',
        `${credentials.method} cannot be checked; allow pap, chap or mschap2 on the router`,
        'Authentication method not supported',
      );
    case 'wrong':
      return reject(
        'wrong-password',
        `Wrong password (${credentials.method}); correct it on the CPE or here`,
        refusedLogin,
      );
  }
};
