import { Select } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { RouterPool } from '../../../shared/contract/operations/pools.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { Drawer } from '../../ui/overlay/Drawer.tsx';
import { SkeletonLines } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';
import { useNasChoices } from './PoolForm.tsx';

export interface TakeOverProps {
  /** A pool to begin a form with. */
  readonly onChoose: (pool: RouterPool) => void;
  readonly onClose: () => void;
}

type Asked = { readonly pools: readonly RouterPool[] } | { readonly trouble: string } | 'asking' | null;

/** The pools that a router has of its own, to be taken over one by one (P08). */
export function TakeOver({ onChoose, onClose }: TakeOverProps) {
  const choices = useNasChoices();
  const [nas, setNas] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked>(null);
  useEffect(() => {
    if (nas === null) return;
    let left = false;
    setAsked('asking');
    engine.call('nas.ip-pools', { params: { id: Number(nas) } }).then(
      ({ items }) => !left && setAsked({ pools: items }),
      (error: unknown) => !left && setAsked({ trouble: listTrouble(error) }),
    );
    return () => {
      left = true;
    };
  }, [nas]);
  return (
    <Drawer title="Pools of a router" label="Pools of a router" onClose={onClose}>
      <div className="pool-take">
        <Select label="Router" placeholder="Choose one" searchable data={choices} value={nas} onChange={setNas} />
        {asked === 'asking' && <SkeletonLines lines={3} />}
        {asked !== null && asked !== 'asking' && 'trouble' in asked && <p className="crit">{asked.trouble}</p>}
        {asked !== null && asked !== 'asking' && 'pools' in asked && (
          <>
            {asked.pools.length === 0 && <p className="t2">It has no pool of its own.</p>}
            <ul>
              {asked.pools.map((pool) => (
                <li key={pool.name}>
                  <span className="pool-name">{pool.name}</span>
                  <span className="id t2">{pool.ranges.join(', ')}</span>
                  <Button onClick={() => onChoose(pool)}>Take over {pool.name}</Button>
                </li>
              ))}
            </ul>
            <p className="t3">
              Sessions keep their addresses. Afterwards set remote-address=none in the router's PPP profile, so that it
              gives no address of its own.
            </p>
          </>
        )}
      </div>
    </Drawer>
  );
}
