/** Datagrams that must come back as faults, each with what is wrong. Hexadecimal; made for this project. */

const AUTHENTICATOR = '000102030405060708090a0b0c0d0e0f';

export const malformedPackets = [
  ['an empty datagram', '', { kind: 'too-short', octets: 0 }],
  ['nineteen octets', `01000013${AUTHENTICATOR.slice(2)}`, { kind: 'too-short', octets: 19 }],
  ['a Length below the header', `01000013${AUTHENTICATOR}`, { kind: 'packet-length', length: 19, octets: 20 }],
  ['a Length of zero', `01000000${AUTHENTICATOR}`, { kind: 'packet-length', length: 0, octets: 20 }],
  ['a Length beyond the datagram', `01000015${AUTHENTICATOR}`, { kind: 'packet-length', length: 21, octets: 20 }],
  [
    'a Length above 4,096 in a datagram that long',
    `01001001${AUTHENTICATOR}${'19ff'.padEnd(510, '0').repeat(16)}${'0'.repeat(16)}`,
    { kind: 'packet-length', length: 4097, octets: 4108 },
  ],
  ['a lone type octet', `01000015${AUTHENTICATOR}01`, { kind: 'attribute-length', at: 20 }],
  ['an attribute of length zero', `01000016${AUTHENTICATOR}0100`, { kind: 'attribute-length', at: 20 }],
  ['an attribute of length one', `01000016${AUTHENTICATOR}0101`, { kind: 'attribute-length', at: 20 }],
  ['an attribute that overruns by one', `01000017${AUTHENTICATOR}010461`, { kind: 'attribute-length', at: 20 }],
  [
    'a second attribute that overruns into the padding',
    `0100001a${AUTHENTICATOR}0103610105626364`,
    { kind: 'attribute-length', at: 23 },
  ],
] as const;
