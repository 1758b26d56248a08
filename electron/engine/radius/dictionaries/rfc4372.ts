import { dictionary } from '../attribute.ts';
import { octets } from '../forms.ts';

/** RFC 4372 §2.2. */
export const rfc4372 = dictionary({
  'Chargeable-User-Identity': { type: 89, form: octets },
});
