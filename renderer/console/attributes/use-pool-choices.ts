import { useEffect, useState } from 'react';
import { engine } from '../engine.ts';
import { useMay } from '../subscribers/acts.ts';
import type { PoolChoice } from './pool-choices.ts';

/** The pools as they are when `wanted` first is; null until they are here, and for those who may not see them. */
export function usePoolChoices(wanted: boolean): readonly PoolChoice[] | null {
  const isAsked = useMay('pools.view') && wanted;
  const [pools, setPools] = useState<readonly PoolChoice[] | null>(null);
  useEffect(() => {
    if (!isAsked) return;
    let left = false;
    engine.call('pool.list', { query: { limit: 500, sort: 'name' } }).then(
      ({ items }) => !left && setPools(items),
      () => undefined, // names are typed without suggestions; the engine takes any
    );
    return () => {
      left = true;
    };
  }, [isAsked]);
  return pools;
}
