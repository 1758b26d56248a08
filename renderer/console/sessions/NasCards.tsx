import { integer } from '../../ui/formats/quantity.ts';
import { rate } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { StatCard, Stats } from '../../ui/marks/StatCard.tsx';
import type { NasShare } from './session-order.ts';

/** As many as a row has room for; the NAS filter has them all. */
const shownMax = 6;

export interface NasCardsProps {
  readonly nas: readonly NasShare[];
  /** The one that is filtered by. */
  readonly chosen: string | undefined;
  readonly onToggle: (nasId: string) => void;
}

/** P09: sessions per NAS, the busiest first; a card filters by its NAS. One NAS alone needs no cards. */
export function NasCards({ nas, chosen, onToggle }: NasCardsProps) {
  if (nas.length < 2) return null;
  const busiest = nas.toSorted((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1)).slice(0, shownMax);
  return (
    <Stats>
      {busiest.map(({ value, label, count, downBps, upBps, unmeasured }) => (
        <StatCard
          key={value}
          label={label}
          value={integer(count)}
          note={
            downBps === null ? (
              'not measured yet'
            ) : (
              <span title={unmeasured > 0 ? `${integer(unmeasured)} not measured yet` : undefined}>
                <Value of={rate(downBps)} direction="down" /> <Value of={rate(upBps)} direction="up" />
              </span>
            )
          }
          on={chosen === value}
          onToggle={() => onToggle(value)}
        />
      ))}
    </Stats>
  );
}
