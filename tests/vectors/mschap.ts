/** Published examples of MS-CHAP and of its keys, in hexadecimal. */

/** RFC 2433 §B.2, version 1. */
export const rfc2433 = {
  password: 'MyPw',
  challenge: '102db5df085d3041',
  ntHash: 'fc156af7edcd6c0edde3337d427f4eac',
  ntResponse: '4e9d3c8f9cfd385d5bf4d3246791956ca4c351ab409a3d61',
};

/** RFC 2759 §9.2, version 2. */
export const rfc2759 = {
  userName: 'User',
  password: 'clientPass',
  authenticatorChallenge: '5b5d7c7d7b3f2f3e3c2c602132262628',
  peerChallenge: '21402324255e262a28295f2b3a337c7e',
  challengeHash: 'd02e4386bce91226',
  ntHash: '44ebba8d5312b8d611474411f56989ae',
  ntResponse: '82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df',
  ntHashHash: '41c00c584bd2d91c4017a2a12fa59f3f',
  authenticatorResponse: 'S=407A5589115FD0D6209F510FE9C04566932CDA56',
};

/**
 * RFC 3079 §3.5.3 continues the login of RFC 2759 §9.2: the server's send key is the one printed. The receive key is not
 * printed; it is what several independent implementations (Android's net-eap tests among them) give for the same login.
 */
export const rfc3079 = {
  masterKey: 'fdece3717a8c838cb388e527ae3cdd31',
  sendStartKey: '8b7cdc149b993a1ba118cb153f56dccb',
  receiveStartKey: 'd5f0e9521e3ea9589645e86051c82226',
};

/** RFC 3079 §2.5.1 and §2.5.2: the LAN Manager hash of `clientPass`. */
export const rfc3079Lm = { password: 'clientPass', lmHash: '76a152936096d7830e2390227404afd2' };
