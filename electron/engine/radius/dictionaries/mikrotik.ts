import { dictionary } from '../attribute.ts';
import { ipv4, oneOf, text, uint32 } from '../forms.ts';

export const MIKROTIK = 14988;

/**
 * MikroTik (help.mikrotik.com, RADIUS; names as in FreeRADIUS's dictionary.mikrotik).
 * Recv is what the router receives from the subscriber: upload. Limits are octets, with the high half in Gigawords.
 */
export const mikrotik = dictionary(
  {
    'Mikrotik-Recv-Limit': { type: 1, form: uint32 },
    'Mikrotik-Xmit-Limit': { type: 2, form: uint32 },
    'Mikrotik-Group': { type: 3, form: text }, // the PPP or Hotspot profile; a login group for router users
    'Mikrotik-Wireless-Forward': { type: 4, form: uint32 },
    'Mikrotik-Wireless-Skip-Dot1x': { type: 5, form: uint32 },
    'Mikrotik-Wireless-Enc-Algo': {
      type: 6,
      form: oneOf({ 'No-encryption': 0, '40-bit-WEP': 1, '104-bit-WEP': 2, 'AES-CCM': 3, TKIP: 4 }),
    },
    'Mikrotik-Wireless-Enc-Key': { type: 7, form: text, secret: true },
    'Mikrotik-Rate-Limit': { type: 8, form: text }, // upload/download first, as the router sees it: rx/tx
    'Mikrotik-Realm': { type: 9, form: text },
    'Mikrotik-Host-IP': { type: 10, form: ipv4 },
    'Mikrotik-Mark-Id': { type: 11, form: text },
    'Mikrotik-Advertise-URL': { type: 12, form: text },
    'Mikrotik-Advertise-Interval': { type: 13, form: uint32 }, // seconds
    'Mikrotik-Recv-Limit-Gigawords': { type: 14, form: uint32 },
    'Mikrotik-Xmit-Limit-Gigawords': { type: 15, form: uint32 },
    'Mikrotik-Wireless-PSK': { type: 16, form: text, secret: true },
    'Mikrotik-Total-Limit': { type: 17, form: uint32 },
    'Mikrotik-Total-Limit-Gigawords': { type: 18, form: uint32 },
    'Mikrotik-Address-List': { type: 19, form: text },
    'Mikrotik-Wireless-MPKey': { type: 20, form: text, secret: true },
    'Mikrotik-Wireless-Comment': { type: 21, form: text },
    'Mikrotik-Delegated-IPv6-Pool': { type: 22, form: text },
    'Mikrotik-DHCP-Option-Set': { type: 23, form: text },
    'Mikrotik-DHCP-Option-Param-STR1': { type: 24, form: text },
    'Mikrotik-DHCP-Option-Param-STR2': { type: 25, form: text },
    'Mikrotik-Wireless-VLANID': { type: 26, form: uint32 },
    'Mikrotik-Wireless-VLANIDtype': { type: 27, form: oneOf({ '802.1q': 0, '802.1ad': 1 }) },
    'Mikrotik-Wireless-Minsignal': { type: 28, form: text },
    'Mikrotik-Wireless-Maxsignal': { type: 29, form: text },
    'Mikrotik-Switching-Filter': { type: 30, form: text },
  },
  MIKROTIK,
);
