/**
 * The two colour scales of usage bars (spec X16): the portal's and the NOC's. Lower bounds are inclusive.
 * A quota of 0 is unlimited (F010) and always green. Volumes are bytes, compared as integers.
 */
export type PortalSeverity = 'green' | 'orange' | 'red';
export type NocSeverity = 'green' | 'yellow' | 'orange' | 'red';

/** Rings of the portal: green, orange from 50 %, red from 80 % (F012). */
export function portalSeverity(usedBytes: number, quotaBytes: number): PortalSeverity {
  if (quotaBytes <= 0) return 'green';
  if (usedBytes * 10 >= quotaBytes * 8) return 'red';
  return usedBytes * 10 >= quotaBytes * 5 ? 'orange' : 'green';
}

/** Bars of the FUP counters page: green, yellow from 60 %, orange from 80 %, red from 100 % (F081). */
export function nocSeverity(usedBytes: number, quotaBytes: number): NocSeverity {
  if (quotaBytes <= 0) return 'green';
  if (usedBytes >= quotaBytes) return 'red';
  if (usedBytes * 10 >= quotaBytes * 8) return 'orange';
  return usedBytes * 10 >= quotaBytes * 6 ? 'yellow' : 'green';
}

/** Days left at which the value turns red and the "renew soon" banner shows: 7 for both (X17). */
export const isExpirySoon = (daysLeft: number): boolean => daysLeft <= 7;
