import { dictionary } from '../attribute.ts';
import { ipv4, octets, oneOf, text, uint32 } from '../forms.ts';

export const MICROSOFT = 311;

/** Microsoft, RFC 2548 §2. */
export const microsoft = dictionary(
  {
    'MS-CHAP-Response': { type: 1, form: octets, secret: true, computed: true },
    'MS-CHAP-Error': { type: 2, form: octets, secret: true, computed: true }, // identifier, then text with a challenge
    'MS-CHAP-CPW-1': { type: 3, form: octets, secret: true, computed: true },
    'MS-CHAP-CPW-2': { type: 4, form: octets, secret: true, computed: true },
    'MS-CHAP-LM-Enc-PW': { type: 5, form: octets, secret: true, computed: true },
    'MS-CHAP-NT-Enc-PW': { type: 6, form: octets, secret: true, computed: true },
    'MS-MPPE-Encryption-Policy': { type: 7, form: oneOf({ 'Encryption-Allowed': 1, 'Encryption-Required': 2 }) },
    'MS-MPPE-Encryption-Types': {
      type: 8, // a bit mask: 2 is 40-bit, 4 is 128-bit
      form: oneOf({ 'RC4-40bit-Allowed': 2, 'RC4-128bit-Allowed': 4, 'RC4-40or128-bit-Allowed': 6 }),
    },
    'MS-RAS-Vendor': { type: 9, form: uint32 },
    'MS-CHAP-Domain': { type: 10, form: octets }, // identifier, then text
    'MS-CHAP-Challenge': { type: 11, form: octets, secret: true, computed: true },
    'MS-CHAP-MPPE-Keys': { type: 12, form: octets, secret: true, computed: true },
    'MS-BAP-Usage': { type: 13, form: oneOf({ 'Not-Allowed': 0, Allowed: 1, Required: 2 }) },
    'MS-Link-Utilization-Threshold': { type: 14, form: uint32 }, // percent
    'MS-Link-Drop-Time-Limit': { type: 15, form: uint32 }, // seconds
    'MS-MPPE-Send-Key': { type: 16, form: octets, secret: true, computed: true },
    'MS-MPPE-Recv-Key': { type: 17, form: octets, secret: true, computed: true },
    'MS-RAS-Version': { type: 18, form: text },
    'MS-Old-ARAP-Password': { type: 19, form: octets, secret: true, computed: true },
    'MS-New-ARAP-Password': { type: 20, form: octets, secret: true, computed: true },
    'MS-ARAP-PW-Change-Reason': { type: 21, form: uint32 },
    'MS-Filter': { type: 22, form: octets },
    'MS-Acct-Auth-Type': {
      type: 23,
      form: oneOf({ PAP: 1, CHAP: 2, 'MS-CHAP-1': 3, 'MS-CHAP-2': 4, EAP: 5 }),
    },
    'MS-Acct-EAP-Type': { type: 24, form: oneOf({ MD5: 4, OTP: 5, 'Generic-Token-Card': 6, TLS: 13 }) },
    'MS-CHAP2-Response': { type: 25, form: octets, secret: true, computed: true },
    'MS-CHAP2-Success': { type: 26, form: octets, secret: true, computed: true },
    'MS-CHAP2-CPW': { type: 27, form: octets, secret: true, computed: true },
    'MS-Primary-DNS-Server': { type: 28, form: ipv4 },
    'MS-Secondary-DNS-Server': { type: 29, form: ipv4 },
    'MS-Primary-NBNS-Server': { type: 30, form: ipv4 },
    'MS-Secondary-NBNS-Server': { type: 31, form: ipv4 },
    'MS-ARAP-Challenge': { type: 33, form: octets, secret: true, computed: true },
    'MS-RAS-Client-Name': { type: 34, form: text }, // 34 and 35: [MS-RNAP] §2.2.1
    'MS-RAS-Client-Version': { type: 35, form: text },
  },
  MICROSOFT,
);
