import { dictionary } from '../attribute.ts';
import { ipv6, ipv6Prefix, text } from '../forms.ts';

/** IPv6 access networks, RFC 6911 §3. */
export const rfc6911 = dictionary({
  'Framed-IPv6-Address': { type: 168, form: ipv6 },
  'DNS-Server-IPv6-Address': { type: 169, form: ipv6 },
  'Route-IPv6-Information': { type: 170, form: ipv6Prefix },
  'Delegated-IPv6-Prefix-Pool': { type: 171, form: text },
  'Stateful-IPv6-Address-Pool': { type: 172, form: text },
});
