import { dictionary } from '../attribute.ts';
import { interfaceId, ipv6, ipv6Prefix, text } from '../forms.ts';

/** RADIUS and IPv6, RFC 3162 §2. */
export const rfc3162 = dictionary({
  'NAS-IPv6-Address': { type: 95, form: ipv6 },
  'Framed-Interface-Id': { type: 96, form: interfaceId },
  'Framed-IPv6-Prefix': { type: 97, form: ipv6Prefix },
  'Login-IPv6-Host': { type: 98, form: ipv6 },
  'Framed-IPv6-Route': { type: 99, form: text },
  'Framed-IPv6-Pool': { type: 100, form: text },
});
