/** Valid datagrams of every kind that a NAS sends, from which the mutators start. */
import type { Service } from '../../electron/engine/aaa/arrival.ts';
import { chapPassword } from '../../electron/engine/radius/chap.ts';
import { encodeRequest } from '../../electron/engine/radius/encode.ts';
import { type AttributePair, encodeAttributes } from '../../electron/engine/radius/encode-attributes.ts';
import { msChapV1Response, msChapV2Response } from '../../electron/engine/radius/mschap.ts';
import { Code } from '../../electron/engine/radius/packet.ts';
import { encryptPap } from '../../electron/engine/radius/pap.ts';
import type { SharedSecret } from '../../electron/engine/radius/secret.ts';
import type { Random } from './random.ts';

export const username = 'ali';
export const rightPassword = 'correct horse';

/** `hasRightPassword`: it would be accepted as it stands. */
export interface Sample {
  readonly what: string;
  readonly service: Service;
  readonly octets: Buffer;
  readonly hasRightPassword: boolean;
}

const where: readonly AttributePair[] = [
  ['Service-Type', 'Framed-User'],
  ['Framed-Protocol', 'PPP'],
  ['NAS-Port', 15_728_640],
  ['NAS-Port-Type', 'Ethernet'],
  ['NAS-Identifier', 'tower'],
  ['Calling-Station-Id', '02:00:00:00:00:01'],
  ['Called-Station-Id', 'pppoe-lan'],
  ['NAS-Port-Id', 'ether2-access'],
  ['NAS-IP-Address', '10.0.0.1'],
  ['Proxy-State', Buffer.from('hop')],
];

type Credentials = (password: string, random: Random, authenticator: Buffer, secret: SharedSecret) => AttributePair[];
const methods: Readonly<Record<string, Credentials>> = {
  PAP: (password, _random, authenticator, secret) => [['User-Password', encryptPap(password, authenticator, secret)]],
  CHAP: (password, random) => {
    const challenge = random.octets(16);
    return [
      ['CHAP-Challenge', challenge],
      ['CHAP-Password', chapPassword(random.below(256), password, challenge)],
    ];
  },
  'MS-CHAPv1': (password, random) => {
    const challenge = random.octets(8);
    return [
      ['MS-CHAP-Challenge', challenge],
      ['MS-CHAP-Response', msChapV1Response(random.below(256), password, challenge)],
    ];
  },
  'MS-CHAPv2': (password, random) => {
    const challenge = random.octets(16);
    const peer = random.octets(16);
    return [
      ['MS-CHAP-Challenge', challenge],
      ['MS-CHAP2-Response', msChapV2Response(random.below(256), password, Buffer.from(username), challenge, peer)],
    ];
  },
};

const statuses = [
  'Start',
  'Interim-Update',
  'Stop',
  'Accounting-On',
  'Accounting-Off',
  'Tunnel-Start',
  'Failed',
] as const;

/** `isSigned` is about Access-Requests. Without it only wrong passwords are made: no mutant of one may be let in. */
export function corpus(random: Random, secret: SharedSecret, isSigned: boolean): Sample[] {
  const login = (method: string, make: Credentials, password: string): Sample => {
    const authenticator = random.octets(16);
    return {
      what: `${method}, ${password === rightPassword ? 'right' : 'wrong'}`,
      service: 'auth',
      hasRightPassword: password === rightPassword,
      octets: encodeRequest({
        ...{ code: Code['Access-Request'], identifier: random.below(256), secret, authenticator },
        messageAuthenticator: isSigned,
        attributes: encodeAttributes([
          ['User-Name', username],
          ...make(password, random, authenticator, secret),
          ...where,
        ]),
      }),
    };
  };
  const logins = Object.entries(methods).flatMap(([method, make]) =>
    (isSigned ? [rightPassword, 'wrong'] : ['wrong']).map((password) => login(method, make, password)),
  );
  const records = statuses.map((status) => accounting(random, secret, status));
  const probes = (['auth', 'acct'] as const).map(
    (service): Sample => ({
      ...{ what: 'Status-Server', service, hasRightPassword: false },
      octets: encodeRequest({
        ...{ code: Code['Status-Server'], identifier: random.below(256), secret, messageAuthenticator: true },
        authenticator: random.octets(16),
        attributes: encodeAttributes([['NAS-Identifier', 'tower']]),
      }),
    }),
  );
  return [...logins, ...records, ...probes];
}

function accounting(random: Random, secret: SharedSecret, status: (typeof statuses)[number]): Sample {
  const attributes: AttributePair[] = [
    ['Acct-Status-Type', status],
    ['Acct-Session-Id', random.octets(4).toString('hex')],
    ['User-Name', username],
    ...where,
    ['Framed-IP-Address', '100.64.0.7'],
    ['Framed-IPv6-Prefix', '2001:db8:1::/64'],
    ['Class', Buffer.from(`lm-${random.octets(10).toString('base64url')}`)],
    ['Event-Timestamp', 1_780_000_000],
    ['Acct-Delay-Time', 0],
    ['Acct-Session-Time', random.below(100_000)],
    ['Acct-Input-Octets', random.below(2 ** 31)],
    ['Acct-Output-Octets', random.below(2 ** 31)],
    ['Acct-Input-Gigawords', random.below(4)],
    ['Acct-Output-Gigawords', random.below(4)],
    ...(status === 'Stop' ? [['Acct-Terminate-Cause', 'User-Request'] as const] : []),
  ];
  return {
    ...{ what: `accounting ${status}`, service: 'acct', hasRightPassword: false },
    octets: encodeRequest({
      ...{ code: Code['Accounting-Request'], identifier: random.below(256), secret, messageAuthenticator: false },
      attributes: encodeAttributes(attributes),
    }),
  };
}
