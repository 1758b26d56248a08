import { dictionary } from '../attribute.ts';
import { text, uint32 } from '../forms.ts';

/** WISPr (Wi-Fi Alliance, Best Current Practices for WISP Roaming 1.0, February 2003). Bandwidths are bit/s. */
export const wispr = dictionary(
  {
    'WISPr-Location-ID': { type: 1, form: text },
    'WISPr-Location-Name': { type: 2, form: text },
    'WISPr-Logoff-URL': { type: 3, form: text },
    'WISPr-Redirection-URL': { type: 4, form: text },
    'WISPr-Bandwidth-Min-Up': { type: 5, form: uint32 },
    'WISPr-Bandwidth-Min-Down': { type: 6, form: uint32 },
    'WISPr-Bandwidth-Max-Up': { type: 7, form: uint32 },
    'WISPr-Bandwidth-Max-Down': { type: 8, form: uint32 },
    'WISPr-Session-Terminate-Time': { type: 9, form: text },
    'WISPr-Session-Terminate-End-Of-Day': { type: 10, form: text },
    'WISPr-Billing-Class-Of-Service': { type: 11, form: text },
  },
  14122,
);
