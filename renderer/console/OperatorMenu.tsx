import { Menu } from '@mantine/core';
import type { Me } from '../../shared/contract/operations/auth.ts';
import { Glyph } from '../ui/controls/Glyph.tsx';
import { IconDark, IconLight, IconOperator, IconSignOut } from '../ui/controls/icons.ts';
import { toast } from '../ui/overlay/toasts.ts';
import { useScheme } from '../ui/theme/scheme.ts';
import { signOut } from './session.ts';

/** The foot of the rail: who is logged in, the theme, the way out. */
export function OperatorMenu({ operator }: { readonly operator: Me }) {
  const { scheme, setScheme } = useScheme();
  const leave = async () => {
    const trouble = await signOut();
    if (trouble !== null) toast({ severity: 'crit', title: 'You are still signed in', detail: trouble });
  };
  return (
    <Menu position="top-start" width={200}>
      <Menu.Target>
        <button type="button" className="me" title="Operator menu">
          <Glyph icon={IconOperator} />
          <span className="me-name ellip">{operator.name}</span>
          {operator.role && <span className="me-role">{operator.role}</span>}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Glyph icon={scheme === 'dark' ? IconLight : IconDark} />}
          onClick={() => setScheme(scheme === 'dark' ? 'light' : 'dark')}
        >
          {scheme === 'dark' ? 'Light theme' : 'Dark theme'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Glyph icon={IconSignOut} />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
