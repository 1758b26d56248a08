import { dictionary } from '../attribute.ts';
import { octets, text, uint32 } from '../forms.ts';

/**
 * Tunnels, RFC 2868 §3 and RFC 2867 §4. They are here so that a trace names them and hides the password: no service of
 * ours sends them, so their tags are not taken apart and the values stay octets.
 */
export const rfc2868 = dictionary({
  'Tunnel-Type': { type: 64, form: octets },
  'Tunnel-Medium-Type': { type: 65, form: octets },
  'Tunnel-Client-Endpoint': { type: 66, form: octets },
  'Tunnel-Server-Endpoint': { type: 67, form: octets },
  'Acct-Tunnel-Connection': { type: 68, form: text },
  'Tunnel-Password': { type: 69, form: octets, secret: true, computed: true },
  'Tunnel-Private-Group-Id': { type: 81, form: octets },
  'Tunnel-Assignment-Id': { type: 82, form: octets },
  'Tunnel-Preference': { type: 83, form: octets },
  'Acct-Tunnel-Packets-Lost': { type: 86, form: uint32 },
  'Tunnel-Client-Auth-Id': { type: 90, form: octets },
  'Tunnel-Server-Auth-Id': { type: 91, form: octets },
});
