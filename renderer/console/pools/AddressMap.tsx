import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { IpPool, PoolMap } from '../../../shared/contract/operations/pools.ts';
import { poolSpace } from '../../../shared/domain/pool-space.ts';
import { useWidth } from '../../ui/layout/use-width.ts';
import { useScheme } from '../../ui/theme/scheme.ts';
import { columnsOf, drawMap, indexAt, type MapLook, mapHeight } from './map-draw.ts';
import { legend, stateToken, stateWord } from './pool-words.ts';

export interface AddressMapProps {
  readonly pool: IpPool;
  readonly map: PoolMap;
}

/** Every address of a pool as a square: pointer or arrow keys choose one, and who has it is said and read aloud. */
export function AddressMap({ pool, map }: AddressMapProps) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(host);
  const scheme = useScheme((state) => state.scheme);
  const [chosen, setChosen] = useState<number | null>(null);
  const look: MapLook = { width, size: map.size };
  const at = chosen !== null && chosen < map.size ? chosen : null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme changes the colours that are read
  useEffect(() => {
    if (!canvas.current || width === 0) return;
    drawMap(
      canvas.current,
      { width, size: map.size },
      new Map(map.addresses.map(({ index, state }) => [index, state])),
      at,
    );
  }, [map, width, at, scheme]);

  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columnsOf(look), ArrowDown: columnsOf(look) }[event.key];
    if (event.key === 'Home') setChosen(0);
    else if (event.key === 'End') setChosen(map.size - 1);
    else if (step !== undefined) setChosen(Math.min(map.size - 1, Math.max(0, (at ?? -step) + step)));
    else return;
    event.preventDefault();
  };

  return (
    <div className="pool-map">
      <div ref={host}>
        {/* biome-ignore lint/a11y/useSemanticElements: a <fieldset> holds inputs; here the arrow keys choose an address */}
        <div
          role="group"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read the addresses
          tabIndex={0}
          className="pool-map-canvas"
          aria-label={`Addresses of ${pool.name}, arrow keys move`}
          onKeyDown={move}
          onPointerMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            setChosen(indexAt(look, event.clientX - box.left, event.clientY - box.top));
          }}
          onPointerLeave={() => setChosen(null)}
        >
          <canvas ref={canvas} style={{ width, height: mapHeight(look) }} />
        </div>
      </div>
      <div className="pool-map-foot">
        <span className="pool-map-said" aria-live="polite">
          {at === null ? 'Point at an address, or move with the arrow keys' : said(pool, map, at)}
        </span>
        <ul className="pool-legend">
          {legend.map((state) => (
            <li key={state}>
              <span className="pool-swatch" style={{ '--c': `var(--${stateToken[state]})` } as CSSProperties} />
              {stateWord[state]}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function said(pool: IpPool, map: PoolMap, index: number): string {
  const known = map.addresses.find((one) => one.index === index);
  if (known) return `${known.address}: ${stateWord[known.state]}${known.username === '' ? '' : `, ${known.username}`}`;
  const space = poolSpace(pool);
  return space.ok ? `${space.value.at(index)}: ${stateWord.free}` : '';
}
