import { Menu } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Me } from '../../shared/contract/operations/auth.ts';
import { Glyph } from '../ui/controls/Glyph.tsx';
import { IconDark, IconLight, IconSignOut } from '../ui/controls/icons.ts';
import { toast } from '../ui/overlay/toasts.ts';
import { useScheme } from '../ui/theme/scheme.ts';
import { OperatorButton } from './OperatorMenu.tsx';
import { signOut } from './session.ts';

/** The menu with its button, open: the button that was pressed has given way to this one, so this one has the focus. */
export function OperatorMenuOpened({ operator }: { readonly operator: Me }) {
  const { scheme, setScheme } = useScheme();
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    button.current?.focus();
    setOpened(true);
  }, []);
  const leave = async () => {
    const trouble = await signOut();
    if (trouble !== null) toast({ severity: 'crit', title: 'You are still signed in', detail: trouble });
  };
  return (
    <Menu position="top-start" width={200} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <OperatorButton ref={button} operator={operator} />
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
