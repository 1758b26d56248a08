/**
 * CoA-Request and Disconnect-Request (RFC 5176), of which the RFC prints no example: sent by FreeRADIUS's radclient 3.2.1
 * (Debian 12) with Message-Authenticator, and answers that it believed ("Received CoA-NAK … Error-Cause =
 * Session-Context-Not-Found"), captured on loopback.
 */
export const secret = 'Kaz-7rT2!pQ9vLm3xZ0wBn5e';

/** Each with User-Name `user000007` and Acct-Session-Id `81800001`; CoA with Mikrotik-Rate-Limit `1M/4M` too. */
export const exchanges = [
  {
    name: 'CoA-ACK',
    request:
      '2b26004998f966148e556618e0dbf73c2a145c09010c757365723030303030372c0a38313830303030311a0d00003a8c0807314d2f344d5012b0d5a77f815c839fbaeeff91d792836c',
    reply: '2c260026e97996bc1a1c1f493775fd5e37e5bf2a5012714f67e4c82913f1556d5a0fbbfca063',
  },
  {
    name: 'CoA-NAK',
    request:
      '2b670049814f6197dd4370f681773911d06d34bc010c757365723030303030372c0a38313830303030311a0d00003a8c0807314d2f344d50123e31383f59e3d2e8c20eae78ae3b783f',
    reply: '2d67002c238a5e39144200ee8b8b04089309896b5012b89884b5f9d6e73e1603de0a176da0f16506000001f7',
  },
  {
    name: 'Disconnect-ACK',
    request:
      '28c1003c794f41fe59cda6bdb8bb43c9e77a188f010c757365723030303030372c0a38313830303030315012ad964e9f90c12b8ea204c6c47ff6a30f',
    reply: '29c10026dfe0f443ee3eaa7fe5f74c126c36a6a05012f65e0fa5722fad78361fd2d1db78d454',
  },
  {
    name: 'Disconnect-NAK',
    request:
      '2875003c1906831b9597af4d8230884c666ccb5a010c757365723030303030372c0a3831383030303031501205621b8fbc448945ec07e3637e181bb2',
    reply: '2a75002cf2418d1b03cdc8bc206a1160265c36af50125c0d97594b49809facdfff73484da5296506000001f7',
  },
] as const;
