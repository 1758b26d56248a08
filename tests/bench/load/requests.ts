/** What a loading NAS sends: one encoder per kind of request, and what the reply must be. */
import { randomBytes } from 'node:crypto';
import { chapPassword } from '../../../electron/engine/radius/chap.ts';
import { encodeRequest } from '../../../electron/engine/radius/encode.ts';
import { type AttributePair, encodeAttributes } from '../../../electron/engine/radius/encode-attributes.ts';
import { msChapV2Response } from '../../../electron/engine/radius/mschap.ts';
import { Code } from '../../../electron/engine/radius/packet.ts';
import { encryptPap } from '../../../electron/engine/radius/pap.ts';
import type { SharedSecret } from '../../../electron/engine/radius/secret.ts';

export type LoadMode = 'pap' | 'chap' | 'mschapv2' | 'acct';

export interface LoadUser {
  readonly username: string;
  readonly password: string;
}

/** `user000042` / `pass000042`, as the C generator of other test beds names them. */
export const loadUser = (i: number): LoadUser => {
  const digits = String(i).padStart(6, '0');
  return { username: `user${digits}`, password: `pass${digits}` };
};

/** The reply code that every request of this mode must get. */
export const expectedCode = (mode: LoadMode): number =>
  mode === 'acct' ? Code['Accounting-Response'] : Code['Access-Accept'];

let authenticators = Buffer.alloc(0);
let authenticatorAt = 0;
function nextAuthenticator(): Buffer {
  if (authenticatorAt === authenticators.length) {
    authenticators = randomBytes(16 * 1024);
    authenticatorAt = 0;
  }
  authenticatorAt += 16;
  return authenticators.subarray(authenticatorAt - 16, authenticatorAt);
}

export interface Sessions {
  /** Tells the sessions of several runs apart. */
  readonly run: string;
  /** Accounting-Requests that the run has sent before, where several loads share it. */
  readonly sent?: number | undefined;
  /** Records of a session from its Start to its Stop, after which its user's next one starts; endless when not said. */
  readonly records?: number | undefined;
}

/** Access-Requests carry Message-Authenticator; accounting is an Interim-Update with rising octets. */
export function createEncoder(
  mode: LoadMode,
  secret: SharedSecret,
  users: number,
  { run, sent = 0, records = Number.POSITIVE_INFINITY }: Sessions,
  firstUser = 0,
) {
  let count = sent;
  return (identifier: number): Buffer => {
    const n = count++;
    const user = firstUser + (n % users);
    const { username, password } = loadUser(user);
    if (mode === 'acct') {
      const round = Math.floor(n / users);
      const session = Math.floor(round / records);
      const cycle = Number.isFinite(records) ? (round % records) + 1 : round + 1;
      return encodeRequest({
        code: Code['Accounting-Request'],
        identifier,
        secret,
        messageAuthenticator: false,
        attributes: encodeAttributes([
          ['Acct-Status-Type', cycle === 1 ? 'Start' : cycle === records ? 'Stop' : 'Interim-Update'],
          ['Acct-Session-Id', `${run}${session}-${user.toString(16)}`],
          ['User-Name', username],
          ['NAS-IP-Address', '127.0.0.1'],
          ['NAS-Port-Id', 'ether1'],
          ['Framed-IP-Address', `100.64.${user >> 8}.${user & 255}`],
          ['Calling-Station-Id', '02:00:00:00:00:01'],
          ['Acct-Session-Time', (cycle - 1) * 30],
          ['Acct-Input-Octets', (cycle * 1000) % 2 ** 32],
          ['Acct-Output-Octets', (cycle * 9000) % 2 ** 32],
          ['Acct-Delay-Time', 0],
        ]),
      });
    }
    const authenticator = nextAuthenticator();
    return encodeRequest({
      code: Code['Access-Request'],
      identifier,
      secret,
      authenticator,
      messageAuthenticator: true,
      attributes: encodeAttributes([
        ['User-Name', username],
        ['NAS-IP-Address', '127.0.0.1'],
        ['NAS-Port-Id', 'ether1'],
        ['Calling-Station-Id', '02:00:00:00:00:01'],
        ...credentials(mode, username, password, authenticator, secret),
      ]),
    });
  };
}

function credentials(
  mode: Exclude<LoadMode, 'acct'>,
  username: string,
  password: string,
  authenticator: Buffer,
  secret: SharedSecret,
): AttributePair[] {
  if (mode === 'pap') return [['User-Password', encryptPap(password, authenticator, secret)]];
  if (mode === 'chap') return [['CHAP-Password', chapPassword(1, password, authenticator)]];
  return [
    ['MS-CHAP-Challenge', authenticator],
    ['MS-CHAP2-Response', msChapV2Response(1, password, Buffer.from(username), authenticator, nextAuthenticator())],
  ];
}
