import { createContext, memo, type ReactNode, useContext } from 'react';
import { clock, duration, exact, relative, stamp } from '../formats/times.ts';
import { Value } from '../formats/Value.tsx';
import { useNow } from './ticker.ts';

const ZoneContext = createContext('UTC');

/** Sets the operator's IANA time zone for everything below. */
export function ZoneProvider({ zone, children }: { readonly zone: string; readonly children: ReactNode }) {
  return <ZoneContext value={zone}>{children}</ZoneContext>;
}

/** The operator's IANA time zone. */
export const useZone = (): string => useContext(ZoneContext);

interface MomentProps {
  /** Epoch milliseconds; null draws –. */
  readonly at: number | null;
}

const nothing = <span className="zero">–</span>;

/** `12 s ago`, `in 3 h`, exact on hover. Ticks by itself. */
export const Ago = memo(function Ago({ at }: MomentProps) {
  const now = useNow();
  const zone = useZone();
  if (at === null) return nothing;
  return (
    <time dateTime={new Date(at).toISOString()} title={exact(at, zone)}>
      {relative(at, now)}
    </time>
  );
});

/** How long since: `4 h 12 m`. Repaints once a minute, so it is safe in ten thousand rows. */
export const Since = memo(function Since({ at }: MomentProps) {
  const now = useNow('minute');
  const zone = useZone();
  if (at === null) return nothing;
  return (
    <time dateTime={new Date(at).toISOString()} title={`Since ${exact(at, zone)}`}>
      <Value of={duration(Math.max(60_000, now - at))} />
    </time>
  );
});

/** A moment in a cell: `14:22 today`, `18 Nov 14:22`, exact on hover. */
export const Stamp = memo(function Stamp({ at }: MomentProps) {
  const now = useNow('minute');
  const zone = useZone();
  if (at === null) return nothing;
  return (
    <time dateTime={new Date(at).toISOString()} title={exact(at, zone)}>
      {stamp(at, now, zone)}
    </time>
  );
});

/** The clock of a log line: `21:04:31`, exact on hover. */
export const ClockTime = memo(function ClockTime({ at }: { readonly at: number }) {
  const zone = useZone();
  return (
    <time dateTime={new Date(at).toISOString()} title={exact(at, zone)}>
      {clock(at, zone)}
    </time>
  );
});
