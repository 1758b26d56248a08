import { dictionary } from '../attribute.ts';
import { octets, oneOf, text, uint32, unixSeconds } from '../forms.ts';

/** RADIUS extensions, RFC 2869 §5; EAP-Message and Message-Authenticator as redefined by RFC 3579 §3. */
export const rfc2869 = dictionary({
  'Acct-Input-Gigawords': { type: 52, form: uint32 }, // how often Acct-Input-Octets passed 2^32
  'Acct-Output-Gigawords': { type: 53, form: uint32 },
  'Event-Timestamp': { type: 55, form: unixSeconds }, // the router's clock, which may be wrong (spec N20)
  'ARAP-Password': { type: 70, form: octets, secret: true, computed: true },
  'ARAP-Features': { type: 71, form: octets },
  'ARAP-Zone-Access': {
    type: 72,
    form: oneOf({ 'Default-Zone': 1, 'Zone-Filter-Inclusive': 2, 'Zone-Filter-Exclusive': 4 }),
  },
  'ARAP-Security': { type: 73, form: uint32 },
  'ARAP-Security-Data': { type: 74, form: octets },
  'Password-Retry': { type: 75, form: uint32 },
  Prompt: { type: 76, form: oneOf({ 'No-Echo': 0, Echo: 1 }) },
  'Connect-Info': { type: 77, form: text },
  'Configuration-Token': { type: 78, form: text },
  'EAP-Message': { type: 79, form: octets, secret: true, computed: true }, // may hold an EAP-MD5 or MS-CHAP response
  // With the rest of its packet it lets the shared secret be guessed offline.
  'Message-Authenticator': { type: 80, form: octets, secret: true, computed: true },
  'ARAP-Challenge-Response': { type: 84, form: octets, secret: true, computed: true },
  'Acct-Interim-Interval': { type: 85, form: uint32 }, // seconds
  'NAS-Port-Id': { type: 87, form: text },
  'Framed-Pool': { type: 88, form: text },
});
