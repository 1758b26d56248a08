import { dictionary } from '../attribute.ts';
import { ipv6Prefix } from '../forms.ts';

/** RFC 4818 §3. */
export const rfc4818 = dictionary({
  'Delegated-IPv6-Prefix': { type: 123, form: ipv6Prefix },
});
