/** What a CoA-Request changes, in the words of the NAS's maker. */
import { encodeAttributes } from '../radius/encode-attributes.ts';
import type { NasVendor } from '../store/commands.ts';

export interface ChangeAttributes {
  /** Mikrotik-Rate-Limit (up/down), by which a read-back is judged. */
  readonly rate: string;
  readonly attributes: Uint8Array;
  /** The same for the audit. */
  readonly text: string;
}

/**
 * RouterOS takes Mikrotik-Rate-Limit; of other makers only Filter-Id is standard (P06): its text is the rate as it is
 * written for RouterOS, which the operator names a filter or profile after. `sessionSeconds` from now is the new
 * Session-Timeout; undefined leaves the session's.
 */
export function changeAttributes(
  rate: string,
  vendor: NasVendor,
  sessionSeconds: number | undefined,
): ChangeAttributes {
  const timeout = sessionSeconds === undefined ? [] : [['Session-Timeout', sessionSeconds] as const];
  return {
    rate,
    attributes: encodeAttributes([
      vendor === 'generic' ? (['Filter-Id', rate] as const) : (['Mikrotik-Rate-Limit', rate] as const),
      ...timeout,
    ]),
    text: sessionSeconds === undefined ? rate : `${rate}, Session-Timeout ${sessionSeconds} s`,
  };
}
