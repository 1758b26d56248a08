import type { IpPool } from '../../../shared/contract/operations/pools.ts';
import { IconButton } from '../../ui/controls/controls.tsx';
import { IconClose, IconSettings } from '../../ui/controls/icons.ts';
import { integer, quantity } from '../../ui/formats/quantity.ts';
import { BarCell } from '../../ui/marks/BarCell.tsx';
import { fillSeverity, restWord } from './pool-words.ts';

export interface PoolListProps {
  readonly pools: readonly IpPool[];
  /** The pool that map and table are about; null: all. */
  readonly chosen: number | null;
  readonly onChoose: (id: number | null) => void;
  /** Absent where the operator may not. */
  readonly onEdit?: ((pool: IpPool) => void) | undefined;
  readonly onRemove?: ((pool: IpPool) => void) | undefined;
}

/** The pools with how full they are; one of them can be chosen for the map and the table below. */
export function PoolList({ pools, chosen, onChoose, onEdit, onRemove }: PoolListProps) {
  return (
    <ul className="pool-list">
      {pools.map((pool) => (
        <li key={pool.id} className={pool.id === chosen ? 'on' : undefined}>
          <button
            type="button"
            className="pool-row"
            aria-pressed={pool.id === chosen}
            onClick={() => onChoose(pool.id === chosen ? null : pool.id)}
          >
            <span className="pool-name ellip">{pool.name}</span>
            <span className="pool-ranges id ellip" title={pool.ranges.join(', ')}>
              {pool.ranges.join(', ')}
              {pool.prefixLength === null ? '' : ` in /${pool.prefixLength}`}
            </span>
            <BarCell
              ratio={pool.usable === 0 ? null : pool.taken / pool.usable}
              severity={fillSeverity(pool)}
              figures={quantity(`${integer(pool.taken)} / ${integer(pool.usable)}`)}
              figuresWidth={112}
            />
            <span className="t3 ellip">{termsOf(pool)}</span>
          </button>
          {onEdit && <IconButton icon={IconSettings} label={`Edit ${pool.name}`} onClick={() => onEdit(pool)} />}
          {onRemove && <IconButton icon={IconClose} label={`Delete ${pool.name}`} onClick={() => onRemove(pool)} />}
        </li>
      ))}
    </ul>
  );
}

const termsOf = ({ inUse, resting, fixed, isSticky, coolDownSeconds, nasIds }: IpPool): string =>
  [
    `${integer(inUse)} in use`,
    ...(resting > 0 ? [`${integer(resting)} resting`] : []),
    ...(fixed > 0 ? [`${integer(fixed)} static`] : []),
    ...(isSticky ? ['sticky'] : []),
    restWord(coolDownSeconds),
    ...(nasIds.length > 0 ? [`${nasIds.length} routers only`] : []),
  ].join(' · ');
