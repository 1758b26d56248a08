import { dictionary } from '../attribute.ts';
import { oneOf, text, uint32 } from '../forms.ts';

/** Accounting, RFC 2866 §5. "Input" is what the NAS receives: the subscriber's upload (see usage.ts). */
export const rfc2866 = dictionary({
  'Acct-Status-Type': {
    type: 40,
    form: oneOf({
      Start: 1,
      Stop: 2,
      'Interim-Update': 3,
      'Accounting-On': 7,
      'Accounting-Off': 8,
      'Tunnel-Start': 9, // 9 to 14: RFC 2867 §3
      'Tunnel-Stop': 10,
      'Tunnel-Reject': 11,
      'Tunnel-Link-Start': 12,
      'Tunnel-Link-Stop': 13,
      'Tunnel-Link-Reject': 14,
      Failed: 15,
    }),
  },
  'Acct-Delay-Time': { type: 41, form: uint32 }, // seconds the NAS has been trying to send this record
  'Acct-Input-Octets': { type: 42, form: uint32 }, // low half; Acct-Input-Gigawords (RFC 2869 §5.1) is the high half
  'Acct-Output-Octets': { type: 43, form: uint32 },
  'Acct-Session-Id': { type: 44, form: text }, // unique within one NAS only: key sessions by (NAS, id)
  'Acct-Authentic': { type: 45, form: oneOf({ RADIUS: 1, Local: 2, Remote: 3, Diameter: 4 }) },
  'Acct-Session-Time': { type: 46, form: uint32 }, // seconds
  'Acct-Input-Packets': { type: 47, form: uint32 },
  'Acct-Output-Packets': { type: 48, form: uint32 },
  'Acct-Terminate-Cause': {
    type: 49,
    form: oneOf({
      'User-Request': 1,
      'Lost-Carrier': 2,
      'Lost-Service': 3,
      'Idle-Timeout': 4,
      'Session-Timeout': 5,
      'Admin-Reset': 6,
      'Admin-Reboot': 7,
      'Port-Error': 8,
      'NAS-Error': 9,
      'NAS-Request': 10,
      'NAS-Reboot': 11,
      'Port-Unneeded': 12,
      'Port-Preempted': 13,
      'Port-Suspended': 14,
      'Service-Unavailable': 15,
      Callback: 16,
      'User-Error': 17,
      'Host-Request': 18,
      'Supplicant-Restart': 19, // 19 to 22: RFC 3580 §2.1
      'Reauthentication-Failure': 20,
      'Port-Reinit': 21,
      'Port-Disabled': 22,
    }),
  },
  'Acct-Multi-Session-Id': { type: 50, form: text },
  'Acct-Link-Count': { type: 51, form: uint32 },
});
