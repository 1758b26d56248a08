import { type ComponentProps, type Ref, useState } from 'react';
import type { Me } from '../../shared/contract/operations/auth.ts';
import { Glyph } from '../ui/controls/Glyph.tsx';
import { IconOperator } from '../ui/controls/icons.ts';
import { later } from '../ui/states/later.tsx';

const OperatorMenuOpened = later(
  () => import('./OperatorMenuOpened.tsx').then((file) => file.OperatorMenuOpened),
  ({ operator }) => <OperatorButton operator={operator} />,
);

/** The foot of the rail: who is logged in, the theme, the way out. The menu is made when it is first asked for. */
export function OperatorMenu({ operator }: { readonly operator: Me }) {
  const [isAsked, setIsAsked] = useState(false);
  if (isAsked) return <OperatorMenuOpened operator={operator} />;
  return (
    <OperatorButton
      operator={operator}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => OperatorMenuOpened.load().catch(() => undefined)}
      onClick={() => setIsAsked(true)}
    />
  );
}

export interface OperatorButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'className'> {
  readonly operator: Me;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function OperatorButton({ operator, ...rest }: OperatorButtonProps) {
  return (
    <button type="button" title="Operator menu" {...rest} className="me">
      <Glyph icon={IconOperator} />
      <span className="me-name ellip">{operator.name}</span>
      {operator.role && <span className="me-role">{operator.role}</span>}
    </button>
  );
}
