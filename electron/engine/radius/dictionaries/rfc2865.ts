import { dictionary } from '../attribute.ts';
import { ipv4, octets, oneOf, text, uint32 } from '../forms.ts';

/**
 * RADIUS, RFC 2865 §5. Vendor-Specific (26) is not here: its contents are, in the vendors' dictionaries.
 * Value names are FreeRADIUS's spelling of the RFC's, so that imported tables need no translation.
 */
export const rfc2865 = dictionary({
  'User-Name': { type: 1, form: text },
  'User-Password': { type: 2, form: octets, secret: true, computed: true }, // encrypted: see pap.ts
  'CHAP-Password': { type: 3, form: octets, secret: true, computed: true }, // identifier and response: see chap.ts
  'NAS-IP-Address': { type: 4, form: ipv4 },
  'NAS-Port': { type: 5, form: uint32 },
  'Service-Type': {
    type: 6,
    form: oneOf({
      'Login-User': 1,
      'Framed-User': 2,
      'Callback-Login-User': 3,
      'Callback-Framed-User': 4,
      'Outbound-User': 5,
      'Administrative-User': 6,
      'NAS-Prompt-User': 7,
      'Authenticate-Only': 8,
      'Callback-NAS-Prompt': 9,
      'Call-Check': 10,
      'Callback-Administrative': 11,
      'Authorize-Only': 17, // RFC 5176 §3.1
    }),
  },
  'Framed-Protocol': {
    type: 7,
    form: oneOf({ PPP: 1, SLIP: 2, ARAP: 3, 'Gandalf-SLML': 4, 'Xylogics-IPX-SLIP': 5, 'X.75-Synchronous': 6 }),
  },
  'Framed-IP-Address': { type: 8, form: ipv4 },
  'Framed-IP-Netmask': { type: 9, form: ipv4 },
  'Framed-Routing': { type: 10, form: oneOf({ None: 0, Broadcast: 1, Listen: 2, 'Broadcast-Listen': 3 }) },
  'Filter-Id': { type: 11, form: text },
  'Framed-MTU': { type: 12, form: uint32 },
  'Framed-Compression': {
    type: 13,
    form: oneOf({ None: 0, 'Van-Jacobson-TCP-IP': 1, 'IPX-Header-Compression': 2, 'Stac-LZS': 3 }),
  },
  'Login-IP-Host': { type: 14, form: ipv4 },
  'Login-Service': {
    type: 15,
    form: oneOf({
      Telnet: 0,
      Rlogin: 1,
      'TCP-Clear': 2,
      PortMaster: 3,
      LAT: 4,
      'X25-PAD': 5,
      'X25-T3POS': 6,
      'TCP-Clear-Quiet': 8,
    }),
  },
  'Login-TCP-Port': { type: 16, form: uint32 },
  'Reply-Message': { type: 18, form: text },
  'Callback-Number': { type: 19, form: text },
  'Callback-Id': { type: 20, form: text },
  'Framed-Route': { type: 22, form: text },
  'Framed-IPX-Network': { type: 23, form: uint32 },
  State: { type: 24, form: octets },
  Class: { type: 25, form: octets }, // ours carries the login id that names a session (spec X47)
  'Session-Timeout': { type: 27, form: uint32 }, // seconds
  'Idle-Timeout': { type: 28, form: uint32 }, // seconds
  'Termination-Action': { type: 29, form: oneOf({ Default: 0, 'RADIUS-Request': 1 }) },
  'Called-Station-Id': { type: 30, form: text },
  'Calling-Station-Id': { type: 31, form: text },
  'NAS-Identifier': { type: 32, form: text },
  'Proxy-State': { type: 33, form: octets, computed: true }, // copied from request to reply, in order
  'Login-LAT-Service': { type: 34, form: text },
  'Login-LAT-Node': { type: 35, form: text },
  'Login-LAT-Group': { type: 36, form: octets },
  'Framed-AppleTalk-Link': { type: 37, form: uint32 },
  'Framed-AppleTalk-Network': { type: 38, form: uint32 },
  'Framed-AppleTalk-Zone': { type: 39, form: text },
  'CHAP-Challenge': { type: 60, form: octets, secret: true, computed: true },
  'NAS-Port-Type': {
    type: 61,
    form: oneOf({
      Async: 0,
      Sync: 1,
      ISDN: 2,
      'ISDN-V120': 3,
      'ISDN-V110': 4,
      Virtual: 5,
      PIAFS: 6,
      'HDLC-Clear-Channel': 7,
      'X.25': 8,
      'X.75': 9,
      'G.3-Fax': 10,
      SDSL: 11,
      'ADSL-CAP': 12,
      'ADSL-DMT': 13,
      IDSL: 14,
      Ethernet: 15,
      xDSL: 16,
      Cable: 17,
      'Wireless-Other': 18,
      'Wireless-802.11': 19,
    }),
  },
  'Port-Limit': { type: 62, form: uint32 },
  'Login-LAT-Port': { type: 63, form: text },
});
