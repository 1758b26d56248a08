import { Fragment, type ReactNode } from 'react';
import type { Quantity } from './quantity.ts';

export interface ValueProps {
  readonly of: Quantity;
  /** Puts ↓ or ↑ in the direction's colour before the figures. */
  readonly direction?: 'down' | 'up';
  readonly className?: string;
}

/** Draws a quantity: figures, then the dim unit 2 px away; a dim 0 for nothing, – for not measured. */
export function Value({ of, direction, className }: ValueProps) {
  return (
    <span className={className ? `qty ${className}` : 'qty'}>
      {direction && (
        <>
          <Arrow to={direction} />{' '}
        </>
      )}
      {of.parts.map(({ figures, unit }, place) => (
        <Fragment key={unit}>
          {place > 0 && ' '}
          <span className={of.kind === 'value' ? undefined : 'zero'}>{figures}</span>
          {unit && <span className="unit">{unit}</span>}
        </Fragment>
      ))}
    </span>
  );
}

/** ↓ download, ↑ upload: the second sign of the two direction colours. */
export function Arrow({ to }: { readonly to: 'down' | 'up' }): ReactNode {
  return to === 'down' ? <span className="dn">↓</span> : <span className="up">↑</span>;
}

/** A dim unit after text that is not a quantity: `8,412` `of 11,284`. */
export function Unit({ children }: { readonly children: ReactNode }) {
  return <span className="unit">{children}</span>;
}
