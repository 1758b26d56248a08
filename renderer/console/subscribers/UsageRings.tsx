import type { Output } from '../../../shared/contract/contract.ts';
import { plain, usedPercent } from '../../ui/formats/quantity.ts';
import { usedOf, volume, volumeNote } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Stamp } from '../../ui/live/Ages.tsx';
import { Ring } from '../../ui/marks/Ring.tsx';
import { quotaSeverity } from '../../ui/marks/severity.ts';
import { TierLadder } from '../../ui/marks/TierLadder.tsx';
import { ReadPane } from './ReadPane.tsx';
import type { Reading } from './use-reading.ts';

type Detail = Output<'subscriber.get'>;

/** Today and the month against their quotas: counted bytes in the ring, raw bytes beside it. */
export function UsageRings({ reading }: { readonly reading: Reading<Detail> }) {
  return (
    <ReadPane
      title="Usage"
      what="The usage"
      note="counted bytes"
      reading={reading}
      padded
      end={<span>{volumeNote()}</span>}
    >
      {(s) => (
        <div className="usage">
          <UsageOf title="Today" usage={s.daily} level={s.fupLevel} tiers={s.speed.dailyTierCount} />
          <UsageOf title="Month" usage={s.monthly} level={s.monthlyFupLevel} tiers={s.speed.monthlyTierCount} />
          <p>
            <span className="t2">Bonus left</span>
            <b className="med t1">
              <Value of={volume(s.bonusBytes)} />
            </b>
          </p>
        </div>
      )}
    </ReadPane>
  );
}

interface UsageOfProps {
  readonly title: string;
  readonly usage: Detail['daily'];
  readonly level: number;
  /** Tiers of the service for this period; without any there is no level to show. */
  readonly tiers: number;
}

function UsageOf({ title, usage, level, tiers }: UsageOfProps) {
  const { countedBytes, quotaBytes, downBytes, upBytes, sinceAt } = usage;
  const rawBytes = downBytes + upBytes;
  const ratio = quotaBytes > 0 ? countedBytes / quotaBytes : null;
  const used = quotaBytes > 0 ? usedOf(countedBytes, quotaBytes) : volume(countedBytes);
  const freeBytes = rawBytes - countedBytes;
  return (
    <div className="usage-of">
      <Ring
        ratio={ratio ?? 0}
        severity={ratio === null ? 'none' : quotaSeverity(countedBytes, quotaBytes)}
        label={
          ratio === null
            ? `${title}: ${plain(used)}, no quota`
            : `${title}: ${plain(used)}, ${plain(usedPercent(ratio))}`
        }
      >
        <b>{ratio === null ? '∞' : <Value of={usedPercent(ratio)} />}</b>
        {ratio === null ? 'no quota' : 'of quota'}
      </Ring>
      <div>
        <div className="row fs12">
          <b className="strong">{title}</b>
          <span className="t3 ellip">
            since <Stamp at={sinceAt} />
          </span>
          <span className="grow" />
          {tiers > 0 && <TierLadder level={level} />}
        </div>
        <div className="usage-figure">
          <Value of={used} />
        </div>
        <div className="fs11 t2 ellip">
          Raw <Value of={volume(downBytes)} direction="down" /> <Value of={volume(upBytes)} direction="up" />
          {freeBytes > 0 && (
            <>
              , free hours took off <Value of={volume(freeBytes)} />
            </>
          )}
        </div>
      </div>
    </div>
  );
}
